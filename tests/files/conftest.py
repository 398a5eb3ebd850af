import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.databases import create_database
from support.file_commands import Owner
from support.sandbox_on import sandbox_on
from support.sandbox_projects import sandbox_project


@dataclass(frozen=True)
class Box:
    url: str
    dsn: str


@pytest.fixture(scope="session")
def box(postgres: str) -> Iterator[Box]:
    """A sandbox whose projects can be given numbers by the thousand."""
    dsn = asyncio.run(create_database(postgres))
    with sandbox_on(dsn) as (url, _):
        yield Box(url, dsn)


@pytest.fixture
def owner(box: Box, tmp_path: Path) -> Iterator[Owner]:
    """Of a project that has nothing yet."""
    with sandbox_project(box.url) as project:
        yield Owner(project, box.dsn, tmp_path)
