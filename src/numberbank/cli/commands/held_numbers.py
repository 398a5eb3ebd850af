"""`numberbank list`, `get` and `update`: numbers of the project."""

import click

from numberbank.cli.billable import dry_run_option
from numberbank.cli.client_session import session
from numberbank.cli.options import link_options, matching_options, region_option, sms_link, type_option, voice_link
from numberbank.cli.output import output_option, print_all, print_one
from numberbank.cli.views import HELD_NUMBER

LISTED = "`numberbank list` shows the numbers of the project."


@click.command("list", epilog="Example: numberbank list --region US --output csv")
@region_option()
@type_option()
@matching_options
@output_option
def list_(
    region: str | None,
    type_: str | None,
    pattern: str | None,
    search_pattern: str | None,
    capabilities: tuple[str, ...],
    output: str,
) -> None:
    """List the project's numbers, of all regions and types unless told otherwise."""
    with session() as numbers:
        found = numbers.list(
            region=region, type=type_, pattern=pattern, search_pattern=search_pattern, capabilities=capabilities
        )
        print_all(output, HELD_NUMBER, found)


@click.command(epilog="Example: numberbank get +15005550000 --output json")
@click.argument("number")
@output_option
def get(number: str, output: str) -> None:
    """Show NUMBER with its links, price and dates."""
    with session(when_missing=LISTED) as numbers:
        print_one(output, HELD_NUMBER, numbers.get(number))


@click.command(epilog='Example: numberbank update +15005550000 --name "Front desk" --service-plan my-plan')
@click.argument("number")
@click.option("--name", "display_name", help="Name for people to read.")
@link_options
@click.option("--protect/--no-protect", "protected", default=None, help="Whether it is guarded against release.")
@dry_run_option
@output_option
def update(
    number: str,
    display_name: str | None,
    service_plan_id: str | None,
    campaign_id: str | None,
    voice_app: str | None,
    voice_trunk: str | None,
    voice_fax: str | None,
    callback_url: str | None,
    protected: bool | None,
    dry_run: bool,
    output: str,
) -> None:
    """Change what is given of NUMBER, and leave the rest. An empty id unlinks: --service-plan ""."""
    given = (display_name, service_plan_id, campaign_id, voice_app, voice_trunk, voice_fax, callback_url, protected)
    if all(each is None for each in given):
        raise click.UsageError("nothing to change: give an option, such as --name")
    with session(dry_run=dry_run, when_missing=LISTED) as numbers:
        changed = numbers.update(
            number,
            display_name=display_name,
            sms=sms_link(service_plan_id, campaign_id),
            voice=voice_link(voice_app, voice_trunk, voice_fax),
            callback_url=callback_url,
            protected=protected,
        )
        print_one(output, HELD_NUMBER, changed)
