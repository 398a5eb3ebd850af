"""`numberbank regions`."""

import click

from numberbank.cli.client_session import session
from numberbank.cli.options import TYPES
from numberbank.cli.output import output_option, print_all
from numberbank.cli.views import REGION


@click.command(epilog="Example: numberbank regions --type TOLL_FREE")
@click.option(
    "--type",
    "types",
    type=click.Choice(TYPES),
    multiple=True,
    help="Only regions with numbers of this type; may be repeated.",
)
@output_option
def regions(types: tuple[str, ...], output: str) -> None:
    """List regions that have numbers on offer."""
    with session() as numbers:
        print_all(output, REGION, numbers.regions(types))
