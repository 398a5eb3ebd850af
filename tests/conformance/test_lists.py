"""Lists and their pages: the same for each client."""

from collections.abc import Iterator
from typing import Any

import pytest
from support.credentials import Credentials
from support.drivers.protocol import Driver, Opened
from support.programs import Sandbox
from support.sandbox_projects import SandboxProject, sandbox_project

MANY = 130
"""more than a page has when nobody says how many"""


@pytest.fixture(scope="module")
def project(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project


@pytest.fixture(scope="module")
def rented(project: SandboxProject) -> list[str]:
    """Many numbers, in the order of the list."""
    return sorted(project.rent_any()["phoneNumber"] for _ in range(MANY))


@pytest.fixture(scope="module")
def many(project: SandboxProject, opened: Opened) -> Iterator[Driver]:
    """A client of the project that has them."""
    with opened(Credentials(project.url, project.id, *project.auth)) as driver:
        yield driver


@pytest.mark.parametrize("page_size", [60, None])
def test_the_list_goes_through_all_pages(many: Driver, rented: list[str], page_size: int | None) -> None:
    assert [number.phone_number for number in many.list(page_size=page_size)] == rented


def test_pages_are_turned_one_by_one(many: Driver, rented: list[str]) -> None:
    pages = [many.page(page_size=30)]
    while pages[-1].next_token:
        pages.append(many.page(pages[-1].next_token, page_size=30))

    assert [len(page.numbers) for page in pages] == [30, 30, 30, 30, 10]
    assert [page.total for page in pages] == [MANY] * 5
    assert [number for page in pages for number in page.numbers] == rented


def test_list_takes_every_filter(many: Driver, rented: list[str]) -> None:
    area = rented[0][:5]
    filters: dict[str, Any] = {
        "region": "US",
        "type": "LOCAL",
        "pattern": area,
        "search_pattern": "START",
        "capabilities": ["SMS", "VOICE"],
        "order_by": "phoneNumber",
    }

    expected = [number for number in rented if number.startswith(area)]
    assert [number.phone_number for number in many.list(page_size=2, **filters)] == expected
    assert many.page(page_size=2, **filters).total == len(expected)


@pytest.mark.parametrize(
    "filter_",
    [
        {"region": "GB"},
        {"type": "TOLL_FREE"},
        {"pattern": "1201", "search_pattern": "START"},
        {"pattern": "+1", "search_pattern": "END"},
    ],
    ids=lambda filter_: "-".join(filter_.values()),
)
def test_a_filter_that_nothing_meets_gives_an_empty_page(many: Driver, filter_: dict[str, str]) -> None:
    page = many.page(**filter_)

    assert (page.numbers, page.total, page.next_token) == ([], 0, "")


def test_order_by_display_name(driver: Driver) -> None:
    for name in ("Rome", "Oslo", "Bonn"):
        driver.update(driver.rent_any().phone_number, display_name=name)

    listed = driver.list(order_by="displayName", page_size=1)

    assert [number.display_name for number in listed] == ["Bonn", "Oslo", "Rome"]
