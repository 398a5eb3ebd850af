"""What the official package has of its own, beside what all clients are asked."""

from collections.abc import Iterator

import pytest
from sinch import SinchClient
from sinch.domains.authentication.exceptions import AuthenticationException
from sinch.domains.numbers import VirtualNumbers
from sinch.domains.numbers.api.v1.exceptions import NumberNotFoundException, NumbersException
from support.credentials import new_credentials
from support.programs import Sandbox
from support.sdk import operator, sinch_client


@pytest.fixture
def client(running_sandbox: Sandbox) -> Iterator[SinchClient]:
    own = new_credentials(running_sandbox.url)
    with sinch_client(own.url, own.project_id, own.key_id, own.key_secret) as client:
        yield client


def test_the_package_has_no_method_that_is_not_driven_here() -> None:
    """A newer package may bring one: then it belongs into `support.drivers.sinch`."""
    methods = {name for name in vars(VirtualNumbers) if not name.startswith("_")}

    assert methods == {
        *("search_for_available_numbers", "check_availability", "rent", "rent_any"),
        *("list", "get", "update", "release", "sinch_events"),
    }


def test_its_pages_know_the_next_one(client: SinchClient) -> None:
    numbers = sorted(client.numbers.rent_any(region_code="US", number_type="LOCAL").phone_number for _ in range(3))

    first = client.numbers.list(page_size=2)
    listed, more = first.content(), first.has_next_page
    last = first.next_page()

    assert [number.phone_number for number in (*listed, *last.content())] == numbers
    assert (more, last.has_next_page) == (True, False)
    assert last.next_page() is None


def test_it_renews_a_token_for_the_sake_of_a_header_alone(client: SinchClient) -> None:
    """It looks for the word in `www-authenticate`, so a revoked key must not have it: it would ask for ever."""
    client.numbers.list()
    own = client.configuration
    with operator(own.numbers_origin) as api:
        api.delete(f"/projects/{own.project_id}/keys/{own.key_id}").raise_for_status()

    with pytest.raises(NumbersException, match="UNAUTHENTICATED") as caught:
        client.numbers.list()

    assert "expired" not in caught.value.http_response.headers["www-authenticate"]


def test_errors_are_of_its_own_classes(running_sandbox: Sandbox, client: SinchClient) -> None:
    with pytest.raises(NumberNotFoundException):
        client.numbers.get("+9991234567")
    own = client.configuration
    stranger = sinch_client(running_sandbox.url, own.project_id, own.key_id, "wrong")
    with stranger as client, pytest.raises(AuthenticationException):
        client.numbers.list()
