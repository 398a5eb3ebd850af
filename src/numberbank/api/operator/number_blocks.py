"""Inventory, for the operator."""

from starlette.requests import Request

from numberbank.api.operator.csv_files import lines_of
from numberbank.api.operator.routing import operator_call
from numberbank.schemas.operator import ImportReportJson, RowProblemJson
from numberbank.services.context import Context
from numberbank.services.number_blocks import import_blocks


async def import_(context: Context, request: Request) -> ImportReportJson:
    """The body is the CSV file; `?skipBad=true` writes the good rows in spite of bad ones."""
    lines = await lines_of(request)
    skip_bad = request.query_params.get("skipBad") == "true"
    report = await import_blocks(context, lines, skip_bad=skip_bad)
    problems = [RowProblemJson(problem.line, problem.reason) for problem in report.problems]
    return ImportReportJson(report.blocks, report.numbers, problems)


routes = [operator_call("POST", "/blocks:import", import_)]
