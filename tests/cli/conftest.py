from collections.abc import Iterator

import pytest
from support.client_project import Project, project_of
from support.programs import Sandbox


@pytest.fixture
def project(running_sandbox: Sandbox) -> Iterator[Project]:
    """A project that has nothing yet, and keeps no number from others afterwards."""
    with project_of(running_sandbox.url) as project:
        yield project
        project.api.post("/sandbox/v1/reset", json={}).raise_for_status()
