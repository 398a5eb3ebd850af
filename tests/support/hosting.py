"""Bodies and short ways for tests of imported, qualified and hosted numbers. The people in them do not exist."""

import re
from typing import Any

from numberbank.services.outbox import list_mail
from support.apps import Api

PERSON = {"firstName": "Alma", "lastName": "Example", "email": "alma@example.com"}
ADDRESS = {
    "buildingNumber": "12",
    "street": "Mill Road",
    "city": "Boise",
    "state": "ID",
    "postalCode": "83702",
    "country": "US",
}
DIRECT = {"authorisedPerson": PERSON, "address": ADDRESS, "currentVoiceCarrier": "Example Voice"}
RESELLER = {**DIRECT, "businessName": "Example Bakery LLC"}


def text_enabling(*numbers: str, **members: object) -> dict[str, object]:
    body: dict[str, object] = {
        "regionCode": "US",
        "numbers": list(numbers),
        "servicePlanId": "plan",
        "directLoaInfo": DIRECT,
    }
    return body | members


def importing(number: str, **members: object) -> dict[str, object]:
    body: dict[str, object] = {
        "phoneNumber": number,
        "regionCode": "US",
        "smsConfiguration": {"servicePlanId": "plan"},
    }
    return body | members


async def letter_path(api: Api) -> str:
    """The path of the newest letter's link."""
    mails = await list_mail(api.context, None)
    found = re.search(r"https?://[^/]+(/loa/\S+)", mails[0].mail.body)
    assert found
    return found[1]


def said(answer: Any) -> list[tuple[str, str]]:
    """Field and description of the violations in a 400 of the flat shape."""
    assert answer.status_code == 400, answer.text
    return [
        (violation["field"], violation["description"])
        for detail in answer.json()["details"]
        for violation in detail["fieldViolations"]
    ]
