"""When callbacks are sent again, what ends them, what is kept of them, and sending them again by hand."""

import email.utils
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import chain, pairwise
from typing import Any

import pytest
from support.apps import Api
from support.bad_receivers import bad_receiver, resets
from support.callbacks import callback_work, put_events
from support.due_work import do_due, due_at
from support.operator_api import call_operator, operator
from support.receiver import Receiver, receiver

from numberbank.domain.callbacks import LAST_ATTEMPT, pause_after
from numberbank.domain.clock import real_now
from numberbank.services.context import Context
from numberbank.storage.pool import Row
from numberbank.worker.callbacks import CallbackWork


@pytest.fixture
async def work(context: Context) -> AsyncIterator[CallbackWork]:
    async with callback_work(context, timeout=2) as work:
        yield work


@pytest.fixture
def start(api: Api) -> datetime:
    return api.context.clock.now(api.project_id)


async def next_due(context: Context) -> datetime | None:
    """Of the only event."""
    async with context.database.connection() as connection:
        moment: datetime | None = await connection.fetchval("select due_at from event")
        return moment


async def attempt_log(context: Context) -> list[Row]:
    async with context.database.connection() as connection:
        rows: list[Row] = await connection.fetch("select * from callback_attempt order by event_id, attempt")
        return rows


async def listed(api: Api) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await operator(api, "GET", f"/projects/{api.project_id}/events"))["events"]
    return events


async def redeliver(api: Api, path: str, **body: str) -> int:
    """`path` is that of one event, or of all."""
    events: int = (await operator(api, "POST", f"/projects/{api.project_id}/{path}:redeliver", body))["events"]
    return events


