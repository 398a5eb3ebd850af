"""Projects and access keys, for the operator."""

import re
from decimal import Decimal

from msgspec import UNSET
from starlette.requests import Request

from numberbank.api.bodies import body_of
from numberbank.api.operator.routing import operator_call
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.money import Money, format_amount
from numberbank.domain.projects import Project
from numberbank.schemas.common import timestamp
from numberbank.schemas.operator import (
    AccessKeyJson,
    BalanceJson,
    CreateKeyRequest,
    CreateProjectRequest,
    CreditRequest,
    ProjectJson,
    ProjectsJson,
    UpdateProjectRequest,
)
from numberbank.services import ledger
from numberbank.services import projects as services
from numberbank.services.context import Context

_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,4})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")
_PROJECT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def create_project(context: Context, request: Request) -> ProjectJson:
    asked = await body_of(request, CreateProjectRequest)
    if asked.project_id is not None and not _PROJECT_ID.fullmatch(asked.project_id):
        raise InvalidRequest.of("projectId", "use 1 to 64 letters, digits, hyphens and underscores")
    _check_name(asked.display_name)
    return _project_json(await services.create_project(context, asked.display_name, asked.project_id))


async def list_projects(context: Context, request: Request) -> ProjectsJson:
    return ProjectsJson([_project_json(project) for project in await services.list_projects(context)])


async def update_project(context: Context, request: Request) -> ProjectJson:
    asked = await body_of(request, UpdateProjectRequest)
    if asked.grace_days is not None and not 0 <= asked.grace_days <= 3650:
        raise InvalidRequest.of("graceDays", "must be from 0 to 3650")
    if asked.import_limit is not None and not 0 <= asked.import_limit <= 500:
        raise InvalidRequest.of("importLimit", "must be from 0 to 500")
    balance = asked.balance
    change = services.ProjectChange(
        strict_links=asked.strict_links,
        grace_days=asked.grace_days,
        set_balance=balance is not UNSET,
        balance=_money(balance) if isinstance(balance, BalanceJson) else None,
        import_limit=asked.import_limit,
        blanket_loa=asked.blanket_loa,
    )
    return _project_json(await services.update_project(context, request.path_params["projectId"], change))


async def credit(context: Context, request: Request) -> dict[str, str]:
    amount = _amount("amount", (await body_of(request, CreditRequest)).amount)
    await ledger.credit(context, request.path_params["projectId"], amount)
    return {}


async def create_key(context: Context, request: Request) -> AccessKeyJson:
    asked = await body_of(request, CreateKeyRequest)
    _check_name(asked.display_name)
    key = await services.create_key(context, request.path_params["projectId"], asked.display_name)
    return AccessKeyJson(key.id, key.secret)


async def revoke_key(context: Context, request: Request) -> dict[str, str]:
    key_id = request.path_params["keyId"]
    await services.revoke_key(context, request.path_params["projectId"], key_id)
    request.app.state.keys.forget(key_id)
    return {}


def _money(balance: BalanceJson) -> Money:
    if not _CURRENCY.fullmatch(balance.currency_code):
        raise InvalidRequest.of("balance.currencyCode", "must be three capitals, as in USD")
    return Money(_amount("balance.amount", balance.amount), balance.currency_code)


def _amount(field: str, text: str) -> Decimal:
    if not _AMOUNT.fullmatch(text):
        raise InvalidRequest.of(field, 'must be a decimal in a string with up to four decimals, as in "12.50"')
    return Decimal(text)


def _check_name(name: str) -> None:
    if len(name) > 255 or "\0" in name:
        raise InvalidRequest.of("displayName", "use at most 255 characters, none of them NUL")


def _project_json(project: Project) -> ProjectJson:
    balance = project.balance
    return ProjectJson(
        project_id=project.id,
        display_name=project.display_name,
        create_time=timestamp(project.created_at),
        strict_links=project.strict_links,
        grace_days=project.grace_days,
        balance=BalanceJson(balance.currency, format_amount(balance.amount)) if balance else None,
        import_limit=project.import_limit,
        blanket_loa=project.blanket_loa,
    )


routes = [
    operator_call("POST", "/projects", create_project),
    operator_call("GET", "/projects", list_projects),
    operator_call("PATCH", "/projects/{projectId}", update_project),
    operator_call("POST", "/projects/{projectId}:credit", credit),
    operator_call("POST", "/projects/{projectId}/keys", create_key),
    operator_call("DELETE", "/projects/{projectId}/keys/{keyId}", revoke_key),
]
