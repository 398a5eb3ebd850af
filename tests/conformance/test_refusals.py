"""Refusals, tokens and keys: the same for each client."""

import time
from dataclasses import replace

import pytest
from support.credentials import new_credentials
from support.drivers.protocol import Driver, Opened
from support.programs import Sandbox
from support.sdk import operator


@pytest.mark.parametrize("method", ["check", "get", "release", "rent", "update"])
def test_an_unknown_number_is_named_in_the_refusal(driver: Driver, method: str) -> None:
    refused = driver.refusal(lambda: getattr(driver, method)("+9991234567"))

    assert refused.status == 404
    assert "+9991234567" in refused.text


def test_a_request_against_the_rules_names_the_fields(driver: Driver) -> None:
    refused = driver.refusal(lambda: driver.search("usa", "CELL"))

    assert refused.status == 400
    assert "INVALID_ARGUMENT" in refused.text
    assert refused.fields == {"regionCode", "type"}


def test_only_us_local_numbers_are_rented_out_by_default(driver: Driver) -> None:
    assert "INVALID_ARGUMENT" in driver.refusal(lambda: driver.rent_any("US", "TOLL_FREE")).text


def test_the_path_of_another_project_is_a_403(running_sandbox: Sandbox, driver: Driver, opened: Opened) -> None:
    with opened(replace(driver.credentials, project_id=running_sandbox.project_id)) as stranger:
        refused = stranger.refusal(stranger.list)

    assert refused.status == 403
    assert "PERMISSION_DENIED" in refused.text


def test_the_number_of_another_project_does_not_exist(running_sandbox: Sandbox, driver: Driver, opened: Opened) -> None:
    number = driver.rent_any().phone_number

    with opened(new_credentials(running_sandbox.url)) as other:
        refused = other.refusal(lambda: other.get(number))

    assert refused.status == 404
    assert number in refused.text


def test_a_token_that_expires_in_the_middle_is_renewed(lenient_driver: Driver, token_lifetime: int) -> None:
    rented = sorted(lenient_driver.rent_any().phone_number for _ in range(3))
    first = lenient_driver.page(page_size=1)
    time.sleep(token_lifetime + 0.1)

    rest = lenient_driver.page(first.next_token, page_size=2)

    assert first.numbers + rest.numbers == rented


def test_a_wrong_secret_gets_no_token(driver: Driver, opened: Opened) -> None:
    with opened(replace(driver.credentials, key_secret="wrong")) as stranger:
        refused = stranger.refusal(stranger.list)

    assert refused.status == 401
    assert "Client authentication failed" in refused.text


def test_a_revoked_key_is_out_at_once(running_sandbox: Sandbox, driver: Driver) -> None:
    driver.list()
    own = driver.credentials
    with operator(running_sandbox.url) as api:
        api.delete(f"/projects/{own.project_id}/keys/{own.key_id}").raise_for_status()

    refused = driver.refusal(driver.list)

    assert refused.status == 401
    assert "UNAUTHENTICATED" in refused.text
