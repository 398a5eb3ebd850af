"""The project's own ledger; a platform shows it to its operator alone."""

from starlette.requests import Request

from numberbank.api.charges import charges_page
from numberbank.api.sandbox.routing import Sandbox, sandbox_call
from numberbank.schemas.charges import ChargesJson


async def list_(sandbox: Sandbox, project_id: str, request: Request) -> ChargesJson:
    return await charges_page(request.app.state.context, project_id, request)


routes = [sandbox_call("GET", "/charges", list_)]
