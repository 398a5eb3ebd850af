"""Searching, checking and renting numbers that nobody holds."""

from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.e164 import E164
from numberbank.domain.errors import InvalidRequest, NotFound, PermissionDenied
from numberbank.domain.number_blocks import AvailableNumber, Capability, NumberType
from numberbank.domain.patterns import NumberPattern
from numberbank.domain.provisioning import LinkChange, first_plan
from numberbank.services.callback_urls import check_callback_url
from numberbank.services.context import Context
from numberbank.services.provisioning import check_links, needed_capabilities, new_jobs
from numberbank.storage.available_numbers import NumberSearch, find_available, search_numbers
from numberbank.storage.claims import Claim, ClaimRules


class NumberWish(Struct, frozen=True):
    """What numbers a caller wants to see or to have one of."""

    region: str
    type: NumberType
    pattern: NumberPattern | None = None
    capabilities: tuple[Capability, ...] = ()


@dataclass(frozen=True, slots=True)
class RentTerms:
    """What a rented number is to be linked to, and where its events go."""

    links: LinkChange = LinkChange()
    callback_url: str = ""


_RESOURCE = "AvailableNumber"
"""the type of resource that refusals name"""


async def search_available_numbers(
    context: Context, project_id: str, wish: NumberWish, size: int
) -> list[AvailableNumber]:
    """Up to `size` numbers, all there are if fewer; in another order each time."""
    async with context.database.connection() as connection:
        return await search_numbers(connection, _search(context, project_id, wish, size))


async def check_available_number(context: Context, number: E164) -> AvailableNumber:
    """Raises NotFound when the number is held by anyone or not in the inventory."""
    async with context.database.connection() as connection:
        found = await find_available(connection, number)
    if found is None:
        raise _not_offered(number)
    return found


async def rent_number(context: Context, project_id: str, number: E164, terms: RentTerms) -> ActiveNumber:
    """Makes the project the holder of exactly this number.

    Raises NotFound when it is not, or no longer, available; InvalidRequest for what cannot be rented this way.
    """
    await check_callback_url(context, terms.callback_url)
    await context.before_rent(project_id, number)
    rented = await _claim(context, project_id, number, terms)
    if rented is None:
        raise _not_offered(number)
    context.wakeup.ask()
    return rented


async def rent_any_number(context: Context, project_id: str, wish: NumberWish, terms: RentTerms) -> ActiveNumber:
    """Makes the project the holder of some number that fits; raises NotFound when there is none."""
    _check_rentable(context, wish.region, wish.type, "regionCode", "type")
    await check_callback_url(context, terms.callback_url)
    capabilities = needed_capabilities(terms.links) | set(wish.capabilities)
    wish = replace(wish, capabilities=tuple(sorted(capabilities)))
    rented = None
    while rented is None:
        # Somebody else may have taken what was found: then look again, from another place.
        found = await search_available_numbers(context, project_id, wish, size=1)
        if not found:
            raise NotFound(_RESOURCE, "", "No available number matches the request")
        rented = await _claim(context, project_id, found[0].number, terms)
    context.wakeup.ask()
    return rented


def _search(context: Context, project_id: str, wish: NumberWish, size: int) -> NumberSearch:
    return NumberSearch(
        wish.region, wish.type, wish.capabilities, wish.pattern, size, context.random.of(project_id).random()
    )


async def _claim(context: Context, project_id: str, number: E164, terms: RentTerms) -> ActiveNumber | None:
    """Only what may be rented is claimed; None when the number is not, or no longer, available."""
    moment = context.clock.now(project_id)
    jobs = new_jobs(context, project_id, first_plan(terms.links), moment)
    rules = _rules(context, terms.links)
    outcome = await context.claim(Claim(number, project_id, terms.callback_url, moment, rules, jobs))
    if outcome.number is None and outcome.terms is not None:
        region, type_, capabilities = outcome.terms
        _check_rentable(context, region, type_, "phoneNumber", "phoneNumber")
        check_links(region, capabilities, terms.links)
        if not outcome.payable:
            raise PermissionDenied("The balance does not cover the setup price and the first period", _RESOURCE)
    return outcome.number


def _rules(context: Context, links: LinkChange) -> ClaimRules:
    """What `_check_rentable` and `check_links` ask for."""
    capabilities = tuple(sorted(needed_capabilities(links)))
    if not context.policy.rent_everywhere:
        return ClaimRules("US", NumberType.LOCAL, capabilities)
    return ClaimRules("US" if links.campaign_id else None, None, capabilities)


def _check_rentable(context: Context, region: str, type_: NumberType, region_field: str, type_field: str) -> None:
    """Only US LOCAL may be rented directly, unless the policy widens it (reference 7 and 15, row 22)."""
    if context.policy.rent_everywhere:
        return
    if region != "US":
        raise InvalidRequest.of(region_field, f"numbers of {region} cannot be rented: only US LOCAL ones can")
    if type_ is not NumberType.LOCAL:
        raise InvalidRequest.of(type_field, f"{type_} numbers cannot be rented: only US LOCAL ones can")


def _not_offered(number: E164) -> NotFound:
    return NotFound(_RESOURCE, number)
