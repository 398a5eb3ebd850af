"""What must be there before calls can be about it; made without faults and without the client."""

from support.client_project import Project


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
