"""The program `numberbank`. Command modules are loaded when they are needed, so that it answers at once."""

import importlib
import os
from dataclasses import dataclass

import click
from click.shell_completion import CompletionItem

from numberbank import __version__
from numberbank.cli.exit_codes import ExitCode, Failure


@dataclass(frozen=True, slots=True)
class _Entry:
    """A command that is not loaded yet: its module in numberbank.cli.commands, its name there, and what it does."""

    module: str
    attribute: str
    help: str


SECTIONS: dict[str, dict[str, _Entry]] = {
    "Numbers": {
        "regions": _Entry("regions", "regions", "List regions that have numbers on offer."),
        "search": _Entry("search", "search", "Search numbers on offer."),
        "check": _Entry("search", "check", "Say whether a number is on offer, and at what price."),
        "rent": _Entry("rent", "rent", "Rent numbers by name."),
        "rent-any": _Entry("rent", "rent_any", "Rent one number that fits."),
        "list": _Entry("held_numbers", "list_", "List the project's numbers."),
        "get": _Entry("held_numbers", "get", "Show a number of the project."),
        "update": _Entry("held_numbers", "update", "Change name, links, callback URL or protection of a number."),
        "release": _Entry("release", "release", "Give numbers up at the end of their paid period."),
        "export": _Entry("export", "export", "Write all numbers that you hold to a file."),
        "plan": _Entry("plan", "plan", "Show what a file of wishes would change."),
        "apply": _Entry("apply", "apply", "Carry out what a file of wishes asks for."),
        "callbacks": _Entry("callbacks", "callbacks", "Show and set the secret that signs callbacks."),
        "listen": _Entry("listen", "listen", "Receive callbacks and print them."),
        "journal": _Entry("journal", "journal", "See what became of calls that cost money."),
    },
    "Orders and addresses": {
        "orders": _Entry("orders", "orders", "Order numbers of countries that ask who you are."),
        "emergency": _Entry("emergency", "emergency", "Addresses that emergency calls are sent to."),
    },
    "Imported numbers": {
        "imported": _Entry("imported", "imported", "Numbers of other carriers, whose SMS come here."),
    },
    "Platform, for operators": {
        "serve": _Entry("serve", "serve", "Start the API of a platform."),
        "worker": _Entry("worker", "worker", "Start a worker of a platform."),
        "migrate": _Entry("migrate", "migrate", "Bring the database to the newest schema."),
        "projects": _Entry("projects", "projects", "Create and list projects."),
        "keys": _Entry("keys", "keys", "Create and revoke access keys."),
        "blocks": _Entry("blocks", "blocks", "Import number blocks."),
        "streets": _Entry("streets", "streets", "Import the streets that emergency addresses are checked against."),
        "reviews": _Entry("reviews", "reviews", "Review number orders."),
        "requirements": _Entry("requirements", "requirements", "Import and export what orders require."),
        "events": _Entry("events", "events", "List a project's events and have them sent again."),
        "qualified": _Entry("qualified", "qualified", "Review numbers that are to be hosted."),
        "hosting": _Entry("hosting", "hosting", "List, sign and reject hosting orders."),
        "outbox": _Entry("outbox", "outbox", "Look at the mail that the server sends."),
    },
    "Sandbox": {
        "dev": _Entry("dev", "dev", "Start the sandbox: API and worker on an embedded database."),
        "clock": _Entry("clock", "clock", "Show and move the clock of a sandbox project."),
    },
    "Shell": {
        "completion": _Entry("completion", "completion", "Print what lets a shell complete commands."),
    },
}
_COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


class _LazyGroup(click.Group):
    """Knows its commands by name and help; imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _load(cmd_name) if cmd_name in _COMMANDS else None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Failure(ExitCode.INTERRUPTED, "interrupted") from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, entries in SECTIONS.items():
            with formatter.section(title):
                width = max(map(len, _COMMANDS)) - max(map(len, entries))
                formatter.write_dl([(name, entry.help) for name, entry in entries.items()], col_spacing=2 + width)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        commands = [
            CompletionItem(name, help=entry.help) for name, entry in _COMMANDS.items() if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)


def _load(name: str) -> click.Command:
    """Raises ClickException when the command needs what only the extra `server` installs."""
    entry = _COMMANDS[name]
    try:
        command = getattr(importlib.import_module(f"numberbank.cli.commands.{entry.module}"), entry.attribute)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "numberbank":
            raise
        raise click.ClickException(
            f"numberbank {name} needs the server, of which {error.name} is not installed:\n"
            "  pip install 'numberbank[server]'"
        ) from None
    assert isinstance(command, click.Command)
    return command


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: numberbank dev --ephemeral",
)
@click.version_option(__version__, prog_name="numberbank")
@click.pass_context
def main(context: click.Context) -> None:
    """A phone-number platform: search, rent, configure and release numbers from your own blocks."""
    if os.environ.get("NO_COLOR"):
        context.color = False
