"""Workflow A: import one number that has an NNID of its own, and follow its links."""

from workflow import call, receiver, say, wait_for_event

NUMBER = "+12085550110"

with receiver() as (url, events):
    say(f"import {NUMBER}, link it to a service plan and a campaign")
    imported = call(
        "POST",
        "/importedNumbers",
        {
            "phoneNumber": NUMBER,
            "regionCode": "US",
            "displayName": "Front desk",
            "smsConfiguration": {"servicePlanId": "plan-harbour", "campaignId": "CMP4K7Q"},
            "callbackUrl": url,
        },
    )
    assert imported["smsConfiguration"]["servicePlanId"] == "plan-harbour"
    assert "smsProvisioning" not in imported

    for event in ("PROVISIONING_TO_SMS_PLATFORM", "LINK_TO_10DLC_CAMPAIGN"):
        assert wait_for_event(events, NUMBER, event)["status"] == "SUCCEEDED"

number = call("GET", f"/importedNumbers/{NUMBER}")
assert number["smsProvisioning"]["state"] == number["campaignProvisioning"]["state"] == "DONE"
assert {carrier["state"] for carrier in number["mnoConfiguration"].values()} == {"DONE"}
say("both links and all four carriers are DONE")

refused = call("POST", "/importedNumbers", {**imported}, expected=409)
say(f"a second import is refused: {refused['message']}")
