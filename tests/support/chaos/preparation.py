"""What must be there before calls can be about it; made without faults and without the client."""

from support.client_project import Project
from support.sdk import operator


def rent_any(project: Project, pattern: str) -> str:
    wish = {"regionCode": "US", "type": "LOCAL", "numberPattern": {"pattern": pattern}}
    rented = project.api.post(project.path("/availableNumbers:rentAny"), json=wish).raise_for_status()
    return str(rented.json()["phoneNumber"])


def order_any(project: Project, pattern: str) -> str:
    """The id of an order that can be submitted."""
    option = {"requestedQuantity": 1, "numberPattern": {"pattern": pattern}}
    wish = {"regionCode": "US", "numberType": "LOCAL", "quantityOrderOption": option}
    ordered = project.api.post(project.path("/numberOrders:createNumberOrder"), json=wish).raise_for_status()
    return str(ordered.json()["idNumberOrder"])


def verify(project: Project, numbers: list[str]) -> list[str]:
    """The same numbers, found eligible and known to be the project's."""
    path = f"/imported{project.path('/qualifiedNumbers:addNumbers')}"
    for start in range(0, len(numbers), 100):
        project.api.post(path, json={"phoneNumbers": numbers[start : start + 100]}).raise_for_status()
    project.advance("PT1M")
    with operator(project.url) as api:
        for number in numbers:
            for step in ("receiveInvoices", "acceptInvoices"):
                path = f"/projects/{project.id}/qualifiedNumbers/{number}:{step}"
                api.post(path, json={}).raise_for_status()
    return numbers
