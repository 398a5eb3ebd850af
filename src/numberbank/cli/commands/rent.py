"""`numberbank rent` and `numberbank rent-any`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from numberbank.cli.billable import confirm, dry_run_option, yes_option
from numberbank.cli.client_session import session
from numberbank.cli.options import link_options, matching_options, region_option, sms_link, type_option, voice_link
from numberbank.cli.output import output_option, print_one, print_results
from numberbank.cli.prices import NONE_FIT, price_of_all, price_of_one_that_fits
from numberbank.cli.several import do_each
from numberbank.cli.views import HELD_NUMBER
from numberbank.cli.wording import counted

if TYPE_CHECKING:
    from numberbank.client.models.numbers import ActiveNumber


@click.command(epilog="Example: numberbank rent +15005550000 --service-plan my-plan --yes")
@click.argument("numbers", nargs=-1, required=True)
@link_options
@yes_option
@dry_run_option
@output_option
def rent(
    numbers: tuple[str, ...],
    service_plan_id: str | None,
    campaign_id: str | None,
    voice_app: str | None,
    voice_trunk: str | None,
    voice_fax: str | None,
    callback_url: str | None,
    yes: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Rent NUMBERS, which costs money: asks first, with the price.

    A number is never rented twice by mistake: when an answer is lost, it is found out what happened.
    """
    when_missing = "It is not on offer; others are found with `numberbank search`."
    with session(dry_run=dry_run, when_missing=when_missing) as client:
        sms, voice = sms_link(service_plan_id, campaign_id), voice_link(voice_app, voice_trunk, voice_fax)
        if not (yes or dry_run):
            price = price_of_all([client.check(number) for number in numbers])
            what = numbers[0] if len(numbers) == 1 else counted(len(numbers), "number")
            confirm(f"Renting {what} costs {price}.", yes=False)
        rented: list[ActiveNumber] = []
        try:
            do_each(
                "Renting",
                numbers,
                lambda number: rented.append(client.rent(number, sms=sms, voice=voice, callback_url=callback_url)),
                when_missing,
            )
        finally:
            if rented:
                print_results(output, HELD_NUMBER, rented)


@click.command("rent-any", epilog="Example: numberbank rent-any --region US --type LOCAL --pattern +1201 --yes")
@region_option(required=True)
@type_option(required=True)
@matching_options
@link_options
@yes_option
@dry_run_option
@output_option
def rent_any(
    region: str,
    type_: str,
    pattern: str | None,
    search_pattern: str | None,
    capabilities: tuple[str, ...],
    service_plan_id: str | None,
    campaign_id: str | None,
    voice_app: str | None,
    voice_trunk: str | None,
    voice_fax: str | None,
    callback_url: str | None,
    yes: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Rent one number that fits, which costs money: asks first, with the price."""
    with session(dry_run=dry_run, when_missing=NONE_FIT) as client:
        sms, voice = sms_link(service_plan_id, campaign_id), voice_link(voice_app, voice_trunk, voice_fax)
        if not (yes or dry_run):
            price = price_of_one_that_fits(client, region, type_, pattern, search_pattern, capabilities)
            confirm(f"Renting a number costs {price}.", yes=False)
        rented = client.rent_any(
            region,
            type_,
            pattern=pattern,
            search_pattern=search_pattern,
            capabilities=capabilities,
            sms=sms,
            voice=voice,
            callback_url=callback_url,
        )
        print_one(output, HELD_NUMBER, rented)
