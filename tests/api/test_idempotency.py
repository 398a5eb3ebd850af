"""`Idempotency-Key`: the act happens once, and its answer is given as often as it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import httpx2
import pytest
from support.clock import FakeClock
from support.hosting import importing
from support.inventory import US_LOCAL, store, terms
from support.orders import Orders, quantity

from numberbank.domain.clock import real_now
from numberbank.domain.idempotency import KEPT, KeyedRequest
from numberbank.domain.number_blocks import NumberBlock, NumberType
from numberbank.storage.idempotency import find_answer, keep_answer, list_answers

if TYPE_CHECKING:
    from support.apps import Api

NUMBER = "+12013500142"
IMPORTED = "+12085550142"
RENT = f"/availableNumbers/{NUMBER}:rent"
RENT_ANY = "/availableNumbers:rentAny"
WISH = {"regionCode": "US", "type": "LOCAL"}


@pytest.fixture
async def stocked(api: Api) -> Api:
    await store(api.context, US_LOCAL)
    return api


async def post(api: Api, path: str, key: str | None = None, **body: object) -> httpx2.Response:
    headers = {"idempotency-key": key} if key is not None else {}
    return await api.client.post(api.path(path), json=body or None, headers=headers)


async def held(api: Api) -> list[str]:
    page = (await api.client.get(api.path("/activeNumbers"))).json()
    return [number["phoneNumber"] for number in page["activeNumbers"]]


async def count(api: Api, table: str) -> int:
    async with api.context.database.connection() as connection:
        found: int = await connection.fetchval(f"select count(*) from {table}")
    return found


async def test_a_call_with_the_same_key_is_carried_out_once(stocked: Api) -> None:
    first = await post(stocked, RENT_ANY, "k1", **WISH)
    second = await post(stocked, RENT_ANY, '"k1"', **WISH)

    assert first.status_code == second.status_code == 200
    assert second.content == first.content
    assert second.headers["content-type"] == "application/json"
    assert second.headers["idempotency-replayed"] == "?1"
    assert "idempotency-replayed" not in first.headers
    assert await held(stocked) == [first.json()["phoneNumber"]]
    assert await count(stocked, "charge") == 2


async def test_other_keys_other_paths_and_calls_without_a_key_are_calls_of_their_own(stocked: Api) -> None:
    await post(stocked, RENT_ANY, "k1", **WISH)
    await post(stocked, RENT_ANY, "k2", **WISH)
    await post(stocked, RENT, "k1")
    await post(stocked, RENT_ANY, **WISH)

    assert len(set(await held(stocked))) == 4
    assert await count(stocked, "idempotency_key") == 3


async def test_another_body_under_the_same_key_is_refused(stocked: Api) -> None:
    first = await post(stocked, RENT_ANY, "k1", **WISH)
    other = await post(stocked, RENT_ANY, "k1", **WISH, callbackUrl="https://93.184.216.34/")

    assert (other.status_code, other.json()["error"]["status"]) == (422, "FAILED_PRECONDITION")
    assert await held(stocked) == [first.json()["phoneNumber"]]


async def test_the_order_of_members_does_not_make_another_body(stocked: Api) -> None:
    first = await post(stocked, RENT_ANY, "k1", regionCode="US", type="LOCAL")
    again = await post(stocked, RENT_ANY, "k1", type="LOCAL", regionCode="US")

    assert again.content == first.content


async def test_a_refusal_is_given_again(stocked: Api) -> None:
    await post(stocked, RENT)
    first = await post(stocked, RENT, "k1")
    await stocked.client.post(stocked.path(f"/activeNumbers/{NUMBER}:release"))
    again = await post(stocked, RENT, "k1")

    assert first.status_code == again.status_code == 404
    assert again.content == first.content


async def test_a_request_that_breaks_the_contract_leaves_its_key_free(stocked: Api) -> None:
    wrong = await post(stocked, RENT_ANY, "k1", regionCode="US")
    right = await post(stocked, RENT_ANY, "k1", **WISH)

    assert (wrong.status_code, right.status_code) == (400, 200)


async def test_a_failure_of_the_server_leaves_neither_act_nor_key(stocked: Api) -> None:
    async with broken(stocked, "charge"):
        failed = await post(stocked, RENT, "k1")
    assert failed.status_code == 500
    assert await count(stocked, "idempotency_key") == await count(stocked, "number") == 0

    assert (await post(stocked, RENT, "k1")).status_code == 200
    assert await held(stocked) == [NUMBER]


async def test_without_its_answer_the_act_is_undone(stocked: Api) -> None:
    async with broken(stocked, "idempotency_key"):
        assert (await post(stocked, RENT, "k1")).status_code == 500

    assert await held(stocked) == []
    assert await count(stocked, "charge") == 0


@asynccontextmanager
async def broken(api: Api, table: str) -> AsyncIterator[None]:
    """No row can be added to the table."""
    async with api.context.database.connection() as connection:
        await connection.execute(f"alter table {table} add constraint closed check (false) not valid")
        yield
        await connection.execute(f"alter table {table} drop constraint closed")


async def test_while_the_first_runs_the_second_is_told_to_wait(stocked: Api) -> None:
    holder = await asyncpg.connect(stocked.context.database.dsn)
    try:
        transaction = holder.transaction()
        await transaction.start()
        # Another project's claim of the number, not yet committed, on which the first request waits.
        await holder.execute("lock table number in exclusive mode")
        first = asyncio.create_task(post(stocked, RENT, "k1"))
        while not await holder.fetchval("select exists (select from pg_locks where not granted)"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)

        second = await post(stocked, RENT, "k1")

        await transaction.rollback()
        assert (second.status_code, second.json()["error"]["status"]) == (409, "ABORTED")
        assert second.headers["retry-after"] == "1"
        assert (await first).status_code == 200
        assert (await post(stocked, RENT, "k1")).content == (await first).content
    finally:
        await holder.close()


async def test_many_at_once_rent_one_number(stocked: Api) -> None:
    answers = await asyncio.gather(*(post(stocked, RENT_ANY, "k1", **WISH) for _ in range(20)))

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len(await held(stocked)) == 1
    assert len({answer.content for answer in answers if answer.status_code == 200}) == 1


async def test_releases_are_answered_again_too(stocked: Api) -> None:
    await post(stocked, RENT)
    first = await post(stocked, f"/activeNumbers/{NUMBER}:release", "k1")
    again = await post(stocked, f"/activeNumbers/{NUMBER}:release", "k1")

    assert first.status_code == 200
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "?1"


@pytest.mark.parametrize("key", ["", '""', '"open', "x" * 256])
async def test_a_key_that_is_none_is_refused(stocked: Api, key: str) -> None:
    answer = await post(stocked, RENT, key)

    assert answer.status_code == 400
    (detail,) = answer.json()["error"]["details"]
    assert detail["fieldViolations"][0]["field"] == "Idempotency-Key"
    assert await held(stocked) == []


async def test_every_answer_says_that_keys_are_kept(stocked: Api) -> None:
    answers = [
        await stocked.client.get(stocked.path("/activeNumbers")),
        await stocked.client.get(stocked.path("/activeNumbers/+12013500199")),
        await stocked.client.get(stocked.path("/activeNumbers"), auth=("nobody", "wrong")),
        await post(stocked, RENT),
    ]

    assert [answer.status_code for answer in answers] == [200, 404, 401, 200]
    assert {answer.headers["accept-idempotency-key"] for answer in answers} == {"?1"}


async def test_what_became_of_a_key_can_be_seen(stocked: Api) -> None:
    rented = await post(stocked, RENT, "k1")
    refused = await post(stocked, "/activeNumbers/+12025550111:release", "k1")
    unknown = await stocked.client.get(stocked.path("/idempotencyKeys/k2"))
    known = await stocked.client.get(stocked.path("/idempotencyKeys/k1"))

    assert unknown.json() == {"key": "k2", "answers": []}
    answers = sorted(known.json()["answers"], key=lambda answer: answer["status"])
    assert [(answer["path"], answer["status"]) for answer in answers] == [
        (stocked.path(RENT), 200),
        (stocked.path("/activeNumbers/+12025550111:release"), 404),
    ]
    assert [answer["body"] for answer in answers] == [rented.json(), refused.json()]


async def test_an_answer_is_kept_until_a_day_has_passed_on_both_clocks(stocked: Api, clock: FakeClock) -> None:
    keyed = KeyedRequest(stocked.project_id, stocked.path(RENT), "k1", b"x")
    real = real_now()
    async with stocked.context.database.connection() as connection:
        project = {"id": stocked.project_id, "frozen": real + KEPT * 9}
        await connection.execute(
            "update project set clock_frozen_at = $2 where id = $1", project["id"], project["frozen"]
        )
        await keep_answer(connection, keyed, 200, "{}", real, real)
        just_before = await find_answer(connection, keyed, real + KEPT - timedelta(seconds=1))
        after = await find_answer(connection, keyed, real + KEPT)
        await connection.execute("update project set clock_frozen_at = $2 where id = $1", project["id"], real)
        clock_stands = await find_answer(connection, keyed, real + KEPT * 9)

    assert just_before is not None
    assert after is None
    assert clock_stands is not None


async def test_answers_whose_time_is_over_are_forgotten(stocked: Api) -> None:
    real = real_now()
    async with stocked.context.database.connection() as connection:
        for number in range(3):
            keyed = KeyedRequest(stocked.project_id, "/x", f"old-{number}", b"x")
            await keep_answer(connection, keyed, 200, "{}", real - KEPT * 2, real - KEPT * 2)
        fresh = KeyedRequest(stocked.project_id, "/x", "fresh", b"x")
        await keep_answer(connection, fresh, 200, "{}", real, real)
        await keep_answer(connection, KeyedRequest(stocked.project_id, "/x", "old-0", b"y"), 404, "{}", real, real)
        again = await list_answers(connection, stocked.project_id, "old-0", real)

    assert await count(stocked, "idempotency_key") == 2
    assert [(answer.status, answer.fingerprint) for answer in again] == [(404, b"y")]


async def test_an_order_with_the_same_key_is_made_and_submitted_once(api: Api) -> None:
    await store(api.context, NumberBlock("+6149157", 4, terms("AU", NumberType.MOBILE)))
    body = quantity(2)

    first = await post(api, "/numberOrders:createNumberOrder", "order-1", **body)
    second = await post(api, "/numberOrders:createNumberOrder", "order-1", **body)
    orders = Orders(api.client, api.path(""))
    order_id = first.json()["idNumberOrder"]
    await orders.put(order_id)
    await orders.upload(order_id)
    submitted = [await post(api, f"/numberOrders/{order_id}/submit", "submit-1") for _ in range(2)]

    assert (first.status_code, second.content) == (200, first.content)
    assert await count(api, "number_order") == 1
    assert [answer.status_code for answer in submitted] == [200, 200]
    assert submitted[0].content == submitted[1].content


async def test_an_import_with_the_same_key_is_made_once_and_answers_in_its_own_shape(api: Api) -> None:
    async def import_(key: str, **more: object) -> httpx2.Response:
        body = importing(IMPORTED, **more)
        return await api.client.post(api.imported("/importedNumbers"), json=body, headers={"idempotency-key": key})

    first, again = await import_("import-1"), await import_("import-1")
    other, late = await import_("import-1", displayName="Other"), await import_("import-2")

    assert (first.status_code, again.content) == (200, first.content)
    assert (other.status_code, other.json()["code"], other.json()["status"]) == (422, "422", "FAILED_PRECONDITION")
    assert (late.status_code, late.json()["status"]) == (409, "ALREADY_EXISTS")
