"""The operator's review of qualified numbers: eligibility, invoices, blocks."""

from starlette.requests import Request
from starlette.routing import Route

from numberbank.api.bodies import body_of
from numberbank.api.operator.routing import operator_call
from numberbank.domain.e164 import parse_e164
from numberbank.domain.imported_numbers import TimeOrder
from numberbank.domain.qualified_numbers import QualifiedFilter, QualifiedStep
from numberbank.schemas.operator import ReasonRequest
from numberbank.schemas.qualified_numbers import (
    STATE_PREFIX,
    QualifiedNumberJson,
    QualifiedNumbersJson,
    qualified_number_json,
)
from numberbank.services import qualified_numbers as services
from numberbank.services.context import Context

MOST = 1000
"""numbers in a list"""


async def list_(context: Context, request: Request) -> QualifiedNumbersJson:
    """The oldest of a project, or those in the `states` that the query names."""
    states = tuple(state.removeprefix(STATE_PREFIX) for state in request.query_params.getlist("states"))
    page = await services.list_qualified_numbers(
        context, request.path_params["projectId"], QualifiedFilter(states), TimeOrder.CREATED, None, MOST
    )
    return QualifiedNumbersJson([qualified_number_json(number) for number in page.numbers], "", page.total)


def _review(name: str, step: QualifiedStep, reason: str = "") -> Route:
    """`reason` is what is said when the operator gives none; steps without one do not fail a number."""

    async def call(context: Context, request: Request) -> QualifiedNumberJson:
        given = (await body_of(request, ReasonRequest)).reason
        number = parse_e164(request.path_params["phoneNumber"])
        project_id = request.path_params["projectId"]
        return qualified_number_json(await services.review_number(context, project_id, number, step, given or reason))

    return operator_call("POST", f"/projects/{{projectId}}/qualifiedNumbers/{{phoneNumber}}:{name}", call)


routes = [
    operator_call("GET", "/projects/{projectId}/qualifiedNumbers", list_),
    _review("findEligible", QualifiedStep.FIND_ELIGIBLE),
    _review("findNotEligible", QualifiedStep.FIND_NOT_ELIGIBLE, "The number cannot be hosted"),
    _review("receiveInvoices", QualifiedStep.RECEIVE_INVOICES),
    _review("acceptInvoices", QualifiedStep.VERIFY),
    _review("refuseInvoices", QualifiedStep.FAIL_VERIFICATION, "The invoices do not show whose number it is"),
    _review("block", QualifiedStep.BLOCK, "Blocked by the operator"),
    _review("unblock", QualifiedStep.UNBLOCK),
]
