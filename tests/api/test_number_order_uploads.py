"""Documents for number orders: what is taken, what is refused, and that nothing is left of the latter."""

from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from support.apps import OPERATOR_TOKEN, Api
from support.clock import FakeClock
from support.inventory import AU_MOBILE, store, terms
from support.orders import LETTER, PDF, PNG, Orders, exactly, violations

from numberbank.domain.number_blocks import NumberBlock, NumberType
from numberbank.services.order_lifecycle import delete_documents

OPERATOR = {"authorization": f"Bearer {OPERATOR_TOKEN}"}
LIE = "not what it says it is; send it as what it is"
FORM = "multipart/form-data; boundary=edge"


@pytest.fixture
async def orders(api: Api) -> Orders:
    await store(api.context, AU_MOBILE)
    return Orders(api.client, api.path(""))


@pytest.fixture
async def order_id(orders: Orders) -> str:
    return await orders.created(exactly("+61491570006"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def assert_nothing_left(orders: Orders, order_id: str, folder: Path) -> None:
    assert (await orders.registration(order_id))["attachments"] == []
    assert stored(folder) == []


async def send(api: Api, order_id: str, body: bytes, content_type: str = FORM) -> httpx2.Response:
    path = api.path(f"/numberOrders/{order_id}/attachments/{LETTER}")
    return await api.client.post(path, content=body, headers={"content-type": content_type})


def part(disposition: str, content: bytes = PDF, ending: bytes = b"\r\n--edge--\r\n") -> bytes:
    head = f"--edge\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: application/pdf\r\n\r\n"
    return head.encode() + content + ending


async def test_a_document_is_listed_and_reaches_the_reviewer_as_it_was(api: Api, orders: Orders, order_id: str) -> None:
    answer = await orders.upload(order_id, name="our letter.pdf")

    assert (answer.status_code, answer.json()) == (200, {})
    time = "2026-01-31T10:11:12.345678Z"
    assert (await orders.registration(order_id))["attachments"] == [
        {
            "attachmentId": LETTER,
            "fileName": "our letter.pdf",
            "mimeType": "application/pdf",
            "uploadStatus": "COMPLETED",
            "createTime": time,
            "updateTime": time,
        }
    ]
    path = f"/operator/v1/numberOrders/{order_id}/attachments/{LETTER}"
    document = await api.client.get(path, headers=OPERATOR, auth=None)
    assert document.content == PDF
    assert document.headers["content-type"] == "application/pdf"
    assert document.headers["content-disposition"] == "attachment; filename*=UTF-8''our%20letter.pdf"
    assert (await api.client.get(path)).status_code == 401


async def test_what_is_stored_is_sealed(orders: Orders, order_id: str, folder: Path) -> None:
    await orders.upload(order_id, content=PDF * 100)

    (path,) = stored(folder)
    sealed = path.read_bytes()
    assert len(sealed) > len(PDF) * 100
    assert b"letter" not in sealed
    assert path.stat().st_mode & 0o077 == 0


async def test_another_upload_replaces_the_first(
    api: Api, orders: Orders, order_id: str, folder: Path, clock: FakeClock
) -> None:
    await orders.upload(order_id, name="first.pdf")
    clock.advance(timedelta(seconds=1))

    await orders.upload(order_id, name="second.pdf", content=PDF + b"more")
    await delete_documents(api.context, clock.due())

    (attachment,) = (await orders.registration(order_id))["attachments"]
    assert attachment["fileName"] == "second.pdf"
    assert attachment["createTime"] < attachment["updateTime"]
    assert len(stored(folder)) == 1


@pytest.mark.parametrize(
    ("content", "name", "mime_type", "said"),
    [
        (PNG, "letter.pdf", "application/pdf", f"its content is image/png, {LIE}"),
        (PNG, "letter.pdf", "application/octet-stream", "its content is image/png; use one of application/pdf"),
        (PNG, "letter.png", "image/png", "its content is image/png; use one of application/pdf"),
        (b"hello", "letter.pdf", "", "its content is text/plain; use one of application/pdf"),
        (b"", "letter.pdf", "application/pdf", "is empty; send the document"),
        (b"\0\1\2", "letter.pdf", "application/pdf", f"its content is application/octet-stream, {LIE}"),
    ],
)
async def test_the_content_says_what_it_is(
    orders: Orders, order_id: str, folder: Path, content: bytes, name: str, mime_type: str, said: str
) -> None:
    refused = await orders.upload(order_id, content=content, name=name, mime_type=mime_type)

    assert violations(refused) == {"file": said}
    await assert_nothing_left(orders, order_id, folder)


async def test_one_byte_too_many(orders: Orders, order_id: str, folder: Path) -> None:
    limit = 10 * 1024 * 1024
    exact = PDF + bytes(limit - len(PDF))

    refused = await orders.upload(order_id, content=exact + b"\0", name="large.pdf")
    await assert_nothing_left(orders, order_id, folder)
    taken = await orders.upload(order_id, content=exact, name="large.pdf")

    message = "Document is too large to upload"
    assert refused.status_code == 413
    assert refused.json()["error"] == {
        "code": 413,
        "message": message,
        "status": "CONTENT_TOO_LARGE",
        "details": [{"type": "ResourceInfo", "resourceName": "large.pdf", "description": message}],
    }
    assert taken.status_code == 200


@pytest.mark.parametrize("name", ["../../etc/passwd", "/letter.pdf", "a/b.pdf", r"C:\\letters\\l.pdf", r"..\\l.pdf"])
async def test_a_name_with_a_path_in_it_is_refused(
    api: Api, orders: Orders, order_id: str, folder: Path, name: str
) -> None:
    refused = await send(api, order_id, part(f'name="file"; filename="{name}"'))

    assert violations(refused) == {"file": "its name has a path in it; send the name alone"}
    await assert_nothing_left(orders, order_id, folder)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  ..letter\u202e.pdf ", "letter.pdf"),
        ("n" * 300 + ".pdf", "n" * 251 + ".pdf"),
        ("", "document"),
        ("brev på svenska.pdf", "brev på svenska.pdf"),
    ],
)
async def test_names_are_made_fit_to_read(api: Api, orders: Orders, order_id: str, name: str, kept: str) -> None:
    answer = await send(api, order_id, part(f'name="file"; filename="{name}"'))

    assert answer.status_code == 200, answer.text
    assert (await orders.registration(order_id))["attachments"][0]["fileName"] == kept


