"""The ledger of a project, for the operator and, in a sandbox, for the project itself."""

import re
from datetime import UTC, datetime

from starlette.requests import Request

from numberbank.api.operator.routing import operator_call
from numberbank.domain.billing import Charge
from numberbank.domain.e164 import e164_to_int
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.money import Money
from numberbank.schemas.charges import ChargeJson, ChargesJson
from numberbank.schemas.common import money_json, timestamp
from numberbank.services.context import Context
from numberbank.services.ledger import list_charges

PAGE_SIZE = 1000
_TOKEN = re.compile(r"([0-9]{1,11}\.[0-9]{6})_([0-9]{1,15})_([A-Z]+)", re.ASCII)


async def charges_page(context: Context, project_id: str, request: Request) -> ChargesJson:
    token = request.query_params.get("pageToken", "")
    charges, more = await list_charges(context, project_id, _position(token) if token else None, PAGE_SIZE)
    return ChargesJson([_json(charge) for charge in charges], _token(charges[-1]) if more else "")


async def of_project(context: Context, request: Request) -> ChargesJson:
    return await charges_page(context, request.path_params["projectId"], request)


def _token(charge: Charge) -> str:
    return f"{charge.period_start.timestamp():.6f}_{e164_to_int(charge.number)}_{charge.kind}"


def _position(token: str) -> tuple[datetime, int, str]:
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        raise InvalidRequest.of("pageToken", "not a token of this list: take nextPageToken as it came")
    return datetime.fromtimestamp(float(parts[1]), UTC), int(parts[2]), parts[3]


def _json(charge: Charge) -> ChargeJson:
    return ChargeJson(
        phone_number=charge.number,
        kind=charge.kind,
        period_start=timestamp(charge.period_start),
        period_end=timestamp(charge.period_end),
        money=money_json(Money(charge.amount, charge.currency)),
    )


routes = [operator_call("GET", "/projects/{projectId}/charges", of_project)]
