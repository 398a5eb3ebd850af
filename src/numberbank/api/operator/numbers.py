"""What an operator can do with a number: undo a release, end its rest, give it back."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.routing import Route

from numberbank.api.operator.routing import operator_call
from numberbank.domain.e164 import E164, parse_e164
from numberbank.services.context import Context
from numberbank.services.lifecycle import give_back, make_available, undo_release


def _action(name: str, act: Callable[[Context, E164], Awaitable[None]]) -> Route:
    async def call(context: Context, request: Request) -> dict[str, str]:
        await act(context, parse_e164(request.path_params["phoneNumber"]))
        return {}

    return operator_call("POST", f"/numbers/{{phoneNumber}}:{name}", call)


routes = [
    _action("undoRelease", undo_release),
    _action("makeAvailable", make_available),
    _action("giveBack", give_back),
]
