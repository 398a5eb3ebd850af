"""Numbers linked by an operator's own system, over HTTP (docs/connectors.md)."""

import asyncio
import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import asyncpg
import pytest
from support.apps import Api
from support.bad_receivers import Behaviour, bad_receiver, drips_a_head, hangs, resets
from support.clock import FakeClock
from support.connector_stub import SECRET, Answer, Call, ConnectorStub, connector_stub, done
from support.connectors import http_work, simulated_work
from support.due_work import do_due, due_at
from support.held_numbers import change_links, read, rent_us, sms, us_numbers, voice
from support.operator_api import call_operator, operator

from numberbank.connectors.http import PATIENCE, Asked, HttpConnector, OperatorSystem, open_client
from numberbank.domain.e164 import E164
from numberbank.domain.provisioning import (
    Done,
    LinkChange,
    Links,
    PendingJob,
    ProvisioningKind,
    ProvisioningStatus,
    VoiceTarget,
    VoiceType,
)
from numberbank.services.active_numbers import release_number
from numberbank.services.lifecycle import expire_numbers, free_numbers
from numberbank.worker.provisioning import BATCH, ProvisioningWork

SMS_FAILED = "SMS_PROVISIONING_FAILED"


@pytest.fixture
def stub() -> Iterator[ConnectorStub]:
    with connector_stub() as stub:
        yield stub


@pytest.fixture
def start(api: Api) -> datetime:
    return api.context.clock.now(api.project_id)


async def only_job(api: Api, number: E164) -> PendingJob:
    (job,) = (await read(api.context, api.project_id, number)).pending.values()
    return job


async def complete(api: Api, job_id: str, status: str, error_code: str | None = None) -> int:
    body = {"status": status} | ({"errorCode": error_code} if error_code else {})
    return (await call_operator(api, "POST", f"/provisioningJobs/{job_id}:complete", body)).status_code


async def test_the_documented_body(api: Api, stub: ConnectorStub, start: datetime) -> None:
    trunk = LinkChange("plan", "campaign", VoiceTarget(VoiceType.EST, "trunk"))
    number = await rent_us(api.context, api.project_id, trunk)

    async with http_work(api.context, stub) as work:
        await do_due(work, start)

    calls = {call.json["kind"]: call.json for call in stub.calls}
    assert [list(call) for call in calls.values()] == [
        ["number", "projectId", "kind", "action", "target", "currentTarget", "voiceType", "attempt", "idempotencyKey"]
    ] * 3
    assert {key: value for key, value in calls["VOICE_PLATFORM"].items() if key != "idempotencyKey"} == {
        "number": number,
        "projectId": api.project_id,
        "kind": "VOICE_PLATFORM",
        "action": "LINK",
        "target": "trunk",
        "currentTarget": "",
        "voiceType": "EST",
        "attempt": 1,
    }
    assert calls["SMS_PLATFORM"]["voiceType"] is None
    assert [call.json["kind"] for call in stub.calls].index("SMS_PLATFORM") < [
        call.json["kind"] for call in stub.calls
    ].index("CAMPAIGN")


async def test_a_call_names_what_it_replaces_or_removes(api: Api, stub: ConnectorStub, start: datetime) -> None:
    links = LinkChange("plan", "campaign", VoiceTarget(VoiceType.EST, "trunk"))
    number = await rent_us(api.context, api.project_id, links)
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
        await change_links(api.context, api.project_id, number, sms("other"))
        await do_due(work, start)
        await change_links(api.context, api.project_id, number, LinkChange("", "", VoiceTarget()))
        stub.calls.clear()
        await do_due(work, start)
        members = ("action", "target", "currentTarget", "voiceType")
        removals = {call.json["kind"]: tuple(call.json[member] for member in members) for call in stub.calls}

    assert removals == {
        "CAMPAIGN": ("UNLINK", "", "campaign", None),
        "SMS_PLATFORM": ("UNLINK", "", "other", None),
        "VOICE_PLATFORM": ("UNLINK", "", "trunk", "EST"),
    }
    assert (await read(api.context, api.project_id, number)).links == Links()


