"""The registry of what numbers may be linked to, for the operator."""

from starlette.requests import Request
from starlette.routing import Route

from numberbank.api.bodies import body_of
from numberbank.api.operator.routing import operator_call
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.link_targets import LinkTarget, LinkTargetKind, LinkTargetState
from numberbank.schemas.operator import LinkTargetJson, LinkTargetRequest, LinkTargetsJson
from numberbank.services import link_targets as services
from numberbank.services.context import Context

_COLLECTIONS = {
    "servicePlans": LinkTargetKind.SERVICE_PLAN,
    "campaigns": LinkTargetKind.CAMPAIGN,
    "voiceApps": LinkTargetKind.VOICE_APP,
    "trunks": LinkTargetKind.TRUNK,
    "faxServices": LinkTargetKind.FAX_SERVICE,
}


def _collection(name: str, kind: LinkTargetKind) -> list[Route]:
    async def put(context: Context, request: Request) -> LinkTargetJson:
        asked = await body_of(request, LinkTargetRequest)
        target_id = request.path_params["targetId"]
        target = LinkTarget(kind, target_id, asked.state, asked.number_limit, asked.mock, asked.toll_free_allowed)
        _check(target)
        return _json(await services.register_target(context, request.path_params["projectId"], target))

    async def delete(context: Context, request: Request) -> dict[str, str]:
        project_id, target_id = request.path_params["projectId"], request.path_params["targetId"]
        await services.unregister_target(context, project_id, kind, target_id)
        return {}

    async def list_(context: Context, request: Request) -> LinkTargetsJson:
        targets = await services.list_targets(context, request.path_params["projectId"], kind)
        return LinkTargetsJson([_json(target) for target in targets])

    path = f"/projects/{{projectId}}/{name}"
    return [
        operator_call("GET", path, list_),
        operator_call("PUT", f"{path}/{{targetId}}", put),
        operator_call("DELETE", f"{path}/{{targetId}}", delete),
    ]


def _check(target: LinkTarget) -> None:
    """Raises InvalidRequest for what the table would not take or what means nothing for the kind."""
    if len(target.id) > 255 or "\0" in target.id:
        raise InvalidRequest.of("targetId", "use at most 255 characters, none of them NUL")
    if target.number_limit is not None and not 0 <= target.number_limit <= 1_000_000_000:
        raise InvalidRequest.of("numberLimit", "must be from 0 to 1000000000, or null for none")
    if target.kind is LinkTargetKind.CAMPAIGN:
        return
    if target.state not in (LinkTargetState.ACTIVE, LinkTargetState.SUSPENDED):
        raise InvalidRequest.of("state", f"{target.state} is a state of campaigns: use ACTIVE or SUSPENDED")
    if target.number_limit is not None or target.mock or target.toll_free_allowed:
        raise InvalidRequest.of("numberLimit", "numberLimit, mock and tollFreeAllowed are for campaigns only")


def _json(target: LinkTarget) -> LinkTargetJson:
    return LinkTargetJson(target.id, target.state, target.number_limit, target.mock, target.toll_free_allowed)


routes = [route for name, kind in _COLLECTIONS.items() for route in _collection(name, kind)]
