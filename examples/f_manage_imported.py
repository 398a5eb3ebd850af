"""Workflow F: list, rename, unlink, relink and delete imported numbers."""

from workflow import call, receiver, say, wait_for_event

NUMBER = "+14165550180"

with receiver() as (url, events):
    body = {
        "phoneNumber": NUMBER,
        "regionCode": "CA",
        "smsConfiguration": {"servicePlanId": "plan-quay"},
        "callbackUrl": url,
    }
    call("POST", "/importedNumbers", body)
    wait_for_event(events, NUMBER, "PROVISIONING_TO_SMS_PLATFORM")

    path = f"/importedNumbers/{NUMBER}"
    assert call("PATCH", path, {"displayName": "Back office"})["displayName"] == "Back office"
    pattern = {"numberPattern.pattern": "+1416", "numberPattern.searchPattern": "START"}
    listed = call("GET", "/importedNumbers", regionCode="CA", servicePlanId="plan-quay", **pattern)
    assert [number["displayName"] for number in listed["importedNumbers"]] == ["Back office"]
    say("renamed, and found in a list")

    refused = call("PATCH", path, {"smsConfiguration": {"servicePlanId": "plan-mole"}}, expected=400)
    say(f"a direct move: {refused['details'][0]['fieldViolations'][0]['description']}")
    call("PATCH", path, {"smsConfiguration": {"servicePlanId": ""}})
    wait_for_event(events, NUMBER, "DEPROVISIONING_TO_SMS_PLATFORM")
    events.clear()
    call("PATCH", path, {"smsConfiguration": {"servicePlanId": "plan-mole"}})
    wait_for_event(events, NUMBER, "PROVISIONING_TO_SMS_PLATFORM")
    assert call("GET", path)["smsProvisioning"]["serviceId"] == "plan-mole"

    assert call("DELETE", path) == {}
    wait_for_event(events, NUMBER, "DELETE")
    call("GET", path, expected=404)
    call("POST", "/importedNumbers", body)
    say("deleted, and imported again")
