"""The project's clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.requests import Request

from numberbank.api.bodies import body_of, moment_of
from numberbank.api.sandbox.routing import Sandbox, sandbox_call
from numberbank.domain.durations import Duration, parse_duration
from numberbank.domain.errors import InvalidRequest
from numberbank.schemas.common import timestamp
from numberbank.schemas.sandbox import AdvancedJson, AdvanceRequest, ClockJson
from numberbank.services.sandbox.clock import LATEST

FARTHEST = timedelta(days=20 * 366)
"""how far one advance may go"""


async def read(sandbox: Sandbox, project_id: str, request: Request) -> ClockJson:
    reading = sandbox.clock.read(project_id)
    return ClockJson(timestamp(reading.time), reading.frozen)


async def advance(sandbox: Sandbox, project_id: str, request: Request) -> AdvancedJson:
    """Answers when everything that fell due on the way has been done."""
    target = _target(await body_of(request, AdvanceRequest))
    done = await sandbox.advance(project_id, target)
    reading = sandbox.clock.read(project_id)
    return AdvancedJson(timestamp(reading.time), reading.frozen, done)


async def freeze(sandbox: Sandbox, project_id: str, request: Request) -> ClockJson:
    async with sandbox.clock.exclusive(project_id):
        await sandbox.clock.freeze(project_id, sandbox.clock.now(project_id))
    return await read(sandbox, project_id, request)


async def resume(sandbox: Sandbox, project_id: str, request: Request) -> ClockJson:
    async with sandbox.clock.exclusive(project_id):
        await sandbox.clock.run_from(project_id, sandbox.clock.now(project_id))
    return await read(sandbox, project_id, request)


def _target(asked: AdvanceRequest) -> Callable[[datetime], datetime]:
    """What the clock is to show, from what it shows now. Raises InvalidRequest."""
    if sum(member is not None for member in (asked.seconds, asked.to, asked.duration)) != 1:
        raise InvalidRequest.of("body", "give one of seconds, to and duration")
    if asked.to is not None:
        goal = moment_of("to", asked.to)
        return lambda now: _checked("to", now, goal)
    if asked.duration is not None:
        duration = parse_duration(asked.duration)
        if duration is None:
            raise InvalidRequest.of("duration", "must be an ISO 8601 duration, as in P1M, P31D or PT90S")
        return lambda now: _checked("duration", now, _after(now, duration))
    seconds = asked.seconds or 0.0
    if not 0 <= seconds <= FARTHEST.total_seconds():
        raise InvalidRequest.of("seconds", f"must be from 0 to {FARTHEST.total_seconds():.0f}: clocks go forward only")
    return lambda now: _checked("seconds", now, now + timedelta(seconds=seconds))


def _after(now: datetime, duration: Duration) -> datetime:
    """As far as a time can be, where the duration leads beyond."""
    try:
        return duration.after(now)
    except (ValueError, OverflowError):
        return datetime.max.replace(tzinfo=UTC)


def _checked(field: str, now: datetime, goal: datetime) -> datetime:
    if goal < now:
        raise InvalidRequest.of(field, f"lies before the clock's time, {timestamp(now)}: clocks go forward only")
    if goal - now > FARTHEST:
        raise InvalidRequest.of(field, "lies more than 20 years ahead: advance in steps")
    if goal > LATEST:
        raise InvalidRequest.of(field, f"lies after {timestamp(LATEST)}, where clocks end")
    return goal


routes = [
    sandbox_call("GET", "/clock", read),
    sandbox_call("POST", "/clock/advance", advance),
    sandbox_call("POST", "/clock/freeze", freeze),
    sandbox_call("POST", "/clock/resume", resume),
]
