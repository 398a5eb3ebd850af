"""The clients that take the tests here, and their projects."""

from collections.abc import Iterator
from functools import partial

import pytest
from support.both_forms import FORMS
from support.credentials import new_credentials
from support.drivers.numberbank import numberbank_client
from support.drivers.protocol import Driver, Opened
from support.drivers.sinch import sinch_sdk
from support.programs import Sandbox, sandbox

CLIENTS: dict[str, Opened] = {"sinch": sinch_sdk} | {form: partial(numberbank_client, form) for form in FORMS}
TOKEN_LIFETIME = 2
"""seconds; with one, a token could be over when it arrives, since `exp` counts whole seconds"""


@pytest.fixture(scope="module", params=CLIENTS)
def opened(request: pytest.FixtureRequest) -> Opened:
    """Opens one kind of client with the credentials that it is given."""
    return CLIENTS[request.param]


@pytest.fixture
def driver(running_sandbox: Sandbox, opened: Opened) -> Iterator[Driver]:
    """A client of a project that has nothing yet."""
    with opened(new_credentials(running_sandbox.url)) as driver:
        yield driver


@pytest.fixture(scope="session")
def token_lifetime() -> int:
    return TOKEN_LIFETIME


@pytest.fixture(scope="session")
def lenient_sandbox() -> Iterator[Sandbox]:
    """Rents out every type in every region, and its tokens are soon over."""
    with sandbox(NUMBERBANK_RENT_EVERYWHERE="true", NUMBERBANK_TOKEN_LIFETIME=str(TOKEN_LIFETIME)) as running:
        yield running


@pytest.fixture
def lenient_driver(lenient_sandbox: Sandbox, opened: Opened) -> Iterator[Driver]:
    with opened(new_credentials(lenient_sandbox.url)) as driver:
        yield driver
