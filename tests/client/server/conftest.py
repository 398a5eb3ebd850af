"""Both forms of the client, each with a project of its own on a real server."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from support.both_forms import FORMS, open_form
from support.client_project import Project

from numberbank.client import Numbers

_numbers = count()


@pytest.fixture(params=FORMS)
def client(request: pytest.FixtureRequest, project: Project, tmp_path: Path) -> Iterator[Numbers]:
    settings = (project.id, project.key_id, project.key_secret)
    with open_form(request.param, *settings, url=project.url, journal=tmp_path / "journal") as client:
        yield client


@pytest.fixture
def foreign() -> Iterator[str]:
    """Numbers of other carriers, which nobody has used yet."""
    return (f"+1208555{next(_numbers):04}" for _ in count())


@pytest.fixture
def toll_free() -> Iterator[str]:
    return (f"+1833555{next(_numbers):04}" for _ in count())
