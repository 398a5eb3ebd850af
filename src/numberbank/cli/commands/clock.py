"""`numberbank clock`: the clock of a sandbox project."""

import os
from typing import Any

import click
import httpx2

from numberbank.cli.operator import DEFAULT_URL, reason_of

_DEFAULTS = ("sandbox-key", "sandbox-secret")


@click.group(epilog="Example: numberbank clock advance P1M")
def clock() -> None:
    """Show and move the clock of a sandbox project: that of SINCH_KEY_ID and SINCH_KEY_SECRET at NUMBERBANK_URL."""


@clock.command(epilog="Example: numberbank clock show")
def show() -> None:
    """Show the clock."""
    _say(_call("GET", "/clock"))


@clock.command(epilog="Example: numberbank clock advance P31D")
@click.argument("by")
def advance(by: str) -> None:
    """Move the clock forward BY a duration (P1M, P31D, PT90S), by seconds, or to a time.

    Everything that falls due on the way is done: renewals, expiries, provisioning, callbacks.
    """
    member = "duration" if by.startswith("P") else "seconds" if by.replace(".", "", 1).isdigit() else "to"
    answer = _call("POST", "/clock/advance", {member: float(by) if member == "seconds" else by})
    done = ", ".join(f"{count} {kind}{'s' * (count != 1)}" for kind, count in sorted(answer["done"].items()))
    click.echo(f"Done on the way: {done or 'nothing'}.")
    _say(answer)


@clock.command(epilog="Example: numberbank clock freeze")
def freeze() -> None:
    """Let the clock stand."""
    _say(_call("POST", "/clock/freeze"))


@clock.command(epilog="Example: numberbank clock resume")
def resume() -> None:
    """Let the clock run on from where it stands."""
    _say(_call("POST", "/clock/resume"))


def _call(method: str, path: str, body: dict[str, object] | None = None) -> Any:
    url = os.environ.get("NUMBERBANK_URL", DEFAULT_URL).rstrip("/")
    auth = (os.environ.get("SINCH_KEY_ID", _DEFAULTS[0]), os.environ.get("SINCH_KEY_SECRET", _DEFAULTS[1]))
    try:
        response = httpx2.request(method, f"{url}/sandbox/v1{path}", json=body, auth=auth, timeout=3600)
    except httpx2.HTTPError as error:
        raise click.ClickException(
            f"no answer from {url}: {error}. Is the sandbox running? See NUMBERBANK_URL"
        ) from None
    if response.is_error:
        raise click.ClickException(reason_of(response))
    return response.json()


def _say(answer: dict[str, Any]) -> None:
    click.echo(f"{answer['time']}{' (frozen)' if answer['frozen'] else ''}")