async def test_a_link_names_the_one_that_it_replaces(api: Api, stub: ConnectorStub, start: datetime) -> None:
    number = await rent_us(api.context, api.project_id, voice("app"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
        await change_links(api.context, api.project_id, number, LinkChange(voice=VoiceTarget(VoiceType.FAX, "fax")))
        await do_due(work, start)

    calls = [call.json for call in stub.calls]
    assert [(call["target"], call["currentTarget"], call["voiceType"]) for call in calls] == [
        ("app", "", "RTC"),
        ("fax", "app", "FAX"),
    ]


async def test_calls_are_signed_by_the_rules_of_standard_webhooks(
    api: Api, stub: ConnectorStub, start: datetime
) -> None:
    await rent_us(api.context, api.project_id, sms("plan"))

    async with http_work(api.context, stub) as work:
        await do_due(work, start)

    (call,) = stub.calls
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    assert call.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert call.headers["idempotency-key"] == call.headers["webhook-id"] == call.json["idempotencyKey"]
    assert abs(int(call.headers["webhook-timestamp"]) - time.time()) < 60


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_2xx_is_done(api: Api, stub: ConnectorStub, start: datetime, status: int) -> None:
    stub.answer_with(status)
    number = await rent_us(api.context, api.project_id, sms("plan"))

    async with http_work(api.context, stub) as work:
        await do_due(work, start)

    linked = await read(api.context, api.project_id, number)
    assert (linked.links.service_plan_id, linked.pending) == ("plan", {})


@pytest.mark.parametrize(
    ("status", "answer", "code"),
    [
        (400, {"errorCode": "INVALID_NNID"}, "INVALID_NNID"),
        (404, {"errorCode": "INTERNAL_ERROR"}, "INTERNAL_ERROR"),
        (422, {"errorCode": "OUT_OF_COFFEE"}, SMS_FAILED),
        (403, {}, SMS_FAILED),
        (409, {"error": "INVALID_NNID"}, SMS_FAILED),
    ],
)
async def test_4xx_fails_with_its_code_or_the_general_one(
    api: Api, stub: ConnectorStub, start: datetime, status: int, answer: dict[str, str], code: str
) -> None:
    stub.answer_with(status, **answer)
    number = await rent_us(api.context, api.project_id, sms("plan"))

    async with http_work(api.context, stub) as work:
        await do_due(work, start)

    job = await only_job(api, number)
    assert (job.status, job.error_codes) == (ProvisioningStatus.FAILED, (code,))
    assert len(stub.calls) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 301, 408, 425, 429])
async def test_a_system_that_is_down_is_asked_again_and_then_given_up(
    api: Api, stub: ConnectorStub, start: datetime, status: int
) -> None:
    stub.answer_with(status)
    number = await rent_us(api.context, api.project_id, sms("plan"))

    async with http_work(api.context, stub) as work:
        moment = start
        while (job := await only_job(api, number)).status is not ProvisioningStatus.FAILED:
            await do_due(work, moment)
            moment = await work.next_due() or moment

    assert job.error_codes == ("PARTNER_SERVICE_UNAVAILABLE",)
    assert timedelta(hours=1) < moment - start < timedelta(hours=3)
    assert [call.json["attempt"] for call in stub.calls] == list(range(1, 10))
    assert len({call.headers["idempotency-key"] for call in stub.calls}) == 1


