"""Workflow E: text-enable toll-free numbers, as a reseller; and what happens when the letter is declined."""

import httpx2
from workflow import LETTER, call, letter_of, receiver, say, sign, verify, wait_for, wait_for_event

NUMBER, OTHER = "+18885550170", "+18885550171"

verify(NUMBER, OTHER)
say(f"{NUMBER} and {OTHER} are verified")

with receiver() as (url, events):
    body = {
        "regionCode": "US",
        "servicePlanId": "plan-harbour",
        "resellerLoaInfo": {**LETTER, "businessName": "Example Bakery LLC"},
        "displayName": "Toll-free desk",
        "callbackUrl": url,
    }
    refused = call("POST", "/hostingOrders:textEnableNumbers", body | {"numbers": [NUMBER]}, expected=400)
    say(f"by the ordinary way: {refused['details'][0]['fieldViolations'][0]['description']}")

    order = call("POST", "/hostingOrders:textEnableTollFreeNumbers", body | {"numbers": [NUMBER]})
    assert order["textEnableInfo"]["loaType"] == "Reseller"
    path = f"/hostingOrders/{order['hostingOrderId']}"
    wait_for("the letter", lambda: call("GET", path)["state"] == "WAITING_FOR_LOA_SIGNATURE")
    sign(letter_of(order["hostingOrderId"]))
    say("the letter is signed")
    for event in ("OSR_UPDATE", "PROVISIONING_TO_SMS_PLATFORM", "HOSTING_PROCESS"):
        assert wait_for_event(events, NUMBER, event)["status"] == "SUCCEEDED"
    number = call("GET", f"{path}/numbers/{NUMBER}")
    assert number["campaignProvisioning"] == {"campaignId": "", "state": "STATE_UNSPECIFIED"}

    declined = call("POST", "/qualifiedNumbers:textEnableTollFreeNumbers", body | {"numbers": [OTHER]})
    path = f"/hostingOrders/{declined['hostingOrderId']}"
    wait_for("the letter", lambda: call("GET", path)["state"] == "WAITING_FOR_LOA_SIGNATURE")
    httpx2.post(letter_of(declined["hostingOrderId"]), data={"action": "decline"})
    assert call("GET", path)["state"] == "REJECTED"
    assert wait_for_event(events, OTHER, "HOSTING_PROCESS")["status"] == "FAILED"

assert call("GET", f"/qualifiedNumbers/{OTHER}")["hostedNumber"]["status"] == 2
say("the other letter was declined, and its order is rejected")
