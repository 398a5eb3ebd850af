"""The steps, in the order in which a customer takes them."""

import json
import queue
from pathlib import Path
from typing import Any

from numberbank.demo import DemoFailed
from numberbank.demo.receiver import Callback, Inbox
from numberbank.demo.steps import STEP_TIMEOUT, Steps
from numberbank.domain.signing import verify_sinch_signature

OUTPUT = Path("numberbank-demo-numbers.json")
HMAC_SECRET = "demo-0123456789-0123456789-0123456789"


def tell(steps: Steps, key: tuple[str, str], inbox: Inbox) -> None:
    """Raises DemoFailed at the first thing that is not as it should be."""
    get_token(steps, key)
    list_regions(steps)
    number = search(steps)
    set_secret(steps)
    rent(steps, number, inbox.url)
    receive_callbacks(steps, inbox)
    see_links(steps, number)
    rename(steps, number)
    rent_more(steps)
    save_all(steps)
    release(steps, number)


def get_token(steps: Steps, key: tuple[str, str]) -> None:
    steps.title("Exchange the access key for a token")
    token = steps.send("POST", "/oauth2/token", form={"grant_type": "client_credentials"}, auth=key)
    steps.show(token_type=token["token_type"], expires_in=f"{token['expires_in']} (seconds)")
    steps.client.headers["authorization"] = f"Bearer {token['access_token']}"


