"""`numberbank callbacks`: the secrets with which callbacks are signed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from numberbank.cli.client_session import session
from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.cli.output import View, output_option, print_all
from numberbank.cli.several import do_each

if TYPE_CHECKING:
    from numberbank.client import Numbers
    from numberbank.client.sync import CallbackConfiguration

_APIS = ("numbers", "imported")
_CONFIGURATION = View(
    {"api": "api", "projectId": "project", "hasSecret": "has secret"}, ("api", "projectId", "hasSecret")
)


@click.group(epilog="Example: numberbank callbacks show")
def callbacks() -> None:
    """Show and set the secret that signs callbacks. Each of the two APIs has one of its own."""


def _api_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--api", type=click.Choice(_APIS), help="Only that of this one.  [default: both]")(command)


@callbacks.command(epilog="Example: numberbank callbacks show")
@_api_option
@output_option
def show(api: str | None, output: str) -> None:
    """Show whether secrets are set. What they are is not shown."""
    with session() as numbers:
        found = [(each, _of(numbers, each).get()) for each in _chosen(api)]
        print_all(
            output,
            _CONFIGURATION,
            [
                {"api": name, "projectId": configuration.project_id, "hasSecret": bool(configuration.hmac_secret)}
                for name, configuration in found
            ],
        )


@callbacks.command("set-secret", epilog="Example: openssl rand -hex 16 | numberbank callbacks set-secret")
@_api_option
def set_secret(api: str | None) -> None:
    """Set the secret.

    It is that in NUMBERBANK_HMAC_SECRET, or else one line of standard input, or else it is asked for.
    """
    secret = os.environ.get("NUMBERBANK_HMAC_SECRET") or _asked()
    if not secret:
        raise click.UsageError("the secret is empty: write it to standard input or to NUMBERBANK_HMAC_SECRET")
    with session() as numbers:

        def update(name: str) -> None:
            _of(numbers, name).update(secret)
            click.echo(f"The secret of the API of {name if name == 'numbers' else 'imported numbers'} is set.")

        do_each("Setting", _chosen(api), update)


def _chosen(api: str | None) -> tuple[str, ...]:
    return (api,) if api else _APIS


def _of(numbers: Numbers, api: str) -> CallbackConfiguration:
    return numbers.callback_configuration if api == "numbers" else numbers.imported_callback_configuration


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    try:
        secret: str = click.prompt("Secret", hide_input=True, confirmation_prompt=True, err=True)
    except click.Abort:
        raise Failure(ExitCode.DECLINED, "not carried out: no secret was given") from None
    return secret
