"""Orders as customers make them, over HTTP, and the documents that go with them."""

from typing import Any

import httpx2

AU_MOBILE = {"regionCode": "AU", "numberType": "MOBILE"}
AU_DATA: list[Any] = [
    [
        {
            "senderId": "+61491570006",
            "purposeOfTheTraffic": "Reminders of appointments",
            "iConfirmThatMyBusinessHasAValidUseCaseForThisLn": True,
        }
    ],
    {
        "endBusinessName": "Example Dental Pty Ltd",
        "endBusinessAddress": "1 Sample Street",
        "city": "Perth",
        "country": "AU",
        "postalCode": "6000",
    },
    {"firstName": "Robin", "lastName": "Example", "phoneNumber": "+61491570156"},
]
LETTER = "letter-of-authority"
PDF = b"%PDF-1.7\n" + b"a letter of authority\n" * 100 + b"%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00" + b"\0" * 100


def exactly(number: str, **more: object) -> dict[str, object]:
    return {**AU_MOBILE, "numberOrderOption": {"phoneNumbers": [number]}, **more}


def quantity(count: int, region: str = "AU", number_type: str = "MOBILE", **option: object) -> dict[str, object]:
    wish = {"requestedQuantity": count, **option}
    return {"regionCode": region, "numberType": number_type, "quantityOrderOption": wish}


def violations(answer: httpx2.Response) -> dict[str, str]:
    """By field; of a 400."""
    assert answer.status_code == 400, answer.text
    return {each["field"]: each["description"] for each in answer.json()["error"]["details"][0]["fieldViolations"]}


class Orders:
    """The endpoints of number orders below a project's URL."""

    def __init__(self, client: httpx2.AsyncClient, project_path: str) -> None:
        self._client = client
        self._base = project_path

    async def lookup(self, region: str, number_type: str) -> httpx2.Response:
        body = {"regionCode": region, "numberType": number_type}
        return await self._client.post(f"{self._base}/numberOrders:lookupNumberRequirements", json=body)

    async def create(self, body: object) -> httpx2.Response:
        return await self._client.post(f"{self._base}/numberOrders:createNumberOrder", json=body)

    async def created(self, body: object) -> str:
        """The id of an order that can be made."""
        answer = await self.create(body)
        assert answer.status_code == 200, answer.text
        order_id: str = answer.json()["idNumberOrder"]
        return order_id

    async def get(self, order_id: str) -> httpx2.Response:
        return await self._client.get(f"{self._base}/numberOrders/{order_id}")

    async def state(self, order_id: str) -> str:
        state: str = (await self.get(order_id)).json()["state"]
        return state

    async def put(self, order_id: str, data: object = AU_DATA) -> httpx2.Response:
        body = {"requestDetails": {"data": data}}
        return await self._client.put(f"{self._base}/numberOrders/{order_id}/registration", json=body)

    async def read_registration(self, order_id: str) -> httpx2.Response:
        return await self._client.get(f"{self._base}/numberOrders/{order_id}/registration")

    async def registration(self, order_id: str) -> dict[str, Any]:
        answer = await self.read_registration(order_id)
        assert answer.status_code == 200, answer.text
        registration: dict[str, Any] = answer.json()
        return registration

    async def upload(
        self,
        order_id: str,
        attachment_id: str = LETTER,
        content: bytes = PDF,
        name: str = "letter.pdf",
        mime_type: str = "application/pdf",
        **fields: str,
    ) -> httpx2.Response:
        return await self._client.post(
            f"{self._base}/numberOrders/{order_id}/attachments/{attachment_id}",
            files={"file": (name, content, mime_type)},
            data=fields,
        )

    async def submit(self, order_id: str) -> httpx2.Response:
        return await self._client.post(f"{self._base}/numberOrders/{order_id}/submit")

    async def submitted(self, body: object, data: object = AU_DATA) -> str:
        """The id of an AU MOBILE order that has all it needs and is in review."""
        order_id = await self.created(body)
        for answer in (await self.put(order_id, data), await self.upload(order_id), await self.submit(order_id)):
            assert answer.status_code == 200, answer.text
        return order_id
