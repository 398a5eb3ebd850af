"""`numberbank release`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from numberbank.cli.billable import confirm, dry_run_option, yes_option
from numberbank.cli.client_session import session
from numberbank.cli.commands.held_numbers import LISTED
from numberbank.cli.output import View, output_option, print_results
from numberbank.cli.several import do_each
from numberbank.cli.views import HELD_NUMBER

if TYPE_CHECKING:
    from numberbank.client.models.numbers import ActiveNumber

_RELEASED = View(HELD_NUMBER.fields, ("phoneNumber", "displayName", "expireAt"))


@click.command(epilog="Example: numberbank release +15005550000 --yes")
@click.argument("numbers", nargs=-1, required=True)
@yes_option
@dry_run_option
@output_option
def release(numbers: tuple[str, ...], yes: bool, dry_run: bool, output: str) -> None:
    """Give NUMBERS up: they can be used until their paid period ends, and are lost then. Asks first."""
    what = numbers[0] if len(numbers) == 1 else f"{len(numbers)} numbers"
    confirm(f"Releasing {what}: usable until the end of the paid period, and lost then.", yes=yes or dry_run)
    released: list[ActiveNumber] = []
    with session(dry_run=dry_run) as client:
        try:
            do_each("Releasing", numbers, lambda number: released.append(client.release(number)), LISTED)
        finally:
            if released:
                print_results(output, _RELEASED, released)
