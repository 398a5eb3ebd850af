"""Projects and access keys, for the operator."""

import re

from starlette.requests import Request

from numberbank.api.operator.routing import body_of, operator_call
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.projects import Project
from numberbank.schemas.common import timestamp
from numberbank.schemas.operator import (
    AccessKeyJson,
    CreateKeyRequest,
    CreateProjectRequest,
    ProjectJson,
    ProjectsJson,
    UpdateProjectRequest,
)
from numberbank.services import projects as services
from numberbank.services.context import Context

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
    project = await services.update_project(context, request.path_params["projectId"], asked.strict_links)
    return _project_json(project)


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


def _check_name(name: str) -> None:
    if len(name) > 255 or "\0" in name:
        raise InvalidRequest.of("displayName", "use at most 255 characters, none of them NUL")


def _project_json(project: Project) -> ProjectJson:
    return ProjectJson(project.id, project.display_name, timestamp(project.created_at), project.strict_links)


routes = [
    operator_call("POST", "/projects", create_project),
    operator_call("GET", "/projects", list_projects),
    operator_call("PATCH", "/projects/{projectId}", update_project),
    operator_call("POST", "/projects/{projectId}/keys", create_key),
    operator_call("DELETE", "/projects/{projectId}/keys/{keyId}", revoke_key),
]
