"""Endpoints 1 to 5 of the imported-numbers reference."""

from datetime import datetime

from numberbank.api.pagination import decode_time_token, encode_time_token
from numberbank.api.routing import IMPORTED_NUMBERS, Call, operation
from numberbank.domain.imported_numbers import ImportedFilter, TimeOrder
from numberbank.domain.patterns import NumberPattern, SearchPattern
from numberbank.domain.provisioning import LinkChange
from numberbank.schemas.common import given
from numberbank.schemas.imported_numbers import (
    ImportedNumberJson,
    ImportedNumbersJson,
    ImportNumberRequest,
    LongImportedNumberJson,
    UpdateImportedNumberRequest,
    imported_number_json,
    long_imported_number_json,
)
from numberbank.services import imported_numbers as services
from numberbank.services.imported_numbers import ImportedChange, ImportWish

_SEARCH = {"START": SearchPattern.START, "CONTAIN": SearchPattern.CONTAINS, "END": SearchPattern.END}


async def list_(call: Call) -> ImportedNumbersJson:
    query = call.query
    wanted = ImportedFilter(
        service_plan_id=query.get("servicePlanId"),
        campaign_id=query.get("campaignId"),
        region=query.get("regionCode"),
        pattern=_pattern(query),
    )
    order = time_order(query)
    asked = (call.project_id, wanted, order)
    after = number_position(asked, query)
    page = await services.list_imported_numbers(call.context, call.project_id, wanted, order, after, query["pageSize"])
    return ImportedNumbersJson(
        [long_imported_number_json(number) for number in page.numbers],
        encode_time_token(asked, page.last),
        page.total,
    )


async def import_(call: Call) -> ImportedNumberJson:
    request = call.body(ImportNumberRequest)
    sms = request.sms_configuration
    wish = ImportWish(
        number=request.phone_number,
        region=request.region_code,
        service_plan_id=given(sms.service_plan_id) or "",
        campaign_id=given(sms.campaign_id) or "",
        migrate_to_sinch_tmo=bool(sms.migrate_to_sinch_tmo),
        display_name=request.display_name or "",
        callback_url=request.callback_url or "",
    )
    return imported_number_json(await services.import_number(call.context, call.project_id, wish))


async def get(call: Call) -> LongImportedNumberJson:
    return long_imported_number_json(await services.get_imported_number(call.context, call.project_id, call.number))


async def update(call: Call) -> ImportedNumberJson:
    request = call.body(UpdateImportedNumberRequest)
    sms = request.sms_configuration
    change = ImportedChange(
        links=LinkChange(given(sms.service_plan_id), given(sms.campaign_id)) if sms else LinkChange(),
        migrate_to_sinch_tmo=sms.migrate_to_sinch_tmo if sms else None,
        display_name=given(request.display_name),
        callback_url=given(request.callback_url),
    )
    return imported_number_json(
        await services.update_imported_number(call.context, call.project_id, call.number, change)
    )


async def delete(call: Call) -> dict[str, str]:
    await services.delete_imported_number(call.context, call.project_id, call.number)
    return {}


def time_order(query: dict[str, str]) -> TimeOrder:
    return TimeOrder(query.get("orderBy", TimeOrder.CREATED))


def number_position(asked: object, query: dict[str, str]) -> tuple[datetime, int] | None:
    """Where a list of numbers goes on; raises InvalidRequest."""
    position = decode_time_token(asked, query.get("pageToken", ""))
    return (position[0], position[2]) if position else None


def _pattern(query: dict[str, str]) -> NumberPattern | None:
    text = query.get("numberPattern.pattern")
    search = query.get("numberPattern.searchPattern", "START").removesuffix("S")
    return NumberPattern(text, _SEARCH[search]) if text else None


routes = [
    operation("listImportedNumbers", "GET", "/importedNumbers", list_, IMPORTED_NUMBERS),
    operation("importNumber", "POST", "/importedNumbers", import_, IMPORTED_NUMBERS, once=True),
    operation("getImportedNumber", "GET", "/importedNumbers/{phoneNumber}", get, IMPORTED_NUMBERS),
    operation("updateImportedNumber", "PATCH", "/importedNumbers/{phoneNumber}", update, IMPORTED_NUMBERS),
    operation("deleteImportedNumber", "DELETE", "/importedNumbers/{phoneNumber}", delete, IMPORTED_NUMBERS),
]