def list_regions(steps: Steps) -> None:
    steps.title("See where numbers are on offer")
    regions = steps.send("GET", "…/availableRegions")["availableRegions"]
    steps.show(availableRegions=f"{len(regions)} regions, among them")
    for region in regions[:: max(1, len(regions) // 4)]:
        steps.show(**{f"  {region['regionCode']}": f"{region['regionName']}: {', '.join(region['types'])}"})


def search(steps: Steps) -> str:
    """The first number found."""
    steps.title("Search numbers that start with +1212")
    query = {
        "regionCode": "US",
        "type": "LOCAL",
        "numberPattern.pattern": "+1212",
        "numberPattern.searchPattern": "START",
        "size": "3",
    }
    found = steps.send("GET", "…/availableNumbers", query=query)["availableNumbers"]
    steps.check(bool(found), "the search found no number")
    for offer in found:
        price = _money(offer["monthlyPrice"])
        steps.show(phoneNumber=f"{offer['phoneNumber']}  {' and '.join(offer['capability'])}, {price} a month")
    number: str = found[0]["phoneNumber"]
    return number


def set_secret(steps: Steps) -> None:
    steps.title("Set the secret with which callbacks are signed")
    answer = steps.send("PATCH", "…/callbackConfiguration", body={"hmacSecret": HMAC_SECRET})
    steps.show(hmacSecret=json.dumps(answer["hmacSecret"]))


def rent(steps: Steps, number: str, callback_url: str) -> None:
    steps.title("Rent the first one, with a service plan for SMS and an app for voice")
    body = {
        "smsConfiguration": {"servicePlanId": "demo-plan"},
        "voiceConfiguration": {"type": "RTC", "appId": "demo-app"},
        "callbackUrl": callback_url,
    }
    active = steps.send("POST", f"…/availableNumbers/{number}:rent", body=body)
    steps.show(price=f"{_money(active['money'])}, next charge on {active['nextChargeDate'][:10]}")
    _show_links(steps, active)


def receive_callbacks(steps: Steps, inbox: Inbox) -> None:
    """One event for each link, in any order."""
    steps.title("Wait until both links stand: a signed callback tells of each")
    for _ in range(2):
        try:
            callback = inbox.callbacks.get(timeout=STEP_TIMEOUT)
        except queue.Empty:
            raise DemoFailed(f"no callback came within {STEP_TIMEOUT:.0f} seconds") from None
        steps.line("received POST /callbacks", style="cyan")
        event = _verified_event(steps, callback)
        steps.show(eventType=event["eventType"], resourceId=event["resourceId"], status=event["status"])
        steps.show(**{"X-Sinch-Signature": f"{callback.signature}: verified"})


def _verified_event(steps: Steps, callback: Callback) -> dict[str, str]:
    event: dict[str, str] = json.loads(callback.body)
    steps.check(
        verify_sinch_signature(HMAC_SECRET, callback.body, callback.signature),
        f"the signature {callback.signature!r} does not belong to {callback.body!r}",
    )
    steps.check(event["status"] == "SUCCEEDED", f"{event['eventType']} ended with {event['status']}")
    return event


def see_links(steps: Steps, number: str) -> None:
    steps.title("Look at the number again: nothing is pending any more")
    active = steps.send("GET", f"…/activeNumbers/{number}")
    _show_links(steps, active)
    steps.check(active["smsConfiguration"]["servicePlanId"] == "demo-plan", "the service plan is not linked")
    steps.check(active["voiceConfiguration"]["appId"] == "demo-app", "the voice app is not linked")


def rename(steps: Steps, number: str) -> None:
    steps.title("Give it a name")
    active = steps.send("PATCH", f"…/activeNumbers/{number}", body={"displayName": "Front desk"})
    steps.show(displayName=json.dumps(active["displayName"]))


def rent_more(steps: Steps) -> None:
    steps.title("Rent two more, whichever they are")
    for _ in range(2):
        active = steps.send("POST", "…/availableNumbers:rentAny", body={"regionCode": "US", "type": "LOCAL"})
        steps.show(phoneNumber=active["phoneNumber"])


def save_all(steps: Steps) -> None:
    steps.title("List all numbers, page by page, and save them")
    numbers: list[Any] = []
    query = {"pageSize": "2"}
    while True:
        page = steps.send("GET", "…/activeNumbers", query=query)
        numbers += page["activeNumbers"]
        steps.show(
            activeNumbers=", ".join(active["phoneNumber"] for active in page["activeNumbers"]),
            totalSize=str(page["totalSize"]),
            nextPageToken=json.dumps(page["nextPageToken"]),
        )
        if not page["nextPageToken"]:
            break
        query = query | {"pageToken": page["nextPageToken"]}
    steps.check(len(numbers) == page["totalSize"] == 3, f"{len(numbers)} numbers were listed, and 3 were rented")
    _write(numbers)
    steps.line(f"wrote all {len(numbers)} to {OUTPUT}")


def _write(numbers: list[Any]) -> None:
    try:
        OUTPUT.write_text(json.dumps(numbers, indent=2) + "\n")
    except OSError as error:
        raise DemoFailed(f"{OUTPUT.absolute()} cannot be written: {error.strerror}") from None


def release(steps: Steps, number: str) -> None:
    steps.title("Release the first one: it stays usable until the paid period ends")
    active = steps.send("POST", f"…/activeNumbers/{number}:release")
    steps.show(nextChargeDate=active["nextChargeDate"], expireAt=f"{active['expireAt']}: the same moment")
    steps.check(active["expireAt"] == active["nextChargeDate"], "expireAt is not nextChargeDate")


def _show_links(steps: Steps, active: dict[str, Any]) -> None:
    sms, voice = active["smsConfiguration"], active["voiceConfiguration"]
    steps.show(
        servicePlanId=_slots(sms["servicePlanId"], sms["scheduledProvisioning"], "servicePlanId"),
        appId=_slots(voice["appId"], voice["scheduledVoiceProvisioning"], "appId"),
    )


def _slots(current: str, pending: dict[str, str] | None, name: str) -> str:
    """A link as it is and, if it is changing, as it will be."""
    return json.dumps(current) + (f", pending {json.dumps(pending[name])}: {pending['status']}" if pending else "")


def _money(money: dict[str, str]) -> str:
    return f"{money['amount']} {money['currencyCode']}"
