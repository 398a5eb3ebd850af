"""The program `numberbank`. Command modules are loaded when they are needed, so that it answers at once."""

import importlib
from types import ModuleType

import click

from numberbank import __version__

_COMMANDS = {
    "dev": ("numberbank.cli.dev", "Start the sandbox: API and worker on an embedded database."),
    "serve": ("numberbank.cli.serve", "Start the API of a platform."),
    "worker": ("numberbank.cli.worker", "Start a worker of a platform."),
    "migrate": ("numberbank.cli.migrate", "Bring the database to the newest schema."),
    "projects": ("numberbank.cli.projects", "Create and list projects."),
    "keys": ("numberbank.cli.keys", "Create and revoke access keys."),
    "blocks": ("numberbank.cli.blocks", "Import number blocks."),
    "streets": ("numberbank.cli.streets", "Import the streets that emergency addresses are checked against."),
    "orders": ("numberbank.cli.orders", "Review number orders."),
    "requirements": ("numberbank.cli.requirements", "Import and export what orders require."),
    "callbacks": ("numberbank.cli.callbacks", "List a project's events and have them sent again."),
    "qualified": ("numberbank.cli.qualified", "Review numbers that are to be hosted."),
    "hosting": ("numberbank.cli.hosting", "List, sign and reject hosting orders."),
    "outbox": ("numberbank.cli.outbox", "Look at the mail that the server sends."),
    "clock": ("numberbank.cli.clock", "Show and move the clock of a sandbox project."),
    "listen": ("numberbank.cli.listen", "Receive callbacks and print them."),
}


class _LazyGroup(click.Group):
    """Knows its commands by name and help; imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(_module(cmd_name), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in _COMMANDS.items()])


def _module(command: str) -> ModuleType:
    """Raises ClickException when the command needs what only the extra `server` installs."""
    try:
        return importlib.import_module(_COMMANDS[command][0])
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "numberbank":
            raise
        raise click.ClickException(
            f"numberbank {command} needs the server, of which {error.name} is not installed:\n"
            "  pip install 'numberbank[server]'"
        ) from None


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: numberbank dev --ephemeral",
)
@click.version_option(__version__, prog_name="numberbank")
def main() -> None:
    """A phone-number platform: search, rent, configure and release numbers from your own blocks."""