@pytest.mark.parametrize(
    ("body", "content_type", "field", "said"),
    [
        (b"{}", "application/json", "body", "must be multipart/form-data with the document in the part `file`"),
        (b"", "multipart/form-data", "body", "must be multipart/form-data with the document in the part `file`"),
        (b"no form", FORM, "body", "is not a valid multipart form"),
        (part('name="other"; filename="l.pdf"', b"x"), FORM, "file", "is required"),
        (part('name="other"'), FORM, "other", "is too long; use 1000 bytes or fewer"),
        (part('name="file"; filename="l.pdf"', ending=b""), FORM, "body", "the form ends in the middle; send it again"),
        (part('name="file"', ending=b"\r\n") + part('name="file"'), FORM, "file", "is given twice; give it once"),
        (part('name="a"', b"", b"\r\n") * 11, FORM, "body", "has too many parts; use 10 or fewer"),
    ],
)
async def test_forms_that_are_none(
    api: Api, orders: Orders, order_id: str, folder: Path, body: bytes, content_type: str, field: str, said: str
) -> None:
    refused = await send(api, order_id, body, content_type)

    assert violations(refused) == {field: said}
    await assert_nothing_left(orders, order_id, folder)


async def test_kinds_of_documents(api: Api) -> None:
    await store(api.context, NumberBlock("+4915900", 4, terms("DE", NumberType.MOBILE)))
    orders = Orders(api.client, api.path(""))
    wish = {"regionCode": "DE", "numberType": "MOBILE", "quantityOrderOption": {"requestedQuantity": 1}}
    order_id = await orders.created(wish)

    async def upload(**fields: str) -> httpx2.Response:
        return await orders.upload(order_id, "identity-document", PNG, "id.png", "image/png", **fields)

    refused = await upload(documentType="Library card")
    taken = await upload(documentType="Passport")

    assert violations(refused) == {
        "documentType": "is not a valid value; use one of Passport, Identity card, Driver's License"
    }
    assert taken.status_code == 200
    assert (await orders.registration(order_id))["attachments"][0]["documentType"] == "Passport"


async def test_an_attachment_that_is_not_asked_for(orders: Orders, order_id: str) -> None:
    answer = await orders.upload(order_id, "passport")

    assert answer.status_code == 404
    assert answer.json()["error"]["details"][0]["resourceName"] == "passport"


async def test_an_upload_that_was_never_recorded_is_cleared_up_by_the_worker(
    api: Api, orders: Orders, order_id: str, folder: Path, clock: FakeClock
) -> None:
    await orders.upload(order_id)
    async with api.context.database.connection() as connection:
        await connection.execute("delete from number_order_attachment")
        await connection.execute("update document set due_at = $1", clock.moment + timedelta(hours=1))

    assert await delete_documents(api.context, clock.due()) == 0
    clock.advance(timedelta(hours=1))
    assert await delete_documents(api.context, clock.due()) == 1

    assert stored(folder) == []
    async with api.context.database.connection() as connection:
        assert await connection.fetchval("select count(*) from document") == 0
