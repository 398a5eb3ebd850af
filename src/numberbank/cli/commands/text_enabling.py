"""`text-enable` and `text-enable-toll-free`, of which both hosting orders and qualified numbers have one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from numberbank.cli.billable import confirm, dry_run_option, yes_option
from numberbank.cli.client_session import session
from numberbank.cli.options import region_option
from numberbank.cli.output import output_option, print_one
from numberbank.cli.views_imported import HOSTING_ORDER
from numberbank.cli.wording import counted

if TYPE_CHECKING:
    from numberbank.client import Loa, Numbers
    from numberbank.client.sync import HostingOrders, QualifiedNumbers

_LOA = (
    'Who signs, a JSON file: {"authorisedPerson": {"firstName", "lastName", "email"}, "address": {"buildingNumber", '
    '"street", "city", "state", "postalCode", "country"}, "currentVoiceCarrier"}, with "businessName" for a reseller.'
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TIME = click.DateTime(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M"])


def order_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What all hosting orders take."""
    for option in (
        output_option,
        dry_run_option,
        yes_option,
        click.option("--callback-url", metavar="URL", help="Where to tell of the order and its numbers."),
        click.option("--name", "display_name", help="Name of the order, for people to read."),
        click.option("--service-plan", "service_plan_id", metavar="ID", required=True, help="Service plan of the SMS."),
        region_option(required=True),
        click.argument("numbers", nargs=-1, required=True),
    ):
        command = option(command)
    return command


def confirm_order(numbers: tuple[str, ...], *, yes: bool) -> None:
    confirm(f"Hosting {counted(len(numbers), 'number')} may cost money; the API does not tell how much.", yes=yes)


def add_text_enabling(group: click.Group, path: str, of: Callable[[Numbers], HostingOrders | QualifiedNumbers]) -> None:
    """Gives the group both commands; `path` is how it is called, for the examples."""
    example = f"Example: numberbank {path} text-enable +12085550142 --region US --service-plan my-plan --yes"
    toll_free_example = (
        f"Example: numberbank {path} text-enable-toll-free +18005550142 --region US --service-plan my-plan "
        "--loa loa.json --yes"
    )

    @group.command("text-enable", epilog=example)
    @click.option("--loa", type=_FILE, help=f"{_LOA}  [default: the blanket letter on file]")
    @click.option("--campaign", "campaign_id", metavar="ID", help="10DLC campaign.")
    @click.option("--nnid", help="NNID to enter in the registry.")
    @click.option(
        "--at",
        "time",
        type=_TIME,
        metavar="TIME",
        help="When the registry is to be changed, in UTC, as 2027-01-31T10:00.",
    )
    @click.option("--migrate-tmo", is_flag=True, default=None, help="Take numbers over that T-Mobile has elsewhere.")
    @order_options
    def text_enable(
        numbers: tuple[str, ...],
        region: str,
        service_plan_id: str,
        loa: Path | None,
        campaign_id: str | None,
        nnid: str | None,
        time: datetime | None,
        migrate_tmo: bool | None,
        display_name: str | None,
        callback_url: str | None,
        yes: bool,
        dry_run: bool,
        output: str,
    ) -> None:
        """Have the SMS of NUMBERS come here.

        Makes a hosting order, whose letter is mailed and must be signed. Asks first.
        """
        letter = _read(loa) if loa else None
        confirm_order(numbers, yes=yes or dry_run)
        with session(dry_run=dry_run) as client:
            order = of(client).text_enable(
                region,
                numbers,
                service_plan_id,
                letter,
                campaign_id=campaign_id,
                nnid=nnid,
                scheduled_osr_update_time=_utc(time),
                migrate_to_sinch_tmo=migrate_tmo,
                display_name=display_name,
                callback_url=callback_url,
            )
            print_one(output, HOSTING_ORDER, order)

    @group.command("text-enable-toll-free", epilog=toll_free_example)
    @click.option("--loa", type=_FILE, required=True, help=_LOA)
    @click.option(
        "--at", "time", type=_TIME, metavar="TIME", help="When they are to be enabled, in UTC, as 2027-01-31T10:00."
    )
    @order_options
    def text_enable_toll_free(
        numbers: tuple[str, ...],
        region: str,
        service_plan_id: str,
        loa: Path,
        time: datetime | None,
        display_name: str | None,
        callback_url: str | None,
        yes: bool,
        dry_run: bool,
        output: str,
    ) -> None:
        """Have the SMS of toll-free NUMBERS come here. Asks first."""
        letter = _read(loa)
        confirm_order(numbers, yes=yes or dry_run)
        with session(dry_run=dry_run) as client:
            order = of(client).text_enable_toll_free(
                region,
                numbers,
                service_plan_id,
                letter,
                scheduled_zipwhip_provisioning_time=_utc(time),
                display_name=display_name,
                callback_url=callback_url,
            )
            print_one(output, HOSTING_ORDER, order)


def _utc(time: datetime | None) -> datetime | None:
    return time and time.replace(tzinfo=UTC)


def _read(file: Path) -> Loa:
    """Raises BadParameter."""
    import msgspec

    from numberbank.client import Loa

    try:
        return msgspec.json.decode(file.read_bytes(), type=Loa)
    except msgspec.MsgspecError as error:
        raise click.BadParameter(f"{file} is no letter of authorization: {error}", param_hint="--loa") from None
