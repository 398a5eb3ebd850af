"""`numberbank reviews`: number orders of all projects, for those who review them."""

import json
from pathlib import Path
from typing import Any

import click

from numberbank.cli.operator import call_operator, fetch_operator

_STATES = ["CREATED", "IN_REVIEW", "BLOCKED", "COMPLETED", "REJECTED", "EXPIRED"]


@click.group(epilog="Example: numberbank reviews list --state IN_REVIEW")
def reviews() -> None:
    """Review number orders."""


@reviews.command("list", epilog="Example: numberbank reviews list --state IN_REVIEW")
@click.option("--state", type=click.Choice(_STATES), help="Only orders in this state.")
@click.option("--project", "project_id", help="Only orders of this project.")
def list_(state: str | None, project_id: str | None) -> None:
    """List orders, oldest first."""
    filters = {"state": state, "projectId": project_id}
    token = ""
    while True:
        params = {"pageToken": token} | {name: value for name, value in filters.items() if value}
        page = call_operator("GET", "/numberOrders", params=params)
        for order in page["numberOrders"]:
            click.echo(_line(order))
        token = page["nextPageToken"]
        if not token:
            return


@reviews.command(epilog="Example: numberbank reviews show ORDER_ID")
@click.argument("order_id")
def show(order_id: str) -> None:
    """Show an order with its registration, documents and messages."""
    answer = call_operator("GET", f"/numberOrders/{order_id}")
    order, registration = answer["order"], answer["registration"]
    click.echo(_line(order))
    click.echo(f"numbers: {', '.join(each['phoneNumber'] for each in order['orderNumbers'])}")
    click.echo(f"reserved until: {order['expireTime'] or '-'}")
    click.echo(json.dumps(registration["requestDetails"], indent=2, ensure_ascii=False))
    for attachment in registration["attachments"]:
        kind = f", {attachment['documentType']}" if "documentType" in attachment else ""
        click.echo(f"document {attachment['attachmentId']}: {attachment['fileName']} ({attachment['mimeType']}{kind})")
    for attachment_id in answer["missingAttachments"]:
        click.echo(f"document {attachment_id}: not uploaded")
    for entry in registration["logs"]:
        click.echo(f"{entry['createTime']}  {entry['message']}")
    if answer["purgeTime"]:
        click.echo(f"registration data and documents were deleted at {answer['purgeTime']}")


@reviews.command(epilog="Example: numberbank reviews approve ORDER_ID")
@click.argument("order_id")
def approve(order_id: str) -> None:
    """Complete an order that is in review: its numbers become active and are charged."""
    _decide(order_id, "approve", "")


@reviews.command(epilog='Example: numberbank reviews block ORDER_ID --message "Please send a local contact number."')
@click.argument("order_id")
@click.option("--message", required=True, help="What the customer is to mend.")
def block(order_id: str, message: str) -> None:
    """Give an order back to its customer, who can mend it and submit it again."""
    _decide(order_id, "block", message)


@reviews.command(epilog='Example: numberbank reviews reject ORDER_ID --message "Not allowed in this country."')
@click.argument("order_id")
@click.option("--message", required=True, help="Why the customer cannot have the numbers.")
def reject(order_id: str, message: str) -> None:
    """Refuse an order for good: its numbers are available again."""
    _decide(order_id, "reject", message)


@reviews.command(epilog="Example: numberbank reviews attachment ORDER_ID letter-of-authority --output letter.pdf")
@click.argument("order_id")
@click.argument("attachment_id")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
def attachment(order_id: str, attachment_id: str, output: Path) -> None:
    """Write a document of an order to a file."""
    if output.exists():
        raise click.UsageError(f"{output} exists already: name another file")
    content = fetch_operator(f"/numberOrders/{order_id}/attachments/{attachment_id}")
    output.touch(mode=0o600)
    output.write_bytes(content)
    click.echo(f"Wrote {len(content):,} bytes to {output}")


def _decide(order_id: str, verdict: str, message: str) -> None:
    answer = call_operator("POST", f"/numberOrders/{order_id}:{verdict}", json={"message": message})
    click.echo(f"Order {order_id} is {answer['order']['state']}")


def _line(order: dict[str, Any]) -> str:
    numbers = [each["phoneNumber"] for each in order["orderNumbers"]]
    more = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
    return (
        f"{order['idNumberOrder']}  {order['createTime']:<27}  {order['state']:<9}  {order['projectId']}  "
        f"{order['regionCode']} {order['numberType']}  {numbers[0]}{more}"
    )
