"""Endpoints 6 to 11 of the imported-numbers reference."""

from numberbank.api.imported_numbers import number_position, time_order
from numberbank.api.pagination import encode_time_token
from numberbank.api.routing import IMPORTED_NUMBERS, Call, operation
from numberbank.domain.qualified_numbers import QualifiedFilter
from numberbank.schemas.qualified_numbers import (
    STATE_PREFIX,
    AddedNumbersJson,
    AddNumbersRequest,
    QualifiedNumberJson,
    QualifiedNumbersJson,
    VerifyRequest,
    qualified_number_json,
)
from numberbank.services import qualified_numbers as services
from numberbank.services.voice_challenges import send_challenge, verify_challenge


async def list_(call: Call) -> QualifiedNumbersJson:
    query = call.query
    states = [state.removeprefix(STATE_PREFIX) for state in query.get("states", [])]
    wanted = QualifiedFilter(() if "UNSPECIFIED" in states else tuple(states), query.get("regionCode"))
    order = time_order(query)
    asked = (call.project_id, wanted, order)
    page = await services.list_qualified_numbers(
        call.context, call.project_id, wanted, order, number_position(asked, query), query["pageSize"]
    )
    return QualifiedNumbersJson(
        [qualified_number_json(number) for number in page.numbers], encode_time_token(asked, page.last), page.total
    )


async def add(call: Call) -> AddedNumbersJson:
    asked = call.body(AddNumbersRequest).phone_numbers
    added = await services.add_numbers(call.context, call.project_id, asked)
    return AddedNumbersJson([qualified_number_json(number) for number in added])


async def get(call: Call) -> QualifiedNumberJson:
    return qualified_number_json(await services.get_qualified_number(call.context, call.project_id, call.number))


async def delete(call: Call) -> dict[str, str]:
    await services.delete_qualified_number(call.context, call.project_id, call.number)
    return {}


async def send_voice_challenge(call: Call) -> QualifiedNumberJson:
    return qualified_number_json(await send_challenge(call.context, call.project_id, call.number))


async def verify_voice_challenge(call: Call) -> QualifiedNumberJson:
    code = call.body(VerifyRequest).code
    return qualified_number_json(await verify_challenge(call.context, call.project_id, call.number, code))


_NUMBER = "/qualifiedNumbers/{phoneNumber}"

routes = [
    operation("listQualifiedNumbers", "GET", "/qualifiedNumbers", list_, IMPORTED_NUMBERS),
    operation("addNumbers", "POST", "/qualifiedNumbers:addNumbers", add, IMPORTED_NUMBERS),
    operation("sendVoiceChallenge", "POST", f"{_NUMBER}:sendVoiceChallenge", send_voice_challenge, IMPORTED_NUMBERS),
    operation(
        "verifyVoiceChallenge", "POST", f"{_NUMBER}:verifyVoiceChallenge", verify_voice_challenge, IMPORTED_NUMBERS
    ),
    operation("getQualifiedNumber", "GET", _NUMBER, get, IMPORTED_NUMBERS),
    operation("deleteQualifiedNumber", "DELETE", _NUMBER, delete, IMPORTED_NUMBERS),
]
