"""`numberbank journal`: what became of calls that cost money."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from numberbank.cli.client_session import session
from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.cli.output import View, output_option, print_all
from numberbank.cli.wording import counted

if TYPE_CHECKING:
    from numberbank.client.intents import Intent
    from numberbank.client.settlement import Settled

_INTENT = View(
    {
        "intentId": "intent",
        "begun": "begun",
        "call": "call",
        "number": "number",
        "resource": "made or changed",
        "state": "state",
        "detail": "detail",
    },
    ("intentId", "begun", "call", "number", "resource", "state", "detail"),
)
_SETTLED = View(
    {name: heading for name, heading in _INTENT.fields.items() if name != "begun"},
    [name for name in _INTENT.columns if name != "begun"],
)


@click.group(epilog="Example: numberbank journal resolve")
def journal() -> None:
    """See what became of calls that cost money, also when a program was killed in the middle of one.

    The journal is a file of this user on this machine. What is settled is kept for 30 days.
    """


@journal.command("list", epilog="Example: numberbank journal list --state open")
@click.option("--state", type=click.Choice(["open", "settled"]), help="Only those that ended neither way, or that did.")
@output_option
def list_(state: str | None, output: str) -> None:
    """List the calls of this project, oldest first.

    Each is DONE, NOT_DONE, or still open: SENDING, UNCERTAIN, UNKNOWN.
    """
    with session() as numbers:
        is_open = {intent.id for intent in numbers.journal.open()}
        intents = [
            intent
            for intent in numbers.journal.intents()
            if state is None or (intent.id in is_open) == (state == "open")
        ]
        print_all(output, _INTENT, map(_record, intents))


@journal.command(epilog="Example: numberbank journal resolve")
@output_option
def resolve(output: str) -> None:
    """Find out what became of open calls. Reads only: nothing is carried out or repeated.

    A call that a server may still be busy with is waited for, a minute or two. Exit code 9 when one stays unknown.
    """
    with session() as numbers:
        count = len(numbers.journal.open())
        if count:
            click.echo(f"Finding out about {counted(count, 'call')}. This may take some minutes.", err=True)
        found = numbers.journal.resolve()
        print_all(output, _SETTLED, map(_settled, (*found.done, *found.not_done, *found.unknown)))
        if found.unknown:
            raise Failure(
                ExitCode.UNKNOWN,
                f"{counted(len(found.unknown), 'call')} cannot be told yet",
                "Look at the project yourself, or run this again later.",
            )


def _record(intent: Intent) -> dict[str, str]:
    begun = datetime.fromtimestamp(intent.begun_at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {
        "intentId": intent.id,
        "begun": begun,
        "call": intent.kind,
        "number": intent.number,
        "resource": intent.resource,
        "state": intent.state,
        "detail": intent.detail,
    }


def _settled(settled: Settled) -> dict[str, str]:
    return {
        "intentId": settled.intent_id,
        "call": settled.kind,
        "number": settled.number,
        "resource": settled.resource,
        "state": settled.state,
        "detail": settled.detail,
    }
