"""Hosting orders: each method against the server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from support.client_project import Project
from support.sdk import operator

from numberbank.client import BusinessAddress, Conflict, Loa, NotFound, Numbers, Person, Verdict

LOA = Loa(
    Person("Alma", "Example", "alma@example.com"),
    BusinessAddress("12", "Mill Road", "Boise", "ID", "83702", "US"),
    "Example Voice",
    business_name="Example Bakery LLC",
)
SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=6)


def test_import_numbers_takes_every_argument(client: Numbers, project: Project, foreign: Iterator[str]) -> None:
    numbers = [next(foreign), next(foreign)]
    order = client.hosting.import_numbers(
        "US",
        numbers,
        "plan",
        campaign_id="campaign",
        migrate_to_sinch_tmo=True,
        display_name="Branches",
        callback_url="http://127.0.0.1:9/",
    )
    project.advance("PT5M")
    read = client.hosting.get(order.hosting_order_id)
    report = client.hosting.report(order.hosting_order_id)
    one = client.hosting.number(order.hosting_order_id, numbers[1])

    assert (order.project_id, order.region_code, order.type) == (project.id, "US", "IMPORT")
    assert (order.display_name, order.service_plan_id, order.campaign_id) == ("Branches", "plan", "campaign")
    assert order.created_time is not None
    assert str(order.callback_url).startswith("http://127.0.0.1:9/?numberbank-intent=")
    assert read.state == "COMPLETED"
    assert (report.total, report.sms_provisioned, report.added_to_campaign) == (2, 2, 2)
    assert (one.phone_number, one.hosting_order_id) == (numbers[1], order.hosting_order_id)
    assert one.platform_provisioning is not None
    assert one.platform_provisioning["state"] == "DONE"


def test_text_enable_takes_every_argument(client: Numbers, project: Project, foreign: Iterator[str]) -> None:
    numbers = project.verify([next(foreign), next(foreign)])
    order = client.hosting.text_enable(
        "US",
        numbers,
        "plan",
        LOA,
        campaign_id="campaign",
        nnid="104029",
        scheduled_osr_update_time=SOON,
        migrate_to_sinch_tmo=True,
        display_name="Branches",
        callback_url="http://127.0.0.1:9/",
    )
    project.advance("PT1M")
    with operator(project.url) as api:
        api.post(f"/hostingOrders/{order.hosting_order_id}:sign", json={}).raise_for_status()
    waiting = client.hosting.number(order.hosting_order_id, numbers[0])
    project.advance("PT7H")
    report = client.hosting.report(order.hosting_order_id)

    assert order.type == "TYPE_TEXT_ENABLE"
    assert order.scheduled_osr_update_time == SOON
    assert order.text_enable_info is not None
    assert order.text_enable_info["loaType"] == "Reseller"
    assert waiting.osr_update is not None
    assert (waiting.osr_update["nnid"], waiting.osr_update["state"]) == ("104029", "WAITING")
    assert (report.total, report.osr_updated, report.sms_provisioned, report.added_to_campaign) == (2, 2, 2, 2)


def test_text_enable_by_the_blanket_letter(client: Numbers, project: Project, foreign: Iterator[str]) -> None:
    (number,) = project.verify([next(foreign)])

    order = client.hosting.text_enable("US", [number], "plan")

    assert client.hosting.number(order.hosting_order_id, number).phone_number == number


def test_text_enable_toll_free_takes_every_argument(
    client: Numbers, project: Project, toll_free: Iterator[str]
) -> None:
    (number,) = project.verify([next(toll_free)])

    order = client.hosting.text_enable_toll_free(
        "US",
        [number],
        "plan",
        LOA,
        scheduled_zipwhip_provisioning_time=SOON,
        display_name="Help line",
        callback_url="http://127.0.0.1:9/",
    )

    assert (order.type, order.display_name) == ("TYPE_TEXT_ENABLE", "Help line")
    assert [each.phone_number for each in client.hosting.numbers(order.hosting_order_id)] == [number]


def test_lists_take_every_filter(client: Numbers, project: Project, foreign: Iterator[str]) -> None:
    first = client.hosting.import_numbers("US", [next(foreign)], "plan-1", campaign_id="campaign").hosting_order_id
    second = client.hosting.import_numbers("US", [next(foreign)], "plan-2").hosting_order_id
    project.advance("PT5M")

    def orders(**filters: object) -> list[str]:
        return [order.hosting_order_id for order in client.hosting.list(**filters)]  # type: ignore[arg-type]

    def numbers(**filters: str) -> int:
        return len(list(client.hosting.numbers(first, **filters)))

    assert orders() == [first, second]
    assert orders(service_plan_id="plan-1", campaign_id="campaign", region="US", type="IMPORT") == [first]
    assert sorted(orders(states=["COMPLETED"], order_by="updatedTime")) == [first, second]
    assert orders(states=["SUBMITTED"]) == orders(type="TYPE_TEXT_ENABLE") == orders(region="CA") == []
    assert numbers(platform_provisioning_state="DONE", campaign_provisioning_state="DONE") == 1
    assert numbers(order_by="updatedTime") == 1
    assert numbers(osr_update_state="DONE") == numbers(campaign_provisioning_state="FAILED") == 0


def test_refusals(client: Numbers, foreign: Iterator[str]) -> None:
    number = next(foreign)
    client.hosting.import_numbers("US", [number], "plan")

    with pytest.raises(Conflict, match="already exists") as twice:
        client.hosting.import_numbers("US", [number], "plan")
    with pytest.raises(NotFound) as unknown:
        client.hosting.get("01k9c4q2w8e7r6t5y4x3z2a1bc")

    assert twice.value.verdict is Verdict.NOT_DONE
    assert unknown.value.verdict is None
