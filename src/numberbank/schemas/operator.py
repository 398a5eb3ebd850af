"""Shapes of the operator API."""

from numberbank.schemas.common import Wire


class CreateProjectRequest(Wire, frozen=True):
    display_name: str = ""
    project_id: str | None = None


class ProjectJson(Wire, frozen=True):
    project_id: str
    display_name: str
    create_time: str


class ProjectsJson(Wire, frozen=True):
    projects: list[ProjectJson]


class CreateKeyRequest(Wire, frozen=True):
    display_name: str = ""


class AccessKeyJson(Wire, frozen=True):
    key_id: str
    key_secret: str


class RowProblemJson(Wire, frozen=True):
    line: int
    reason: str


class ImportReportJson(Wire, frozen=True):
    blocks: int
    numbers: int
    problems: list[RowProblemJson]
