"""`numberbank imported qualified`: proving that numbers are one's own."""

import click

from numberbank.cli.billable import confirm, yes_option
from numberbank.cli.client_session import session
from numberbank.cli.commands.text_enabling import add_text_enabling
from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.cli.options import region_option
from numberbank.cli.output import output_option, print_all, print_one
from numberbank.cli.views_imported import QUALIFIED_NUMBER

_LISTED = "`numberbank imported qualified list` shows those of the project."


@click.group(epilog="Example: numberbank imported qualified add +12085550142 +12085550143")
def qualified() -> None:
    """Prove that numbers are yours and can be hosted.

    Add them, have them called, verify the code that is read, and then text-enable them.
    """


@qualified.command("list", epilog="Example: numberbank imported qualified list --region US")
@click.option("--state", "states", multiple=True, help="Only numbers in this state; may be repeated.")
@region_option()
@output_option
def list_(states: tuple[str, ...], region: str | None, output: str) -> None:
    """List the project's qualified numbers."""
    with session() as client:
        print_all(output, QUALIFIED_NUMBER, client.qualified.list(states=states, region=region))


@qualified.command(epilog="Example: numberbank imported qualified add +12085550142 +12085550143")
@click.argument("numbers", nargs=-1, required=True)
@output_option
def add(numbers: tuple[str, ...], output: str) -> None:
    """Have it checked whether NUMBERS can be hosted. One that is there already stays as it is."""
    with session() as client:
        print_all(output, QUALIFIED_NUMBER, client.qualified.add(numbers))


@qualified.command(epilog="Example: numberbank imported qualified get +12085550142")
@click.argument("number")
@output_option
def get(number: str, output: str) -> None:
    """Show how far NUMBER has come."""
    with session(when_missing=_LISTED) as client:
        print_one(output, QUALIFIED_NUMBER, client.qualified.get(number))


@qualified.command(epilog="Example: numberbank imported qualified delete +12085550142 --yes")
@click.argument("number")
@yes_option
def delete(number: str, yes: bool) -> None:
    """Take NUMBER off the list. Asks first, since its proof is lost."""
    confirm(f"The proof that {number} is yours will be lost.", yes=yes)
    with session(when_missing=_LISTED) as client:
        client.qualified.delete(number)
        click.echo(f"{number} is deleted.")


@qualified.command("call", epilog="Example: numberbank imported qualified call +12085550142")
@click.argument("number")
@output_option
def call(number: str, output: str) -> None:
    """Have NUMBER called: whoever answers is read a code."""
    with session(when_missing=_LISTED) as client:
        print_one(output, QUALIFIED_NUMBER, client.qualified.send_voice_challenge(number))


@qualified.command(epilog="Example: numberbank imported qualified verify +12085550142 1234")
@click.argument("number")
@click.argument("code")
@output_option
def verify(number: str, code: str, output: str) -> None:
    """Prove with the CODE of the call that NUMBER is yours. Exit code 5 when the code is wrong or too old."""
    with session(when_missing=_LISTED) as client:
        found = client.qualified.verify_voice_challenge(number, code)
    print_one(output, QUALIFIED_NUMBER, found)
    if found.global_process_state.removeprefix("GLOBAL_PROCESS_STATE_") != "VERIFIED":
        raise Failure(ExitCode.REFUSED, "the code is wrong or too old", "`imported qualified call` has a new one read.")


add_text_enabling(qualified, "imported qualified", lambda client: client.qualified)
