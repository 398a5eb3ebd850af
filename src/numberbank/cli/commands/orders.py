"""`numberbank orders`: number orders of the project."""

import click

from numberbank.cli.billable import confirm, dry_run_option, yes_option
from numberbank.cli.client_session import session
from numberbank.cli.commands.order_documents import KEPT, attachments, registration
from numberbank.cli.options import link_options, matching_options, region_option, sms_link, type_option, voice_link
from numberbank.cli.output import output_option, print_all, print_json, print_one
from numberbank.cli.prices import NONE_FIT, price_of_all, price_of_one_that_fits
from numberbank.cli.views import ORDER, ORDERED_NUMBER
from numberbank.cli.wording import counted


@click.group(epilog="Example: numberbank orders requirements --region AU --type MOBILE")
def orders() -> None:
    """Order numbers of countries that ask who you are: create, register, attach documents, submit.

    The API has no list of orders: keep the id that `create` prints. `numberbank journal list` has those that were made
    from this machine.
    """


orders.add_command(registration)
orders.add_command(attachments)


@orders.command(epilog="Example: numberbank orders requirements --region AU --type MOBILE")
@region_option(required=True)
@type_option(required=True)
def requirements(region: str, type_: str) -> None:
    """Print as JSON what must be filled in and attached.

    Exit code 4 where nothing is asked.
    Each of `fields.rules` has in `template` the JSON Schema of one entry of the list `data` of the registration.
    """
    with session(when_missing="Nothing is asked there: create an order and submit it.") as client:
        print_json(client.orders.requirements(region, type_))


@orders.command(epilog="Example: numberbank orders create --region AU --type MOBILE --quantity 2 --yes")
@click.argument("number", required=False)
@region_option(required=True)
@type_option(required=True)
@click.option("--quantity", type=click.IntRange(1, 100), help="How many numbers, instead of NUMBER.")
@matching_options
@click.option("--sequential", is_flag=True, default=None, help="They must follow each other.")
@link_options
@yes_option
@dry_run_option
@output_option
def create(
    number: str | None,
    region: str,
    type_: str,
    quantity: int | None,
    pattern: str | None,
    search_pattern: str | None,
    capabilities: tuple[str, ...],
    sequential: bool | None,
    service_plan_id: str | None,
    campaign_id: str | None,
    voice_app: str | None,
    voice_trunk: str | None,
    voice_fax: str | None,
    callback_url: str | None,
    yes: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Order NUMBER, or --quantity numbers that fit. They are reserved, and cost money when the order completes."""
    if (number is None) == (quantity is None):
        raise click.UsageError("give either a NUMBER or --quantity")
    if number is not None and (pattern or search_pattern or capabilities or sequential):
        raise click.UsageError("--pattern, --search-pattern, --capability and --sequential go with --quantity")
    sms, voice = sms_link(service_plan_id, campaign_id), voice_link(voice_app, voice_trunk, voice_fax)
    with session(dry_run=dry_run, when_missing=NONE_FIT) as client:
        if not (yes or dry_run):
            if number is not None:
                price = price_of_all([client.check(number)])
            else:
                price = price_of_one_that_fits(client, region, type_, pattern, search_pattern, capabilities)
            confirm(f"Numbers are reserved now; when the order completes, each costs {price}.", yes=False)
        if number is not None:
            order = client.orders.create(region, type_, number, sms=sms, voice=voice, callback_url=callback_url)
        else:
            assert quantity is not None
            order = client.orders.create_quantity(
                region,
                type_,
                quantity,
                pattern=pattern,
                search_pattern=search_pattern,
                sequential=sequential,
                capabilities=capabilities,
                sms=sms,
                voice=voice,
                callback_url=callback_url,
            )
        print_one(output, ORDER, order)


@orders.command(epilog="Example: numberbank orders get ORDER_ID")
@click.argument("order_id")
@output_option
def get(order_id: str, output: str) -> None:
    """Show an order."""
    with session(when_missing=KEPT) as client:
        print_one(output, ORDER, client.orders.get(order_id))


@orders.command(epilog="Example: numberbank orders numbers ORDER_ID")
@click.argument("order_id")
@output_option
def numbers(order_id: str, output: str) -> None:
    """List the numbers of an order with their prices."""
    with session(when_missing=KEPT) as client:
        print_all(output, ORDERED_NUMBER, client.orders.get(order_id).order_numbers)


@orders.command(epilog="Example: numberbank orders submit ORDER_ID --yes")
@click.argument("order_id")
@yes_option
@dry_run_option
@output_option
def submit(order_id: str, yes: bool, dry_run: bool, output: str) -> None:
    """Hand an order in. When its review ends well, its numbers are the project's and cost money: asks first."""
    with session(dry_run=dry_run, when_missing=KEPT) as client:
        if not (yes or dry_run):
            ordered = client.orders.get(order_id).order_numbers
            price = price_of_all([each.number_price for each in ordered if each.number_price])
            confirm(f"When the order completes, {counted(len(ordered), 'number')} cost {price}.", yes=False)
        print_one(output, ORDER, client.orders.submit(order_id))
