"""`numberbank emergency`: addresses that help is sent to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from numberbank.cli.billable import confirm, dry_run_option, yes_option
from numberbank.cli.client_session import session
from numberbank.cli.commands.held_numbers import LISTED
from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.cli.output import output_option, print_all, print_one
from numberbank.cli.views import ADDRESS, ADDRESS_VALIDATION

if TYPE_CHECKING:
    from numberbank.client import Address

_EXAMPLE = (
    '+12025550100 --name "Head office" --street-number 3500 '
    '--street "Lenox Rd NE" --city Atlanta --state GA --postal-code 30326'
)


@click.group(epilog="Example: numberbank emergency get +12025550100")
def emergency() -> None:
    """Addresses that emergency calls from US and Canadian numbers are sent to."""


def _address_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--plus-four", default="", help="Last four digits of a ZIP+4."),
        click.option("--postal-code", required=True, help="ZIP code or Canadian postal code."),
        click.option("--state", required=True, help="State or province, as GA."),
        click.option("--city", required=True),
        click.option("--location", default="", help="Floor, flat or the like."),
        click.option("--street", required=True, help="Street without the number."),
        click.option("--street-number", required=True, help="House number."),
        click.option("--name", "display_name", required=True, help="Who is to be found there."),
    ):
        command = option(command)
    return command


def _address(street_number: str, street: str, location: str, city: str, state: str, code: str, four: str) -> Address:
    from numberbank.client import Address

    return Address(street_number, street, city, state, code, location, four)


@emergency.command(epilog="Example: numberbank emergency get +12025550100")
@click.argument("number")
@output_option
def get(number: str, output: str) -> None:
    """Show the address of NUMBER."""
    with session(when_missing="`numberbank emergency provision` gives it one.") as numbers:
        print_one(output, ADDRESS, numbers.emergency_addresses.get(number))


@emergency.command(epilog=f"Example: numberbank emergency validate {_EXAMPLE}")
@click.argument("number")
@_address_options
@output_option
def validate(
    number: str,
    display_name: str,
    street_number: str,
    street: str,
    location: str,
    city: str,
    state: str,
    postal_code: str,
    plus_four: str,
    output: str,
) -> None:
    """Check an address for NUMBER, and change nothing. Exit code 5 when it is none (NO_MATCH)."""
    address = _address(street_number, street, location, city, state, postal_code, plus_four)
    with session(when_missing=LISTED) as numbers:
        found = numbers.emergency_addresses.validate(number, display_name, address)
    print_one(output, ADDRESS_VALIDATION, found)
    if output == "table" and found.candidate_addresses:
        click.echo("\nIt may be one of these:")
        print_all(output, ADDRESS, found.candidate_addresses)
    if found.validation_result == "NO_MATCH":
        raise Failure(ExitCode.REFUSED, "this is no address that help can be sent to", "Mend it as the message says.")


@emergency.command(epilog=f"Example: numberbank emergency provision {_EXAMPLE}")
@click.argument("number")
@_address_options
@dry_run_option
@output_option
def provision(
    number: str,
    display_name: str,
    street_number: str,
    street: str,
    location: str,
    city: str,
    state: str,
    postal_code: str,
    plus_four: str,
    dry_run: bool,
    output: str,
) -> None:
    """Set the address of NUMBER. Shows it in the form in which it was stored."""
    address = _address(street_number, street, location, city, state, postal_code, plus_four)
    with session(dry_run=dry_run, when_missing=LISTED) as numbers:
        print_one(output, ADDRESS, numbers.emergency_addresses.provision(number, display_name, address))


@emergency.command(epilog="Example: numberbank emergency deprovision +12025550100 --yes")
@click.argument("number")
@yes_option
@dry_run_option
def deprovision(number: str, yes: bool, dry_run: bool) -> None:
    """Remove the address of NUMBER. Asks first."""
    confirm(f"Nobody will know where help is to be sent when {number} calls for it.", yes=yes or dry_run)
    with session(dry_run=dry_run, when_missing=LISTED) as numbers:
        numbers.emergency_addresses.deprovision(number)
        click.echo(f"{number} has no emergency address.")