async def test_attempts_go_on_for_72_hours_and_are_logged(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    callbacks.status = 503
    await put_events(api.context, api.project_id, callbacks.url, start)
    times = [start]

    while await do_due(work, times[-1]) and (moment := await next_due(api.context)):
        times.append(moment)

    assert len(callbacks.received) == len(times) == LAST_ATTEMPT
    assert times[-1] - times[0] >= timedelta(hours=72)
    pauses = [after - before for before, after in pairwise(times)]
    assert all(later > 0.8 * earlier for earlier, later in pairwise(pauses)), "they grow, but for the jitter"
    assert len({one.headers["webhook-id"] for one in callbacks.received}) == 1
    log = await attempt_log(api.context)
    assert [(row["attempt"], row["started_at"], row["status"]) for row in log] == [
        (index, time, 503) for index, time in enumerate(times, 1)
    ]
    (event,) = await listed(api)
    assert (event["status"], event["attempts"], event["lastAnswer"]) == ("ENDED", LAST_ATTEMPT, 503)


def test_jitter_spreads_the_attempts() -> None:
    pauses = {pause_after(4, jitter / 10, 500, None) for jitter in range(10)}

    assert len(pauses) == 10
    assert None not in pauses


async def test_410_ends_it(api: Api, work: CallbackWork, callbacks: Receiver, start: datetime) -> None:
    callbacks.status = 410
    await put_events(api.context, api.project_id, callbacks.url, start)

    await do_due(work, start)

    assert await next_due(api.context) is None
    (event,) = await listed(api)
    assert (event["status"], event["attempts"], event["lastAnswer"]) == ("ENDED", 1, 410)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_not_followed(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime, status: int
) -> None:
    with receiver() as elsewhere:
        callbacks.status, callbacks.answer_headers = status, {"location": elsewhere.url}
        await put_events(api.context, api.project_id, callbacks.url, start)

        await do_due(work, start)

    assert elsewhere.received == []
    assert [row["status"] for row in await attempt_log(api.context)] == [status]
    assert await next_due(api.context) is not None


async def test_retry_after_in_seconds_is_honoured(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    callbacks.status, callbacks.answer_headers = 429, {"retry-after": "900"}
    await put_events(api.context, api.project_id, callbacks.url, start)

    await do_due(work, start)

    assert await next_due(api.context) == start + timedelta(seconds=900)


async def test_retry_after_as_a_date_is_honoured(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    in_an_hour = email.utils.format_datetime(real_now() + timedelta(hours=1), usegmt=True)
    callbacks.status, callbacks.answer_headers = 503, {"retry-after": in_an_hour}
    await put_events(api.context, api.project_id, callbacks.url, start)

    await do_due(work, start)

    moment = await next_due(api.context)
    assert moment is not None
    assert timedelta(minutes=59) < moment - start < timedelta(minutes=61)


@pytest.mark.parametrize("text", ["0", "-5", "soon", "1e9", "Wed, 99 Foo 2026 00:00:00 GMT", "²", ""])
async def test_retry_after_that_makes_no_sense_is_ignored(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime, text: str
) -> None:
    callbacks.status, callbacks.answer_headers = 503, {"retry-after": text}
    await put_events(api.context, api.project_id, callbacks.url, start)

    await do_due(work, start)

    moment = await next_due(api.context)
    assert moment is not None
    assert timedelta(seconds=5) <= moment - start <= timedelta(seconds=6)


async def test_retry_after_cannot_put_an_event_off_for_ever(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    callbacks.status, callbacks.answer_headers = 503, {"retry-after": "99999999999"}
    await put_events(api.context, api.project_id, callbacks.url, start)

    await do_due(work, start)

    assert await next_due(api.context) == start + timedelta(hours=24)


async def test_what_kept_a_receiver_from_answering_is_logged(api: Api, work: CallbackWork, start: datetime) -> None:
    with bad_receiver(resets) as bad:
        await put_events(api.context, api.project_id, bad.url, start)
        await do_due(work, start)

    (row,) = await attempt_log(api.context)
    assert row["status"] is None
    assert "Error" in row["problem"]
    (event,) = await listed(api)
    assert (event["status"], event["lastAnswer"], event["lastProblem"]) == ("PENDING", None, row["problem"])


async def test_receivers_leave_no_cookies(api: Api, work: CallbackWork, callbacks: Receiver, start: datetime) -> None:
    callbacks.answer_headers = {"set-cookie": "track=1; Path=/"}
    await put_events(api.context, api.project_id, callbacks.url, start, count=2)

    await do_due(work, start)

    assert len(callbacks.received) == 2
    assert not any("cookie" in one.headers for one in callbacks.received)


async def test_one_event_is_sent_again_with_its_id(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    first, _ = await put_events(api.context, api.project_id, callbacks.url, start, count=2)
    await do_due(work, start)

    count = await redeliver(api, f"events/{first}")
    await do_due(work, start)

    assert count == 1
    assert [one.headers["webhook-id"] for one in callbacks.received].count(first) == 2
    assert len(callbacks.received) == 3
    assert {(event["eventId"], event["attempts"], event["status"]) for event in await listed(api)} >= {
        (first, 2, "DELIVERED")
    }


async def test_all_events_since_a_time_are_sent_again(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    noon = start + timedelta(hours=2)
    await put_events(api.context, api.project_id, callbacks.url, start, count=3)
    later = await put_events(api.context, api.project_id, callbacks.url, noon, count=2)
    await do_due(work, noon)
    callbacks.received.clear()

    count = await redeliver(api, "events", since=noon.isoformat())
    await do_due(work, noon)

    assert count == 2
    assert sorted(one.headers["webhook-id"] for one in callbacks.received) == sorted(later)


async def test_an_ended_event_is_sent_again(api: Api, work: CallbackWork, callbacks: Receiver, start: datetime) -> None:
    callbacks.status = 410
    (event_id,) = await put_events(api.context, api.project_id, callbacks.url, start)
    await do_due(work, start)
    callbacks.status = 200

    await redeliver(api, f"events/{event_id}")
    await do_due(work, start)

    (event,) = await listed(api)
    assert (event["status"], event["attempts"], event["lastAnswer"]) == ("DELIVERED", 2, 200)


async def test_asking_often_does_not_use_up_the_attempts(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    callbacks.status = 500
    (event_id,) = await put_events(api.context, api.project_id, callbacks.url, start)

    for _ in range(LAST_ATTEMPT + 1):
        await redeliver(api, f"events/{event_id}")
    await do_due(work, start)

    assert await next_due(api.context) is not None


async def test_an_event_asked_for_while_it_is_under_way_is_sent_again(
    api: Api, work: CallbackWork, callbacks: Receiver, start: datetime
) -> None:
    (event_id,) = await put_events(api.context, api.project_id, callbacks.url, start)
    await work.run_due(due_at(start))

    await redeliver(api, f"events/{event_id}")
    await work.finish()
    await do_due(work, start)

    assert [one.headers["webhook-id"] for one in callbacks.received] == [event_id, event_id]


async def test_only_events_of_the_project(api: Api, callbacks: Receiver, start: datetime) -> None:
    (event_id,) = await put_events(api.context, api.project_id, callbacks.url, start)

    for path in (f"/projects/other/events/{event_id}:redeliver", f"/projects/{api.project_id}/events/none:redeliver"):
        assert (await call_operator(api, "POST", path)).status_code == 404


async def test_the_list_of_events_has_pages(api: Api, callbacks: Receiver, start: datetime) -> None:
    ids = []
    for second in range(5):
        moment = start + timedelta(seconds=second // 2)
        ids += await put_events(api.context, api.project_id, callbacks.url, moment, count=50)

    found, token = [], ""
    while True:
        page = await operator(api, "GET", f"/projects/{api.project_id}/events", pageToken=token)
        found.append([event["eventId"] for event in page["events"]])
        token = page["nextPageToken"]
        if not token:
            break

    assert [len(one) for one in found] == [100, 100, 50]
    assert sorted(chain(*found)) == sorted(ids)
