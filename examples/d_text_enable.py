"""Workflow D: text-enable verified numbers, with a letter to sign and a time for the change of the registry."""

from datetime import datetime, timedelta

import httpx2
from workflow import KEY, LETTER, URL, advance, call, letter_of, receiver, say, sign, verify, wait_for, wait_for_event

NUMBERS = ["+12085550160", "+12085550161"]

verify(*NUMBERS)
say(f"{' and '.join(NUMBERS)} are verified")
now = datetime.fromisoformat(httpx2.get(f"{URL}/sandbox/v1/clock", auth=KEY).json()["time"])

with receiver() as (url, events):
    order = call(
        "POST",
        "/hostingOrders:textEnableNumbers",
        {
            "regionCode": "US",
            "numbers": NUMBERS,
            "servicePlanId": "plan-harbour",
            "campaignId": "CMP4K7Q",
            "directLoaInfo": LETTER,
            "scheduledOsrUpdateTime": (now + timedelta(hours=6)).isoformat(),
            "displayName": "Branch offices",
            "callbackUrl": url,
        },
    )
    path = f"/hostingOrders/{order['hostingOrderId']}"
    say(f"order {order['hostingOrderId']} is {order['state']}")
    wait_for("the letter", lambda: call("GET", path)["state"] == "WAITING_FOR_LOA_SIGNATURE")
    sign(letter_of(order["hostingOrderId"]))
    assert call("GET", path)["state"] == "IN_PROGRESS"
    assert call("GET", f"{path}/numbers/{NUMBERS[0]}")["osrUpdate"]["state"] == "WAITING"
    say("the letter is signed; the registry waits for the scheduled time")

    advance("PT6H")
    say("six hours later")
    for number in NUMBERS:
        for event in ("OSR_UPDATE", "PROVISIONING_TO_SMS_PLATFORM", "LINK_TO_10DLC_CAMPAIGN", "HOSTING_PROCESS"):
            assert wait_for_event(events, number, event)["status"] == "SUCCEEDED"
    assert {event["resourceType"] for event in events} == {"HOSTING_ORDER_NUMBER"}

wait_for("the order", lambda: call("GET", path)["state"] == "COMPLETED")
report = call("GET", f"{path}/report")
assert (report["total"], report["osrUpdated"], report["smsProvisioned"], report["addedToCampaign"]) == (2, 2, 2, 2)
for number in NUMBERS:
    assert call("GET", f"/qualifiedNumbers/{number}")["hostedNumber"] == {"status": 1, "error": ""}
    assert call("GET", f"/importedNumbers/{number}")["smsProvisioning"]["state"] == "DONE"
say("both are hosted, and are imported numbers now")
