"""Orders an Australian mobile number, step by step, over plain HTTP.

    numberbank dev --ephemeral --env-file sandbox.env     # in one terminal
    set -a; . ./sandbox.env; python examples/au_mobile_order.py

Against the sandbox its reviewer approves after one minute, which we let pass on the project's own clock. Somewhere
else, people review, and the program waits.
"""

import json
import os
import sys
import time
from typing import Any

import httpx2

SERVER = os.environ.get("NUMBERBANK_URL", "http://127.0.0.1:8080")
PROJECT = os.environ.get("SINCH_PROJECT_ID", "5a4db0c5-0000-4000-8000-000000000001")
KEY = (os.environ.get("SINCH_KEY_ID", "sandbox-key"), os.environ.get("SINCH_KEY_SECRET", "sandbox-secret"))
FINAL = ("COMPLETED", "REJECTED", "EXPIRED")

# A real order has a real letter. This is just enough to be a PDF.
LETTER = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def main() -> None:
    with httpx2.Client(base_url=f"{SERVER}/v1/projects/{PROJECT}", auth=KEY, timeout=60) as client:
        kind = {"regionCode": "AU", "numberType": "MOBILE"}

        step("1. What must be filled in?")
        requirements = call(client, "POST", "/numberOrders:lookupNumberRequirements", json=kind)
        for rule in requirements["fields"]["rules"]:
            show(rule["template"])
        attachment = requirements["attachments"][0]
        print(f"   and upload: {attachment['title']}, {' or '.join(attachment['allowedMimeTypes'])}")

        step("2. Which number?")
        query = {"regionCode": "AU", "type": "MOBILE", "capabilities": "SMS", "size": "1"}
        number = call(client, "GET", "/availableNumbers", params=query)["availableNumbers"][0]["phoneNumber"]
        print(f"   {number}")

        step("3. Order it: from now on it is reserved")
        wish = {
            **kind,
            "smsConfiguration": {"servicePlanId": "my-plan"},
            "numberOrderOption": {"phoneNumbers": [number]},
        }
        order = call(client, "POST", "/numberOrders:createNumberOrder", json=wish)
        path = f"/numberOrders/{order['idNumberOrder']}"
        print(f"   {order['idNumberOrder']} is {order['state']}, until {order['expireTime']}")

        step("4. Fill in the registration")
        details = {"data": registration(number)}
        call(client, "PUT", f"{path}/registration", json={"requestDetails": details})

        step("5. Upload the letter")
        document = {"file": ("letter.pdf", LETTER, "application/pdf")}
        call(client, "POST", f"{path}/attachments/{attachment['id']}", files=document)

        step("6. Submit")
        order = call(client, "POST", f"{path}/submit")
        print(f"   {order['state']}")

        step("7. Wait for the review")
        order = wait(client, path)
        print(f"   {order['state']}")
        for entry in call(client, "GET", f"{path}/registration")["logs"]:
            print(f"   the reviewer says: {entry['message']}")
        if order["state"] != "COMPLETED":
            sys.exit(1)

        step("8. The number is ours")
        active = call(client, "GET", f"/activeNumbers/{number}")
        print(f"   {active['phoneNumber']}, next charge {active['nextChargeDate']}")


def registration(number: str) -> list[Any]:
    """One entry for each rule; the first may be repeated, so it is a list."""
    return [
        [
            {
                "senderId": number,
                "purposeOfTheTraffic": "Reminders of appointments",
                "intendedUseOfMobileNumbers": "Patients are reminded, and can answer",
                "iConfirmThatMyBusinessHasAValidUseCaseForThisLn": True,
            }
        ],
        {
            "endBusinessName": "Example Dental Pty Ltd",
            "endBusinessAddress": "1 Sample Street",
            "city": "Perth",
            "state": "WA",
            "country": "AU",
            "postalCode": "6000",
        },
        {"firstName": "Robin", "lastName": "Example", "phoneNumber": "+61491570156"},
    ]


def wait(client: httpx2.Client, path: str) -> dict[str, Any]:
    """The order when it is over, or blocked. A program that runs for long would give a callbackUrl instead."""
    moved = httpx2.post(f"{SERVER}/sandbox/v1/clock/advance", json={"seconds": 60}, auth=KEY, timeout=60)
    if moved.is_success:
        print("   a minute of the sandbox's clock has passed")
    while True:
        order = call(client, "GET", path)
        if order["state"] in (*FINAL, "BLOCKED"):
            return order
        time.sleep(1)


def call(client: httpx2.Client, method: str, path: str, **request: Any) -> dict[str, Any]:
    """The answer's JSON; what is wrong with the request ends the program."""
    response = client.request(method, path, **request)
    if response.is_error:
        sys.exit(f"{method} {path}: {response.status_code}\n{json.dumps(response.json(), indent=2)}")
    answer: dict[str, Any] = response.json()
    return answer


def step(title: str) -> None:
    print(title, flush=True)


def show(template: dict[str, Any]) -> None:
    section = template.get("items", template)
    fields = [name if name in section["required"] else f"({name})" for name in section["properties"]]
    print(f"   {template['title']}: {', '.join(fields)}")


if __name__ == "__main__":
    main()
