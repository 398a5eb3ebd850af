"""Serves the imported numbers' API under a host name of its own: what is asked of `imported.…` is below `/imported`."""

from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX = "/imported"
_HOST = b"imported."
_PATHS = ("/v1/", "/docs", "/openapi.json")
"""what that API has; all else, such as tokens, is the same under each name"""


class ImportedHost:
    """Around the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_imported(scope):
            scope = {**scope, "path": PREFIX + scope["path"]}
        await self._app(scope, receive, send)


def _is_imported(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"host":
            return bool(value.lower().startswith(_HOST) and scope["path"].startswith(_PATHS))
    return False
