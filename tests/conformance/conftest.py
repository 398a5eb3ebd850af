"""Clients of the sandbox."""

from collections.abc import Iterator

import pytest
from sinch import SinchClient
from support.programs import Sandbox, sandbox
from support.sdk import new_project

TOKEN_LIFETIME = 2
"""seconds; with one, a token could be over when it arrives, since `exp` counts whole seconds"""


@pytest.fixture
def client(running_sandbox: Sandbox) -> Iterator[SinchClient]:
    with new_project(running_sandbox.url) as client:
        yield client


@pytest.fixture(scope="session")
def token_lifetime() -> int:
    return TOKEN_LIFETIME


@pytest.fixture(scope="module")
def lenient_sandbox() -> Iterator[Sandbox]:
    """Rents out every type in every region, and its tokens are soon over."""
    with sandbox(NUMBERBANK_RENT_EVERYWHERE="true", NUMBERBANK_TOKEN_LIFETIME=str(TOKEN_LIFETIME)) as running:
        yield running


@pytest.fixture
def lenient_client(lenient_sandbox: Sandbox) -> Iterator[SinchClient]:
    with new_project(lenient_sandbox.url) as client:
        yield client
