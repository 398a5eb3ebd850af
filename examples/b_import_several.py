"""Workflow B: import several numbers by one order, and see what became of each."""

from workflow import call, receiver, say, wait_for, wait_for_event

NUMBERS = ["+12085550120", "+12085550121", "+12085560135"]
TAKEN = NUMBERS[2]  # a sandbox takes a number that ends so as one that T-Mobile has with another aggregator

with receiver() as (url, events):
    body = {
        "regionCode": "US",
        "numbers": NUMBERS,
        "servicePlanId": "plan-harbour",
        "campaignId": "CMP4K7Q",
        "displayName": "Own NNID batch",
        "callbackUrl": url,
    }
    too_many = body | {"numbers": [f"+1208555013{index}" for index in range(6)]}
    say(
        call("POST", "/hostingOrders:importNumbers", too_many, expected=400)["details"][0]["fieldViolations"][0][
            "description"
        ]
    )

    order = call("POST", "/hostingOrders:importNumbers", body)
    path = f"/hostingOrders/{order['hostingOrderId']}"
    say(f"order {order['hostingOrderId']} is {order['state']}")
    for number in NUMBERS[:2]:
        assert wait_for_event(events, number, "HOSTING_PROCESS")["status"] == "SUCCEEDED"
    assert wait_for_event(events, TAKEN, "HOSTING_PROCESS")["failureCode"] == "MNO_SHARING_ERROR"

    wait_for("the order", lambda: call("GET", path)["state"] == "COMPLETED")
    report = call("GET", f"{path}/report")
    say(f"report: {report}")
    assert (report["total"], report["smsProvisioned"], report["addedToCampaign"]) == (3, 3, 2)
    failed = call("GET", f"{path}/numbers", campaignProvisioningState="FAILED")["numbers"]
    assert [number["smsTmo"]["errorCode"] for number in failed] == ["60135"]

    say(f"order {TAKEN} again, with migrateToSinchTmo")
    again = call("POST", "/hostingOrders:importNumbers", body | {"numbers": [TAKEN], "migrateToSinchTmo": True})
    wait_for(
        "the second order", lambda: call("GET", f"/hostingOrders/{again['hostingOrderId']}")["state"] == "COMPLETED"
    )

assert call("GET", f"/importedNumbers/{TAKEN}")["campaignProvisioning"]["state"] == "DONE"
listed = call("GET", "/hostingOrders", states="COMPLETED", type="IMPORT", servicePlanId="plan-harbour")
assert listed["totalSize"] >= 2
say("all three are imported numbers now")
