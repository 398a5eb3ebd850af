"""Endpoints 2 to 5 of the reference."""

from numberbank.api.routing import Call, operation
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.patterns import SearchPattern
from numberbank.schemas.active_numbers import ActiveNumberJson, active_number_json
from numberbank.schemas.available_numbers import (
    AvailableNumberJson,
    AvailableNumbersJson,
    RentAnyRequest,
    RentRequest,
    available_number_json,
    available_numbers_json,
)
from numberbank.schemas.common import NumberPatternJson, link_change, number_pattern
from numberbank.services.available_numbers import (
    NumberWish,
    RentTerms,
    check_available_number,
    rent_any_number,
    rent_number,
    search_available_numbers,
)


async def search(call: Call) -> AvailableNumbersJson:
    wish = NumberWish(
        region=call.query["regionCode"],
        type=NumberType[call.query["type"]],
        pattern=number_pattern(query_pattern(call.query)),
        capabilities=query_capabilities(call.query, "capabilities"),
    )
    found = await search_available_numbers(call.context, call.project_id, wish, call.query["size"])
    return available_numbers_json(found)


async def check(call: Call) -> AvailableNumberJson:
    return available_number_json(await check_available_number(call.context, call.number))


async def rent(call: Call) -> ActiveNumberJson:
    terms = _rent_terms(call.body(RentRequest))
    return active_number_json(await rent_number(call.context, call.project_id, call.number, terms))


async def rent_any(call: Call) -> ActiveNumberJson:
    request = call.body(RentAnyRequest)
    wish = NumberWish(
        region=request.region_code,
        type=request.type,
        pattern=number_pattern(request.number_pattern),
        capabilities=request.capabilities or (),
    )
    return active_number_json(await rent_any_number(call.context, call.project_id, wish, _rent_terms(request)))


def query_pattern(query: dict[str, str]) -> NumberPatternJson:
    search = query.get("numberPattern.searchPattern")
    return NumberPatternJson(query.get("numberPattern.pattern"), SearchPattern(search) if search else None)


def query_capabilities(query: dict[str, list[str]], name: str) -> tuple[Capability, ...]:
    return tuple(sorted({Capability(value) for value in query[name]})) if name in query else ()


def _rent_terms(request: RentRequest) -> RentTerms:
    links = link_change(request.sms_configuration, request.voice_configuration)
    return RentTerms(links, request.callback_url or "")


routes = [
    operation("searchAvailableNumbers", "GET", "/availableNumbers", search),
    operation("rentNumber", "POST", "/availableNumbers/{phoneNumber}:rent", rent, once=True),
    operation("rentAnyNumber", "POST", "/availableNumbers:rentAny", rent_any, once=True),
    operation("checkAvailability", "GET", "/availableNumbers/{phoneNumber}", check),
]
