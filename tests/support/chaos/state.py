"""What there is on the server when all is over."""

from dataclasses import dataclass
from typing import Any

from support.client_project import Project
from support.pages import all_items
from support.sdk import operator


@dataclass(frozen=True)
class ServerState:
    """Numbers and orders as the wire has them."""

    numbers: list[dict[str, Any]]
    """rented, or through an order"""
    orders: list[dict[str, Any]]
    imported: list[str]
    """by themselves, not through a hosting order"""
    hosting_orders: list[str]
    charged: list[str]
    """the number of each setup charge"""


def read_state(project: Project) -> ServerState:
    """Two minutes later: by then orders that were submitted are completed, and their numbers charged."""
    project.advance("PT2M")
    hosting = [order["hostingOrderId"] for order in project.imported("/hostingOrders", "hostingOrders")]
    hosted = {
        number["phoneNumber"]
        for order in hosting
        for number in project.imported(f"/hostingOrders/{order}/numbers", "numbers")
    }
    imported = [number["phoneNumber"] for number in project.imported("/importedNumbers", "importedNumbers")]
    with operator(project.url) as api:
        # Nobody else can list them.
        orders = all_items(api, "/numberOrders", "numberOrders", projectId=project.id)
    return ServerState(
        numbers=project.numbers(),
        orders=orders,
        imported=[number for number in imported if number not in hosted],
        hosting_orders=hosting,
        charged=project.charged(),
    )