async def test_a_system_that_comes_back_links_after_all(api: Api, stub: ConnectorStub, start: datetime) -> None:
    stub.answer_with(503)
    number = await rent_us(api.context, api.project_id, sms("plan"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
        stub.answer = done
        await do_due(work, start + timedelta(seconds=2))

    linked = await read(api.context, api.project_id, number)
    assert (linked.links.service_plan_id, linked.pending) == ("plan", {})


@pytest.mark.parametrize("behave", [hangs, resets, drips_a_head])
async def test_a_system_that_does_not_answer_is_asked_again(api: Api, start: datetime, behave: Behaviour) -> None:
    number = await rent_us(api.context, api.project_id, sms("plan"))
    with bad_receiver(behave) as bad:
        async with http_work(api.context, ConnectorStub(bad.url), seconds=0.5) as work:
            await do_due(work, start)

    job = await only_job(api, number)
    assert job.status is ProvisioningStatus.IN_PROGRESS


async def test_a_system_that_hangs_delays_no_other_kind(api: Api, stub: ConnectorStub, start: datetime) -> None:
    links = LinkChange("plan", None, VoiceTarget(id="app"))

    async def is_linked_to_voice(work: ProvisioningWork, number: E164) -> bool:
        """After the next batch has ended."""
        await rent_us(api.context, api.project_id, links, numbers=[number])
        await work.run_due(due_at(start))
        await asyncio.wait_for(work.bell.wait(), 10)
        work.bell.clear()
        return (await read(api.context, api.project_id, number)).links.voice.id == "app"

    with bad_receiver(hangs) as bad:
        async with open_client() as client:
            connectors = dict.fromkeys(ProvisioningKind, HttpConnector(OperatorSystem(client, stub.url, SECRET)))
            connectors[ProvisioningKind.SMS_PLATFORM] = HttpConnector(OperatorSystem(client, bad.url, SECRET, 20))
            work = ProvisioningWork(api.context, connectors)

            first, second = us_numbers(2)
            assert await is_linked_to_voice(work, first)
            assert await is_linked_to_voice(work, second)

            # The second job of the SMS platform waits until the first has ended.
            assert await work.run_due(due_at(start)) == 0
            assert await work.next_due() is None
            bad.closing.set()
            await work.finish()
            assert work.bell.is_set()
            assert await work.next_due() == start


async def test_systems_that_hang_leave_connections_for_others(stub: ConnectorStub) -> None:
    def asked(index: int) -> Asked:
        return Asked(str(index), {}, 1, False, SMS_FAILED)

    with bad_receiver(hangs) as bad:
        async with open_client() as client:
            hanging = OperatorSystem(client, bad.url, SECRET, 20)
            calls = [asyncio.create_task(hanging.ask(asked(index))) for index in range(BATCH)]
            await asyncio.sleep(0)

            outcome = await OperatorSystem(client, stub.url, SECRET, 10).ask(asked(BATCH))

            assert outcome == Done()
            assert not any(call.done() for call in calls)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)


async def test_202_waits_for_the_report(api: Api, stub: ConnectorStub, start: datetime) -> None:
    stub.answer_with(202)
    number = await rent_us(api.context, api.project_id, sms("plan"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
        await do_due(work, start + timedelta(hours=23))
    pending = await only_job(api, number)

    status = await complete(api, pending.job_id, "SUCCEEDED")

    assert status == 200
    assert len(stub.calls) == 1
    linked = await read(api.context, api.project_id, number)
    assert (linked.links.service_plan_id, linked.pending) == ("plan", {})


async def test_202_and_a_report_of_failure(api: Api, stub: ConnectorStub, start: datetime) -> None:
    stub.answer_with(202)
    number = await rent_us(api.context, api.project_id, sms("plan"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
    job_id = (await only_job(api, number)).job_id

    first = await complete(api, job_id, "FAILED", "INVALID_NNID")
    second = await complete(api, job_id, "FAILED", "INTERNAL_ERROR")
    third = await complete(api, job_id, "SUCCEEDED")

    assert (first, second, third) == (200, 404, 404)
    job = await only_job(api, number)
    assert (job.status, job.error_codes) == (ProvisioningStatus.FAILED, ("INVALID_NNID",))


async def test_202_and_no_report_is_given_up(api: Api, stub: ConnectorStub, start: datetime) -> None:
    stub.answer_with(202)
    number = await rent_us(api.context, api.project_id, sms("plan"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
        await do_due(work, start + PATIENCE)

    job = await only_job(api, number)
    assert (job.status, job.error_codes) == (ProvisioningStatus.FAILED, ("PARTNER_SERVICE_UNAVAILABLE",))
    assert len(stub.calls) == 1


@pytest.mark.parametrize("body", [{}, {"status": "DONE"}, {"status": "FAILED"}, {"status": "FAILED", "errorCode": "X"}])
async def test_reports_that_say_nothing_are_refused(api: Api, body: dict[str, str]) -> None:
    assert (await call_operator(api, "POST", "/provisioningJobs/any:complete", body)).status_code == 400


async def test_the_report_on_a_replaced_job_comes_too_late(api: Api, stub: ConnectorStub, start: datetime) -> None:
    stub.answer_with(202)
    number = await rent_us(api.context, api.project_id, sms("old"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
        old = await only_job(api, number)
        await change_links(api.context, api.project_id, number, sms("new"))
        before = await read(api.context, api.project_id, number)

        late = await complete(api, old.job_id, "SUCCEEDED")

        assert late == 404
        assert await read(api.context, api.project_id, number) == before
        stub.answer = done
        await do_due(work, start)
    assert (await read(api.context, api.project_id, number)).links.service_plan_id == "new"


async def test_the_report_on_a_released_number_comes_too_late(api: Api, stub: ConnectorStub, start: datetime) -> None:
    stub.answer_with(202)
    number = await rent_us(api.context, api.project_id, sms("plan"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
    job = await only_job(api, number)
    await release_number(api.context, api.project_id, number)

    late = await complete(api, job.job_id, "SUCCEEDED")

    released = await read(api.context, api.project_id, number)
    assert late == 404
    assert (released.links.service_plan_id, released.pending) == ("", {})


async def test_an_answer_that_comes_after_a_new_wish_changes_nothing(
    api: Api, stub: ConnectorStub, start: datetime
) -> None:
    asked, may_answer = threading.Event(), threading.Event()

    def slowly(call: Call) -> Answer:
        asked.set()
        may_answer.wait(10)
        return 200, {}

    stub.answer = slowly
    number = await rent_us(api.context, api.project_id, sms("old"))
    async with http_work(api.context, stub) as work:
        await work.run_due(due_at(start))
        await asyncio.to_thread(asked.wait, 10)
        await change_links(api.context, api.project_id, number, sms("new"))
        may_answer.set()
        await work.finish()
        between = await read(api.context, api.project_id, number)
        await do_due(work, start)

    assert between.links.service_plan_id == ""
    assert [job.target for job in between.pending.values()] == ["new"]
    assert (await read(api.context, api.project_id, number)).links.service_plan_id == "new"


async def unlinks_at_the_end(
    api: Api, stub: ConnectorStub, clock: FakeClock, number: E164
) -> list[tuple[str, str, str]]:
    """What the system is asked for when the number's month is over."""
    if (held := await read(api.context, api.project_id, number)).expire_at is None:
        held = await release_number(api.context, api.project_id, number)
    assert held.expire_at is not None
    clock.moment = held.expire_at
    stub.calls.clear()
    stub.answer = done
    async with http_work(api.context, stub) as work:
        await expire_numbers(api.context, due_at(clock.moment))
        await do_due(work, clock.moment)
    return [(call.json["kind"], call.json["action"], call.json["currentTarget"]) for call in stub.calls]


async def test_a_link_that_a_release_overtook_is_undone_at_the_end(
    api: Api, stub: ConnectorStub, clock: FakeClock, start: datetime
) -> None:
    stub.answer_with(202)
    number = await rent_us(api.context, api.project_id, sms("plan"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
    await release_number(api.context, api.project_id, number)

    assert await unlinks_at_the_end(api, stub, clock, number) == [("SMS_PLATFORM", "UNLINK", "")]


async def test_a_link_that_a_failing_one_replaced_is_undone_at_the_end(
    api: Api, stub: ConnectorStub, clock: FakeClock, start: datetime
) -> None:
    stub.answer_with(202)
    number = await rent_us(api.context, api.project_id, voice("old"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
        await change_links(api.context, api.project_id, number, voice("new"))
        stub.answer_with(400)
        await do_due(work, start)

    assert await unlinks_at_the_end(api, stub, clock, number) == [("VOICE_PLATFORM", "UNLINK", "")]


async def test_a_link_whose_system_was_given_up_is_undone_at_the_end(
    api: Api, stub: ConnectorStub, clock: FakeClock, start: datetime
) -> None:
    stub.answer_with(202)
    number = await rent_us(api.context, api.project_id, sms("plan"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
        await do_due(work, start + PATIENCE)

    assert await unlinks_at_the_end(api, stub, clock, number) == [("SMS_PLATFORM", "UNLINK", "")]


@pytest.mark.parametrize(("status", "expected"), [(400, []), (200, [("SMS_PLATFORM", "UNLINK", "plan")])])
async def test_a_link_whose_end_is_known_is_removed_once_if_it_was_made(
    api: Api, stub: ConnectorStub, clock: FakeClock, start: datetime, status: int, expected: list[tuple[str, str, str]]
) -> None:
    stub.answer_with(status)
    number = await rent_us(api.context, api.project_id, sms("plan"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)

    assert await unlinks_at_the_end(api, stub, clock, number) == expected


async def test_what_was_uncertain_is_forgotten_with_the_holder(
    api: Api, stub: ConnectorStub, clock: FakeClock, start: datetime
) -> None:
    stub.answer_with(202)
    number = await rent_us(api.context, api.project_id, sms("plan"))
    async with http_work(api.context, stub) as work:
        await do_due(work, start)
    await release_number(api.context, api.project_id, number)
    await unlinks_at_the_end(api, stub, clock, number)
    clock.moment += timedelta(days=60)
    assert await free_numbers(api.context, due_at(clock.moment)) == 1

    await rent_us(api.context, api.project_id)

    assert await unlinks_at_the_end(api, stub, clock, number) == []


async def test_a_simulated_link_is_never_uncertain(api: Api, clock: FakeClock, start: datetime) -> None:
    number = await rent_us(api.context, api.project_id, sms("slow-plan"))
    await simulated_work(api.context).run_due(due_at(start))
    assert (await only_job(api, number)).status is ProvisioningStatus.IN_PROGRESS
    held = await release_number(api.context, api.project_id, number)
    assert held.expire_at is not None

    await expire_numbers(api.context, due_at(held.expire_at))

    async with api.context.database.connection() as connection:
        assert await connection.fetchval("select count(*) from provisioning_job") == 0


async def test_no_transaction_is_open_while_a_system_is_asked(
    api: Api, database: str, stub: ConnectorStub, start: datetime
) -> None:
    open_at_calls = []

    async def transactions() -> int:
        connection = await asyncpg.connect(database)
        try:
            count: int = await connection.fetchval(
                """
                select count(*) from pg_stat_activity where datname = current_database()
                and pid <> pg_backend_pid() and (xact_start is not null or state = 'idle in transaction')
                """
            )
            return count
        finally:
            await connection.close()

    def count(_: Call) -> Answer:
        open_at_calls.append(asyncio.run(transactions()))
        return 200, {}

    stub.answer = count
    await operator(api, "PATCH", f"/projects/{api.project_id}", {"strictLinks": True})
    await operator(api, "PUT", f"/projects/{api.project_id}/servicePlans/plan", {})
    await rent_us(api.context, api.project_id, sms("plan"), numbers=us_numbers(1))

    async with http_work(api.context, stub) as work:
        await do_due(work, start)

    assert open_at_calls == [0]
