"""What countries require of orders, for the operator."""

import msgspec
from starlette.requests import Request

from numberbank.api.bodies import body_of
from numberbank.api.operator.routing import operator_call
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.requirements import parse_requirements
from numberbank.schemas.operator_orders import RequirementSetsJson
from numberbank.services import requirements as services
from numberbank.services.context import Context


async def list_(context: Context, request: Request) -> RequirementSetsJson:
    """All sets that are in force, in the form in which they can be imported."""
    return RequirementSetsJson(list(await services.list_requirements(context)))


async def import_(context: Context, request: Request) -> dict[str, int]:
    """Replaces the sets of the regions and types that are given, all or none."""
    definitions = (await body_of(request, RequirementSetsJson)).requirements
    sets = [parse_requirements(each, f"requirements.{index}") for index, each in enumerate(definitions)]
    await services.import_requirements(context, sets)
    return {"imported": len(sets)}


async def remove(context: Context, request: Request) -> dict[str, str]:
    """Nothing is asked there any more; with `?reset=true` the example that comes with the program holds again."""
    reset = request.query_params.get("reset") == "true"
    act = services.reset_requirements if reset else services.remove_requirements
    await act(context, request.path_params["regionCode"], _number_type(request))
    return {}


def _number_type(request: Request) -> NumberType:
    try:
        return msgspec.convert(request.path_params["numberType"], NumberType)
    except msgspec.ValidationError:
        raise InvalidRequest.of("numberType", f"use one of {', '.join(NumberType)}") from None


routes = [
    operator_call("GET", "/requirements", list_),
    operator_call("POST", "/requirements:import", import_),
    operator_call("DELETE", "/requirements/{regionCode}/{numberType}", remove),
]
