"""The pytest plugin; pytest finds it by the entry point that the package declares."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from numberbank.testing.project import Numberbank, new_project
from numberbank.testing.server import SandboxNotStarted, joined_sandbox

if TYPE_CHECKING:
    import httpx2


@pytest.fixture(scope="session")
def _numberbank_server(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> "Iterator[httpx2.Client]":
    """A client of the run's sandbox, which is started by the first test that needs it."""
    import httpx2  # not at the top: runs that use no sandbox load this module too

    folder = tmp_path_factory.getbasetemp()
    if hasattr(pytestconfig, "workerinput"):  # a worker of pytest-xdist
        folder = folder.parent  # is of all workers of the run
    with ExitStack() as stack:
        try:
            url = stack.enter_context(joined_sandbox(folder / "numberbank"))
        except SandboxNotStarted as error:
            pytest.fail(str(error), pytrace=False)
        # The server closes what is idle for 5 s; a request must not meet that.
        limits = httpx2.Limits(keepalive_expiry=2)
        yield stack.enter_context(httpx2.Client(base_url=url, timeout=600, limits=limits, trust_env=False))


@pytest.fixture
def numberbank(_numberbank_server: "httpx2.Client", request: pytest.FixtureRequest) -> Iterator[Numberbank]:
    """A project of the test's own on a sandbox, with a clock, faults and events (docs/testing.md of Numberbank)."""
    project = new_project(_numberbank_server, request.node.name[:255])
    yield project
    # Numbers belong to one project at a time: others get back those of this one.
    project.reset()
