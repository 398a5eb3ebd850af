"""The official `sinch` package from PyPI, unmodified, against the sandbox over a real socket.

Its models are strict: an answer with a missing or mistyped field fails the call.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sinch import SinchClient
from sinch.domains.authentication.exceptions import AuthenticationException
from sinch.domains.numbers import VirtualNumbers
from sinch.domains.numbers.api.v1.exceptions import NumberNotFoundException, NumbersException
from support.programs import Sandbox
from support.receiver import Receiver
from support.sdk import new_project, operator, sinch_client

MANY = 250
SECRET = "0123456789abcdef-0123456789ABCDEF"


def free_number(client: SinchClient) -> str:
    page = client.numbers.search_for_available_numbers(region_code="US", number_type="LOCAL", page_size=1)
    number: str = page.content()[0].phone_number
    return number


def rent_any(client: SinchClient, **wishes: object):
    return client.numbers.rent_any(region_code="US", number_type="LOCAL", **wishes)


def test_the_package_has_no_method_that_is_not_driven_here() -> None:
    """A newer package may bring one: then it belongs into this file."""
    methods = {name for name in vars(VirtualNumbers) if not name.startswith("_")}

    assert methods == {
        *("search_for_available_numbers", "check_availability", "rent", "rent_any"),
        *("list", "get", "update", "release", "sinch_events"),
    }


# Regions


def test_regions_are_listed_with_their_types(client: SinchClient) -> None:
    regions = {region.region_code: region for region in client.numbers.regions.list().iterator()}

    assert len(regions) >= 60
    assert regions["US"].region_name == "United States"
    assert "LOCAL" in regions["US"].types


def test_regions_are_filtered_by_any_of_several_types(client: SinchClient) -> None:
    everywhere = {region.region_code for region in client.numbers.regions.list().content()}

    regions = client.numbers.regions.list(types=["TOLL_FREE", "MOBILE"]).content()

    assert regions
    assert all({"TOLL_FREE", "MOBILE"} & set(region.types) for region in regions)
    assert {region.region_code for region in regions} <= everywhere


# Search and availability


def test_search_takes_every_argument(client: SinchClient) -> None:
    page = client.numbers.search_for_available_numbers(
        region_code="US",
        number_type="LOCAL",
        number_pattern="+1201",
        number_search_pattern="START",
        capabilities=["SMS", "VOICE"],
        page_size=7,
    )

    found = page.content()
    assert len({number.phone_number for number in found}) == 7
    assert all(number.phone_number.startswith("+1201") for number in found)
    assert all(number.capability == ["SMS", "VOICE"] for number in found)
    assert all((number.region_code, number.type) == ("US", "LOCAL") for number in found)
    assert not page.has_next_page


def test_an_available_number_has_its_terms(client: SinchClient) -> None:
    number = free_number(client)

    found = client.numbers.check_availability(number)

    assert found.phone_number == number
    assert found.setup_price.currency_code == "USD"
    assert found.monthly_price.amount > 0
    assert found.payment_interval_months == 1
    assert isinstance(found.supporting_documentation_required, bool)


def test_search_without_a_match_is_an_empty_page(client: SinchClient) -> None:
    page = client.numbers.search_for_available_numbers(
        region_code="US", number_type="LOCAL", number_pattern="201", number_search_pattern="START"
    )

    assert page.content() == []


# Rent


@pytest.mark.parametrize(
    ("voice", "type_", "id_field"),
    [
        ({"app_id": "app-1"}, "RTC", "app_id"),
        ({"type": "RTC", "app_id": "app-1"}, "RTC", "app_id"),
        ({"type": "EST", "trunk_id": "trunk-1"}, "EST", "trunk_id"),
        ({"type": "FAX", "service_id": "fax-1"}, "FAX", "service_id"),
    ],
    ids=["without a type", "RTC", "EST", "FAX"],
)
def test_rent_with_sms_and_voice(client: SinchClient, voice: dict[str, str], type_: str, id_field: str) -> None:
    number = free_number(client)

    rented = client.numbers.rent(
        phone_number=number,
        sms_configuration={"service_plan_id": "plan-1", "campaign_id": "campaign-1"},
        voice_configuration=voice,
    )

    scheduled_sms = rented.sms_configuration.scheduled_provisioning
    scheduled_voice = rented.voice_configuration.scheduled_voice_provisioning
    assert rented.phone_number == number
    assert rented.project_id == client.configuration.project_id
    assert rented.expire_at is None
    assert (rented.sms_configuration.service_plan_id, rented.sms_configuration.campaign_id) == ("", "")
    assert (scheduled_sms.service_plan_id, scheduled_sms.campaign_id) == ("plan-1", "campaign-1")
    assert (scheduled_sms.status, scheduled_sms.error_codes) == ("WAITING", [])
    assert (rented.voice_configuration.type, rented.voice_configuration.app_id) == ("RTC", "")
    assert (scheduled_voice.type, scheduled_voice.status) == (type_, "WAITING")
    assert getattr(scheduled_voice, id_field) == voice[id_field]


def test_rent_without_configuration(client: SinchClient) -> None:
    number = free_number(client)

    rented = client.numbers.rent(phone_number=number)

    assert rented.sms_configuration.scheduled_provisioning is None
    assert rented.voice_configuration.scheduled_voice_provisioning is None
    assert rented.event_destination_target == ""


def test_rent_any_takes_every_argument(client: SinchClient, callbacks: Receiver) -> None:
    rented = client.numbers.rent_any(
        region_code="US",
        number_type="LOCAL",
        number_pattern={"pattern": "+1202", "search_pattern": "START"},
        capabilities=["SMS", "VOICE"],
        sms_configuration={"service_plan_id": "plan-1"},
        voice_configuration={"type": "RTC", "app_id": "app-1"},
        event_destination_target=callbacks.url,
    )

    assert rented.phone_number.startswith("+1202")
    assert rented.event_destination_target == callbacks.url
    assert rented.sms_configuration.scheduled_provisioning.service_plan_id == "plan-1"
    callbacks.wait_for(2)


def test_other_types_and_regions_where_the_server_rents_them_out(lenient_client: SinchClient) -> None:
    rented = lenient_client.numbers.rent_any(region_code="US", number_type="TOLL_FREE")

    listed = lenient_client.numbers.list(region_code="US", number_type="TOLL_FREE").content()
    assert [number.phone_number for number in listed] == [rented.phone_number]
    assert lenient_client.numbers.list(region_code="US", number_type="LOCAL").content() == []


# Active numbers


def test_get_shows_the_links_once_they_stand(client: SinchClient, callbacks: Receiver) -> None:
    number = rent_any(
        client,
        sms_configuration={"service_plan_id": "plan-1"},
        voice_configuration={"type": "EST", "trunk_id": "trunk-1"},
        event_destination_target=callbacks.url,
    ).phone_number
    callbacks.wait_for(2)

    got = client.numbers.get(number)

    assert got.sms_configuration.service_plan_id == "plan-1"
    assert got.sms_configuration.scheduled_provisioning is None
    assert (got.voice_configuration.type, got.voice_configuration.trunk_id) == ("EST", "trunk-1")
    assert got.voice_configuration.scheduled_voice_provisioning is None


def test_update_takes_every_argument(client: SinchClient, callbacks: Receiver) -> None:
    number = rent_any(
        client, voice_configuration={"app_id": "app-1"}, event_destination_target=callbacks.url
    ).phone_number
    callbacks.wait_for(1)

    updated = client.numbers.update(
        phone_number=number,
        display_name="Front desk",
        sms_configuration={"service_plan_id": "plan-2"},
        voice_configuration={"type": "FAX", "service_id": "fax-2"},
        event_destination_target="",
    )

    voice = updated.voice_configuration
    assert updated.display_name == "Front desk"
    assert updated.event_destination_target == ""
    assert updated.sms_configuration.scheduled_provisioning.service_plan_id == "plan-2"
    assert (voice.type, voice.app_id) == ("RTC", "app-1")
    assert voice.scheduled_voice_provisioning.type == "FAX"
    assert voice.scheduled_voice_provisioning.service_id == "fax-2"


def test_update_of_one_member_leaves_the_others(client: SinchClient) -> None:
    number = rent_any(client, sms_configuration={"service_plan_id": "plan-1"}).phone_number
    client.numbers.update(phone_number=number, display_name="Front desk")

    updated = client.numbers.update(phone_number=number, voice_configuration={"app_id": "app-1"})

    assert updated.display_name == "Front desk"
    assert updated.voice_configuration.scheduled_voice_provisioning.app_id == "app-1"


def test_release_ends_the_number_with_its_paid_period(client: SinchClient) -> None:
    number = rent_any(client).phone_number

    released = client.numbers.release(number)

    assert released.expire_at == released.next_charge_date > datetime.now(UTC)
    assert [listed.phone_number for listed in client.numbers.list().iterator()] == [number]


# Lists and pages


@pytest.fixture(scope="module")
def many(running_sandbox: Sandbox) -> Iterator[SimpleNamespace]:
    """A client of a project with many numbers, and these in the order of their renting."""
    with new_project(running_sandbox.url) as client:
        yield SimpleNamespace(client=client, numbers=[rent_any(client).phone_number for _ in range(MANY)])


def test_the_iterator_goes_through_all_pages(many: SimpleNamespace) -> None:
    listed = [number.phone_number for number in many.client.numbers.list(page_size=100).iterator()]

    assert listed == sorted(many.numbers)


def test_pages_are_turned_one_by_one(many: SimpleNamespace) -> None:
    page = many.client.numbers.list(page_size=60)
    sizes, totals = [len(page.content())], [page.result.total_size]
    while page.has_next_page:
        page = page.next_page()
        sizes.append(len(page.content()))
        totals.append(page.result.total_size)

    assert sizes == [60, 60, 60, 60, 10]
    assert totals == [MANY] * 5
    assert page.next_page() is None


def test_without_a_page_size_all_numbers_come_too(many: SimpleNamespace) -> None:
    listed = [number.phone_number for number in many.client.numbers.list().iterator()]

    assert listed == sorted(many.numbers)


def test_a_page_token_goes_on_where_it_was_taken(many: SimpleNamespace) -> None:
    first = many.client.numbers.list(page_size=100)

    second = many.client.numbers.list(page_size=100, page_token=first.result.next_page_token)

    assert [number.phone_number for number in second.content()] == sorted(many.numbers)[100:200]


def test_list_takes_every_filter(many: SimpleNamespace) -> None:
    area = many.numbers[0][:5]

    page = many.client.numbers.list(
        region_code="US",
        number_type="LOCAL",
        number_pattern=area,
        number_search_pattern="START",
        capabilities=["SMS", "VOICE"],
        page_size=2,
        order_by="PHONE_NUMBER",
    )

    expected = sorted(number for number in many.numbers if number.startswith(area))
    assert [number.phone_number for number in page.iterator()] == expected
    assert page.result.total_size == len(expected)


@pytest.mark.parametrize(
    "filter_",
    [
        {"region_code": "GB"},
        {"number_type": "TOLL_FREE"},
        {"number_pattern": "1201", "number_search_pattern": "START"},
        {"number_pattern": "+1", "number_search_pattern": "END"},
    ],
    ids=lambda filter_: "-".join(filter_),
)
def test_a_filter_that_nothing_meets_gives_an_empty_page(many: SimpleNamespace, filter_: dict[str, str]) -> None:
    page = many.client.numbers.list(**filter_)

    assert page.content() == []
    assert page.result.total_size == 0
    assert not page.has_next_page


def test_order_by_display_name(client: SinchClient) -> None:
    for name in ("Rome", "Oslo", "Bonn"):
        client.numbers.update(phone_number=rent_any(client).phone_number, display_name=name)

    page = client.numbers.list(order_by="DISPLAY_NAME", page_size=1)

    assert [number.display_name for number in page.iterator()] == ["Bonn", "Oslo", "Rome"]


# Callbacks


def test_the_secret_of_callbacks_is_kept(client: SinchClient) -> None:
    before = client.numbers.event_destinations.get()
    updated = client.numbers.event_destinations.update(hmac_secret=SECRET)

    after = client.numbers.event_destinations.get()

    assert (before.project_id, before.hmac_secret) == (client.configuration.project_id, "")
    assert updated.hmac_secret == after.hmac_secret == SECRET


def test_its_verifier_accepts_a_callback_that_was_received(client: SinchClient, callbacks: Receiver) -> None:
    client.numbers.event_destinations.update(hmac_secret=SECRET)
    events = client.numbers.sinch_events(SECRET)
    number = rent_any(
        client, sms_configuration={"service_plan_id": "plan-1"}, event_destination_target=callbacks.url
    ).phone_number

    (received,) = callbacks.wait_for(1)

    event = events.parse_event(received.body, received.headers)
    assert events.validate_authentication_header(received.headers, received.body)
    assert not client.numbers.sinch_events("other").validate_authentication_header(received.headers, received.body)
    assert not events.validate_authentication_header(received.headers, received.body + b" ")
    assert (event.resource_type, event.resource_id) == ("ACTIVE_NUMBER", number)
    assert (event.event_type, event.status) == ("PROVISIONING_TO_SMS_PLATFORM", "SUCCEEDED")
    assert (event.failure_code, event.internal_failure_code) == (None, None)
    assert event.project_id == client.configuration.project_id
    assert abs(datetime.now(UTC) - event.timestamp).total_seconds() < 60


def test_a_failure_is_told_with_its_code(client: SinchClient, callbacks: Receiver) -> None:
    number = rent_any(
        client,
        sms_configuration={"service_plan_id": "plan-1", "campaign_id": "CAMPAIGN_EXPIRED"},
        event_destination_target=callbacks.url,
    ).phone_number

    parsed = [client.numbers.sinch_events("").parse_event(one.body, one.headers) for one in callbacks.wait_for(2)]

    failed = next(event for event in parsed if event.event_type == "PROVISIONING_TO_CAMPAIGN")
    scheduled = client.numbers.get(number).sms_configuration.scheduled_provisioning
    assert (failed.status, failed.failure_code) == ("FAILED", "CAMPAIGN_EXPIRED")
    assert (scheduled.status, scheduled.error_codes) == ("FAILED", ["CAMPAIGN_EXPIRED"])


# Refusals


@pytest.mark.parametrize("method", ["check_availability", "get", "release", "rent", "update"])
def test_an_unknown_number_is_named_in_the_refusal(client: SinchClient, method: str) -> None:
    with pytest.raises(NumberNotFoundException) as caught:
        getattr(client.numbers, method)("+9991234567")

    assert caught.value.http_response.status_code == 404
    assert "+9991234567" in str(caught.value)


def test_a_request_against_the_rules_is_a_400(client: SinchClient) -> None:
    with pytest.raises(NumbersException, match="INVALID_ARGUMENT") as caught:
        client.numbers.search_for_available_numbers(region_code="usa", number_type="CELL")

    violations = caught.value.http_response.body["error"]["details"][0]["fieldViolations"]
    assert caught.value.http_response.status_code == 400
    assert {violation["field"] for violation in violations} == {"regionCode", "type"}


def test_only_us_local_numbers_are_rented_out_by_default(client: SinchClient) -> None:
    with pytest.raises(NumbersException, match="INVALID_ARGUMENT"):
        client.numbers.rent_any(region_code="US", number_type="TOLL_FREE")


def test_the_path_of_another_project_is_a_403(running_sandbox: Sandbox, client: SinchClient) -> None:
    own = client.configuration
    there = sinch_client(running_sandbox.url, running_sandbox.project_id, own.key_id, own.key_secret)

    with there as stranger, pytest.raises(NumbersException, match="PERMISSION_DENIED") as caught:
        stranger.numbers.list()

    assert caught.value.http_response.status_code == 403


def test_the_number_of_another_project_does_not_exist(running_sandbox: Sandbox, client: SinchClient) -> None:
    number = rent_any(client).phone_number

    with new_project(running_sandbox.url) as other, pytest.raises(NumberNotFoundException, match=rf"\{number}"):
        other.numbers.get(number)


# Tokens and keys


def test_a_token_that_expires_in_the_middle_is_renewed(lenient_client: SinchClient, token_lifetime: int) -> None:
    rented = sorted(rent_any(lenient_client).phone_number for _ in range(3))
    page = lenient_client.numbers.list(page_size=1)
    first_token = lenient_client.configuration.token_manager.token.access_token
    time.sleep(token_lifetime + 0.1)

    listed = [number.phone_number for number in page.iterator()]

    assert listed == rented
    assert lenient_client.configuration.token_manager.token.access_token != first_token


def test_a_wrong_secret_gets_no_token(running_sandbox: Sandbox) -> None:
    there = sinch_client(running_sandbox.url, running_sandbox.project_id, running_sandbox.key_id, "wrong")

    with there as client, pytest.raises(AuthenticationException, match="Client authentication failed"):
        client.numbers.list()


def test_a_revoked_key_is_out_at_once(running_sandbox: Sandbox, client: SinchClient) -> None:
    client.numbers.list()
    own = client.configuration
    with operator(running_sandbox.url) as api:
        api.delete(f"/projects/{own.project_id}/keys/{own.key_id}").raise_for_status()

    with pytest.raises(NumbersException, match="UNAUTHENTICATED") as caught:
        client.numbers.list()

    assert caught.value.http_response.status_code == 401
    assert "expired" not in caught.value.http_response.headers["www-authenticate"]
