"""Inventory, for the operator."""

from starlette.requests import Request

from numberbank.api.bodies import read_body
from numberbank.api.operator.routing import operator_call
from numberbank.domain.errors import InvalidRequest
from numberbank.schemas.operator import ImportReportJson, RowProblemJson
from numberbank.services.context import Context
from numberbank.services.number_blocks import import_blocks

MAX_FILE = 64 * 1024 * 1024
"""bytes of a block file"""


async def import_(context: Context, request: Request) -> ImportReportJson:
    """The body is the CSV file; `?skipBad=true` writes the good rows in spite of bad ones."""
    try:
        text = (await read_body(request, MAX_FILE)).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidRequest.of("body", "the file is not UTF-8 text") from None
    skip_bad = request.query_params.get("skipBad") == "true"
    report = await import_blocks(context, text.splitlines(), skip_bad=skip_bad)
    problems = [RowProblemJson(problem.line, problem.reason) for problem in report.problems]
    return ImportReportJson(report.blocks, report.numbers, problems)


routes = [operator_call("POST", "/blocks:import", import_)]
