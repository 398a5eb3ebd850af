"""What the operator's emergency system has not taken yet, for the operator. Addresses are not shown."""

from starlette.requests import Request

from numberbank.api.operator.routing import operator_call
from numberbank.schemas.common import timestamp
from numberbank.schemas.operator import EmergencyUpdateJson, EmergencyUpdatesJson
from numberbank.services.context import Context
from numberbank.services.emergency_updates import list_waiting_updates
from numberbank.storage.emergency_updates import WaitingUpdate


async def list_(context: Context, request: Request) -> EmergencyUpdatesJson:
    return EmergencyUpdatesJson([_json(update) for update in await list_waiting_updates(context)])


def _json(update: WaitingUpdate) -> EmergencyUpdateJson:
    return EmergencyUpdateJson(
        update_id=update.id,
        phone_number=update.number,
        project_id=update.project_id,
        action="DEPROVISION" if update.removes else "PROVISION",
        attempts=update.attempts,
        next_attempt_time=timestamp(update.due_at),
        last_answer=update.last_status,
        last_problem=update.last_problem,
    )


routes = [operator_call("GET", "/emergencyUpdates", list_)]
