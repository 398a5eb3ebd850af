"""A project's events and their deliveries, for the operator."""

from datetime import UTC, datetime

from starlette.requests import Request

from numberbank.api.bodies import body_of, moment_of
from numberbank.api.operator.routing import operator_call
from numberbank.domain.errors import InvalidRequest
from numberbank.schemas.common import timestamp
from numberbank.schemas.operator import EventJson, EventsJson, RedeliverRequest, RedeliveryJson
from numberbank.services import events as services
from numberbank.services.context import Context
from numberbank.storage.events import LoggedEvent

PAGE_SIZE = 100


async def list_(context: Context, request: Request) -> EventsJson:
    since, token = request.query_params.get("since"), request.query_params.get("pageToken", "")
    events, more = await services.list_events(
        context,
        request.path_params["projectId"],
        moment_of("since", since) if since else None,
        _position(token) if token else None,
        PAGE_SIZE,
    )
    last = f"{events[-1].created_at.timestamp():.6f}_{events[-1].id}" if more else ""
    return EventsJson([_json(event) for event in events], last)


async def redeliver(context: Context, request: Request) -> RedeliveryJson:
    await services.redeliver_event(context, request.path_params["projectId"], request.path_params["eventId"])
    return RedeliveryJson(1)


async def redeliver_since(context: Context, request: Request) -> RedeliveryJson:
    since = moment_of("since", (await body_of(request, RedeliverRequest)).since)
    return RedeliveryJson(await services.redeliver_since(context, request.path_params["projectId"], since))


def _position(token: str) -> tuple[datetime, str]:
    seconds, _, event_id = token.partition("_")
    try:
        return datetime.fromtimestamp(float(seconds), UTC), event_id
    except (ValueError, OverflowError):
        raise InvalidRequest.of("pageToken", "not a token of this list: take nextPageToken as it came") from None


def _json(event: LoggedEvent) -> EventJson:
    return EventJson(
        event_id=event.id,
        resource_id=event.resource_id,
        url=event.url,
        create_time=timestamp(event.created_at),
        status="PENDING" if event.due_at else "DELIVERED" if event.delivered_at else "ENDED",
        attempts=event.attempts,
        next_attempt_time=timestamp(event.due_at) if event.due_at else None,
        last_answer=event.last_status,
        last_problem=event.last_problem or "",
        body=event.body.decode(),
    )


routes = [
    operator_call("GET", "/projects/{projectId}/events", list_),
    operator_call("POST", "/projects/{projectId}/events:redeliver", redeliver_since),
    operator_call("POST", "/projects/{projectId}/events/{eventId}:redeliver", redeliver),
]
