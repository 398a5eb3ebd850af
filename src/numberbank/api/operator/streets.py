"""Streets that emergency addresses are checked against, for the operator."""

from starlette.requests import Request

from numberbank.api.operator.csv_files import lines_of
from numberbank.api.operator.routing import operator_call
from numberbank.schemas.operator import RowProblemJson, StreetReportJson
from numberbank.services.context import Context
from numberbank.services.streets import import_streets


async def import_(context: Context, request: Request) -> StreetReportJson:
    """The body is the CSV file."""
    report = await import_streets(context, await lines_of(request))
    problems = [RowProblemJson(problem.line, problem.reason) for problem in report.problems]
    return StreetReportJson(report.streets, report.postal_codes, problems)


routes = [operator_call("POST", "/streets:import", import_)]
