"""Resetting the project, and its snapshots."""

from datetime import datetime

from starlette.requests import Request

from numberbank.api.bodies import body_of, moment_of
from numberbank.api.operator.routing import operator_call
from numberbank.api.sandbox.routing import Sandbox, sandbox_call
from numberbank.domain.errors import InvalidRequest
from numberbank.schemas.common import timestamp
from numberbank.schemas.sandbox import ResetJson, ResetRequest, SnapshotJson, SnapshotRequest, SnapshotsJson
from numberbank.services.context import Context
from numberbank.services.sandbox.clock import EARLIEST, LATEST


async def reset(sandbox: Sandbox, project_id: str, request: Request) -> ResetJson:
    seed, time = await _reset_wish(request)
    await sandbox.state.reset(project_id, seed, time)
    return ResetJson(1)


async def reset_all(context: Context, request: Request) -> ResetJson:
    """For all projects, and so not for any one of them: this takes the operator's token."""
    seed, time = await _reset_wish(request)
    sandbox: Sandbox = request.app.state.sandbox
    return ResetJson(await sandbox.state.reset_all(seed, time))


async def save(sandbox: Sandbox, project_id: str, request: Request) -> SnapshotJson:
    name = (await body_of(request, SnapshotRequest)).name
    if not 1 <= len(name) <= 100 or "/" in name or "\0" in name:
        raise InvalidRequest.of("name", "use 1 to 100 characters, no slash among them")
    await sandbox.state.save(project_id, name)
    return next(
        SnapshotJson(saved, timestamp(taken_at))
        for saved, taken_at in await sandbox.state.list_snapshots(project_id)
        if saved == name
    )


async def list_(sandbox: Sandbox, project_id: str, request: Request) -> SnapshotsJson:
    snapshots = await sandbox.state.list_snapshots(project_id)
    return SnapshotsJson([SnapshotJson(name, timestamp(taken_at)) for name, taken_at in snapshots])


async def restore(sandbox: Sandbox, project_id: str, request: Request) -> dict[str, str]:
    await sandbox.state.restore(project_id, request.path_params["name"])
    return {}


async def delete(sandbox: Sandbox, project_id: str, request: Request) -> dict[str, str]:
    await sandbox.state.delete(project_id, request.path_params["name"])
    return {}


async def _reset_wish(request: Request) -> tuple[int | None, datetime | None]:
    asked = await body_of(request, ResetRequest)
    time = moment_of("time", asked.time) if asked.time is not None else None
    if time is not None and not EARLIEST <= time <= LATEST:
        raise InvalidRequest.of("time", f"must be from {timestamp(EARLIEST)} to {timestamp(LATEST)}")
    return asked.seed, time


routes = [
    sandbox_call("POST", "/reset", reset),
    operator_call("POST", "/sandbox:reset", reset_all),
    sandbox_call("GET", "/snapshots", list_),
    sandbox_call("POST", "/snapshots", save),
    sandbox_call("POST", "/snapshots/{name}:restore", restore),
    sandbox_call("DELETE", "/snapshots/{name}", delete),
]
