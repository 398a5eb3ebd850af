"""Losing the answers of the API of imported numbers; each number is used once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.client_project import Project, open_client

from numberbank.client import Numbers, Patience, SmsLink

PATIENCE = Patience(connect=2, answer=1, server=1.5, first_pause=0.02, longest_pause=3)


@pytest.fixture
def client(project: Project, tmp_path: Path) -> Iterator[Numbers]:
    with open_client(project, tmp_path / "journal", PATIENCE) as client:
        assert list(client.imported.list()) == []
        yield client


def test_a_server_that_keeps_keys_tells_what_became_of_an_import(project: Project, client: Numbers) -> None:
    project.fault(method="POST", path="*/importedNumbers", when="after_commit", effect="drop", times=PATIENCE.attempts)

    imported = client.imported.add("+12087040001", "US", SmsLink("plan"))

    assert imported.phone_number == "+12087040001"
    assert [intent.state for intent in client.journal.intents()] == ["DONE"]


def test_hosting_orders_of_different_numbers_are_told_apart(project: Project, tmp_path: Path) -> None:
    """By their numbers: neither a key nor a marker, and the answers to both lost at the same time."""
    wishes = [["+12087040011", "+12087040012"], ["+12087040013"]]
    project.fault(method="POST", path="*:importNumbers", when="after_commit", effect="delay", seconds=1.5, times=2)
    with (
        open_client(project, tmp_path / "journal", PATIENCE, idempotency_keys=False) as client,
        ThreadPoolExecutor(2) as threads,
    ):
        orders = list(threads.map(lambda numbers: client.hosting.import_numbers("US", numbers, "plan"), wishes))
        hosted = [
            [number.phone_number for number in client.hosting.numbers(order.hosting_order_id)] for order in orders
        ]

    assert hosted == wishes
    assert len(project.imported("/hostingOrders", "hostingOrders")) == 2
