"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from numberbank.client import SmsLink, VoiceLink

Command = Callable[..., Any]
TYPES = ("LOCAL", "MOBILE", "TOLL_FREE")
CAPABILITIES = ("SMS", "VOICE")
SEARCH_PATTERNS = ("START", "CONTAINS", "END")


def _region(context: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Whether there are numbers in it is the server's to say."""
    if value is None:
        return None
    if len(value) != 2 or not value.isalpha() or not value.isascii():
        raise click.BadParameter(f"{value!r} is not a region: write its two letters, as US")
    return value.upper()


def _regions(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from numberbank.domain.regions import region_names

    return [
        CompletionItem(code, help=name) for code, name in region_names().items() if code.startswith(incomplete.upper())
    ]


def region_option(*, required: bool = False) -> Callable[[Command], Command]:
    return click.option(
        "--region",
        metavar="CODE",
        callback=_region,
        shell_complete=_regions,
        required=required,
        help="Two letters, as US.",
    )


def type_option(*, required: bool = False) -> Callable[[Command], Command]:
    return click.option("--type", "type_", type=click.Choice(TYPES), required=required, help="Type of number.")


def matching_options(command: Command) -> Command:
    """Which numbers fit."""
    for option in (
        click.option(
            "--capability",
            "capabilities",
            type=click.Choice(CAPABILITIES),
            multiple=True,
            help="What they must be able to do; may be repeated.",
        ),
        click.option(
            "--search-pattern",
            type=click.Choice(SEARCH_PATTERNS),
            help="Where the pattern must stand.  [default: START]",
        ),
        click.option("--pattern", help="Digits to look for, with the plus sign where they begin the number: +1201."),
    ):
        command = option(command)
    return command


def link_options(command: Command) -> Command:
    """What a number is linked to; see `sms_link` and `voice_link`."""
    for option in (
        click.option("--callback-url", metavar="URL", help="Where to tell of it."),
        click.option("--voice-fax", metavar="SERVICE_ID", help="Fax service that its voice goes to."),
        click.option("--voice-trunk", metavar="TRUNK_ID", help="Trunk that its voice goes to."),
        click.option("--voice-app", metavar="APP_ID", help="App that its voice goes to."),
        click.option("--campaign", "campaign_id", metavar="ID", help="10DLC campaign; it needs a service plan."),
        click.option("--service-plan", "service_plan_id", metavar="ID", help="Service plan that its SMS go to."),
    ):
        command = option(command)
    return command


def sms_link(service_plan_id: str | None, campaign_id: str | None) -> SmsLink | None:
    """An empty id unlinks."""
    if service_plan_id is None and campaign_id is None:
        return None
    from numberbank.client import SmsLink

    return SmsLink(service_plan_id, campaign_id)


def voice_link(app: str | None, trunk: str | None, fax: str | None) -> VoiceLink | None:
    """Raises UsageError for more than one."""
    given = [each for each in (app, trunk, fax) if each is not None]
    if len(given) > 1:
        raise click.UsageError("--voice-app, --voice-trunk and --voice-fax exclude each other: give one of them")
    if not given:
        return None
    from numberbank.client import VoiceLink

    if app is not None:
        return VoiceLink.app(app)
    return VoiceLink.trunk(trunk) if trunk is not None else VoiceLink.fax(given[0])
