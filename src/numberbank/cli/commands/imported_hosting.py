"""`numberbank imported hosting`: hosting orders of the project."""

import click

from numberbank.cli.client_session import session
from numberbank.cli.commands.text_enabling import add_text_enabling, confirm_order, order_options
from numberbank.cli.options import region_option
from numberbank.cli.output import output_option, print_all, print_one
from numberbank.cli.views_imported import HOSTED_NUMBER, HOSTING_ORDER, HOSTING_REPORT

_LISTED = "`numberbank imported hosting list` shows those of the project."


@click.group(epilog="Example: numberbank imported hosting list")
def hosting() -> None:
    """Orders that bring the SMS of numbers here."""


@hosting.command("list", epilog="Example: numberbank imported hosting list --state IN_PROGRESS")
@click.option("--state", "states", multiple=True, help="Only orders in this state; may be repeated.")
@click.option("--type", "type_", help="Only orders of this type, as TYPE_TEXT_ENABLE.")
@click.option("--service-plan", "service_plan_id", metavar="ID", help="Only those of this service plan.")
@click.option("--campaign", "campaign_id", metavar="ID", help="Only those of this campaign.")
@region_option()
@output_option
def list_(
    states: tuple[str, ...],
    type_: str | None,
    service_plan_id: str | None,
    campaign_id: str | None,
    region: str | None,
    output: str,
) -> None:
    """List the project's hosting orders."""
    with session() as client:
        found = client.hosting.list(
            states=states, type=type_, service_plan_id=service_plan_id, campaign_id=campaign_id, region=region
        )
        print_all(output, HOSTING_ORDER, found)


@hosting.command(epilog="Example: numberbank imported hosting get ORDER_ID")
@click.argument("order_id")
@output_option
def get(order_id: str, output: str) -> None:
    """Show a hosting order."""
    with session(when_missing=_LISTED) as client:
        print_one(output, HOSTING_ORDER, client.hosting.get(order_id))


@hosting.command(epilog="Example: numberbank imported hosting report ORDER_ID")
@click.argument("order_id")
@output_option
def report(order_id: str, output: str) -> None:
    """Count how far the numbers of an order have come."""
    with session(when_missing=_LISTED) as client:
        print_one(output, HOSTING_REPORT, client.hosting.report(order_id))


@hosting.command(epilog="Example: numberbank imported hosting numbers ORDER_ID")
@click.argument("order_id")
@output_option
def numbers(order_id: str, output: str) -> None:
    """List the numbers of an order with their state."""
    with session(when_missing=_LISTED) as client:
        print_all(output, HOSTED_NUMBER, client.hosting.numbers(order_id))


@hosting.command(epilog="Example: numberbank imported hosting number ORDER_ID +12085550142")
@click.argument("order_id")
@click.argument("number")
@output_option
def number(order_id: str, number: str, output: str) -> None:
    """Show how far one NUMBER of an order has come."""
    with session(when_missing=_LISTED) as client:
        print_one(output, HOSTED_NUMBER, client.hosting.number(order_id, number))


@hosting.command(
    "import",
    epilog="Example: numberbank imported hosting import +12085550142 +12085550143 --region US "
    "--service-plan my-plan --yes",
)
@click.option("--campaign", "campaign_id", metavar="ID", help="10DLC campaign.")
@click.option("--migrate-tmo", is_flag=True, default=None, help="Take numbers over that T-Mobile has elsewhere.")
@order_options
def import_(
    numbers: tuple[str, ...],
    region: str,
    service_plan_id: str,
    campaign_id: str | None,
    migrate_tmo: bool | None,
    display_name: str | None,
    callback_url: str | None,
    yes: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Import several NUMBERS by one order.

    Up to 5 that have an NNID of their own; your account may allow more. Asks first.
    """
    confirm_order(numbers, yes=yes or dry_run)
    with session(dry_run=dry_run) as client:
        order = client.hosting.import_numbers(
            region,
            numbers,
            service_plan_id,
            campaign_id=campaign_id,
            migrate_to_sinch_tmo=migrate_tmo,
            display_name=display_name,
            callback_url=callback_url,
        )
        print_one(output, HOSTING_ORDER, order)


add_text_enabling(hosting, "imported hosting", lambda client: client.hosting)
