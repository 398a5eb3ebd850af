"""`numberbank search` and `numberbank check`: numbers on offer."""

import click

from numberbank.cli.client_session import session
from numberbank.cli.options import matching_options, region_option, type_option
from numberbank.cli.output import output_option, print_all, print_one
from numberbank.cli.views import OFFERED_NUMBER


@click.command(epilog="Example: numberbank search --region US --type LOCAL --pattern +1201 --size 5")
@region_option(required=True)
@type_option(required=True)
@matching_options
@click.option("--size", type=click.IntRange(min=1), default=10, show_default=True, help="How many at most.")
@output_option
def search(
    region: str,
    type_: str,
    pattern: str | None,
    search_pattern: str | None,
    capabilities: tuple[str, ...],
    size: int,
    output: str,
) -> None:
    """Search numbers on offer, with their prices. They come in no order."""
    with session() as numbers:
        found = numbers.search(
            region, type_, pattern=pattern, search_pattern=search_pattern, capabilities=capabilities, size=size
        )
        print_all(output, OFFERED_NUMBER, found)


@click.command(epilog="Example: numberbank check +15005550000")
@click.argument("number")
@output_option
def check(number: str, output: str) -> None:
    """Say whether NUMBER is on offer, and at what price; exit code 4 when it is not."""
    with session(when_missing="Others are found with `numberbank search`.") as numbers:
        print_one(output, OFFERED_NUMBER, numbers.check(number))
