"""`numberbank imported`: numbers that stay with their voice carrier and have their SMS here."""

from __future__ import annotations

import click

from numberbank.cli.billable import confirm, dry_run_option, yes_option
from numberbank.cli.client_session import session
from numberbank.cli.commands.imported_hosting import hosting
from numberbank.cli.commands.imported_qualified import qualified
from numberbank.cli.options import region_option, sms_link
from numberbank.cli.output import output_option, print_all, print_one
from numberbank.cli.views_imported import IMPORTED_NUMBER

_LISTED = "`numberbank imported list` shows those of the project."


@click.group(epilog="Example: numberbank imported list")
def imported() -> None:
    """Numbers of other carriers, whose SMS come here."""


imported.add_command(qualified)
imported.add_command(hosting)


@imported.command("list", epilog="Example: numberbank imported list --region US --output csv")
@region_option()
@click.option("--service-plan", "service_plan_id", metavar="ID", help="Only those of this service plan.")
@click.option("--campaign", "campaign_id", metavar="ID", help="Only those of this campaign.")
@click.option("--pattern", help="Only those that begin so, as +1201.")
@output_option
def list_(
    region: str | None, service_plan_id: str | None, campaign_id: str | None, pattern: str | None, output: str
) -> None:
    """List the project's imported numbers."""
    with session() as numbers:
        found = numbers.imported.list(
            region=region, service_plan_id=service_plan_id, campaign_id=campaign_id, pattern=pattern
        )
        print_all(output, IMPORTED_NUMBER, found)


@imported.command(epilog="Example: numberbank imported get +12085550142")
@click.argument("number")
@output_option
def get(number: str, output: str) -> None:
    """Show an imported NUMBER."""
    with session(when_missing=_LISTED) as numbers:
        print_one(output, IMPORTED_NUMBER, numbers.imported.get(number))


@imported.command(epilog="Example: numberbank imported add +12085550142 --region US --service-plan my-plan --yes")
@click.argument("number")
@region_option(required=True)
@click.option("--service-plan", "service_plan_id", metavar="ID", required=True, help="Service plan of its SMS.")
@click.option("--campaign", "campaign_id", metavar="ID", help="10DLC campaign.")
@click.option("--name", "display_name", help="Name for people to read.")
@click.option("--callback-url", metavar="URL", help="Where to tell of it.")
@yes_option
@dry_run_option
@output_option
def add(
    number: str,
    region: str,
    service_plan_id: str,
    campaign_id: str | None,
    display_name: str | None,
    callback_url: str | None,
    yes: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Import NUMBER, which has an NNID of its own. Asks first: the API does not tell what it costs."""
    confirm(f"Importing {number} may cost money; the API does not tell how much.", yes=yes or dry_run)
    with session(dry_run=dry_run) as numbers:
        sms = sms_link(service_plan_id, campaign_id)
        assert sms is not None
        added = numbers.imported.add(number, region, sms, display_name=display_name, callback_url=callback_url)
        print_one(output, IMPORTED_NUMBER, added)


@imported.command(epilog='Example: numberbank imported update +12085550142 --name "Front desk"')
@click.argument("number")
@click.option("--name", "display_name", help="Name for people to read.")
@click.option("--service-plan", "service_plan_id", metavar="ID", help="Service plan; unlink the old one first.")
@click.option("--campaign", "campaign_id", metavar="ID", help="10DLC campaign; unlink the old one first.")
@click.option("--callback-url", metavar="URL", help="Where to tell of it.")
@dry_run_option
@output_option
def update(
    number: str,
    display_name: str | None,
    service_plan_id: str | None,
    campaign_id: str | None,
    callback_url: str | None,
    dry_run: bool,
    output: str,
) -> None:
    """Change what is given of NUMBER, and leave the rest. An empty id unlinks: --service-plan ""."""
    if all(each is None for each in (display_name, service_plan_id, campaign_id, callback_url)):
        raise click.UsageError("nothing to change: give an option, such as --name")
    with session(dry_run=dry_run, when_missing=_LISTED) as numbers:
        changed = numbers.imported.update(
            number, display_name=display_name, sms=sms_link(service_plan_id, campaign_id), callback_url=callback_url
        )
        print_one(output, IMPORTED_NUMBER, changed)


@imported.command(epilog="Example: numberbank imported delete +12085550142 --yes")
@click.argument("number")
@yes_option
@dry_run_option
def delete(number: str, yes: bool, dry_run: bool) -> None:
    """Let an imported NUMBER go. Asks first."""
    confirm(f"SMS of {number} will no longer come here.", yes=yes or dry_run)
    with session(dry_run=dry_run, when_missing=_LISTED) as numbers:
        numbers.imported.delete(number)
        click.echo(f"{number} is deleted.")
