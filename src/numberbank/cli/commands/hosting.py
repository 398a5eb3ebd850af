"""`numberbank hosting`: hosting orders, for the operator."""

from urllib.parse import quote

import click

from numberbank.cli.operator import call_operator


@click.group(epilog="Example: numberbank hosting list PROJECT_ID")
def hosting() -> None:
    """List, sign and reject hosting orders, and report what became of registry entries."""


@hosting.command("list", epilog="Example: numberbank hosting list PROJECT_ID --state WAITING_FOR_LOA_SIGNATURE")
@click.argument("project_id")
@click.option("--state", help="Only orders in this state.")
def list_(project_id: str, state: str | None) -> None:
    """List a project's hosting orders, the oldest first."""
    path = f"/projects/{quote(project_id, safe='')}/hostingOrders"
    for order in call_operator("GET", path, params={"states": state} if state else None)["hostingOrders"]:
        click.echo(
            f"{order['hostingOrderId']}  {order['createdTime']:<27}  {order['type']:<16}  {order['state']:<25}  "
            f"{order['displayName']}".rstrip()
        )


@hosting.command(epilog="Example: numberbank hosting sign ORDER_ID")
@click.argument("order_id")
def sign(order_id: str) -> None:
    """Take the letter of an order as signed: it came by another way than the link in the mail."""
    call_operator("POST", f"/hostingOrders/{quote(order_id, safe='')}:sign")
    click.echo(f"Order {order_id} is in progress.")


@hosting.command(epilog='Example: numberbank hosting reject ORDER_ID --reason "No such business"')
@click.argument("order_id")
@click.option("--reason", default="", help="For the customer to read.")
def reject(order_id: str, reason: str) -> None:
    """Reject an order whose work has not begun, and let its numbers go."""
    call_operator("POST", f"/hostingOrders/{quote(order_id, safe='')}:reject", json={"reason": reason})
    click.echo(f"Order {order_id} is rejected.")


@hosting.command("complete-osr", epilog="Example: numberbank hosting complete-osr ORDER_ID +12085550142")
@click.argument("order_id")
@click.argument("number")
@click.option("--failed", "error_code", metavar="CODE", help="It could not be done: an error code, as INVALID_NNID.")
def complete_osr(order_id: str, number: str, error_code: str | None) -> None:
    """Report that the registry's entry of a number was changed by hand, or could not be."""
    path = f"/hostingOrders/{quote(order_id, safe='')}/numbers/{quote(number)}:completeOsrUpdate"
    status = "FAILED" if error_code else "SUCCEEDED"
    call_operator("POST", path, json={"status": status, "errorCode": error_code})
    click.echo(f"The registry's entry of {number} {'could not be changed' if error_code else 'is changed'}.")


@hosting.command(epilog="Example: numberbank hosting terms PROJECT_ID --import-limit 50 --blanket-loa")
@click.argument("project_id")
@click.option("--import-limit", type=click.IntRange(0, 500), help="How many numbers one order may import.")
@click.option("--blanket-loa/--no-blanket-loa", default=None, help="Whether a blanket letter is on file.")
def terms(project_id: str, import_limit: int | None, blanket_loa: bool | None) -> None:
    """Set what a project may order, and show it."""
    project = call_operator(
        "PATCH",
        f"/projects/{quote(project_id, safe='')}",
        json={"importLimit": import_limit, "blanketLoa": blanket_loa},
    )
    letter = "on file" if project["blanketLoa"] else "not on file"
    click.echo(f"{project_id}: imports of {project['importLimit']} numbers, blanket letter {letter}")
