"""The ceiling: bytes that never change, from the HTTP stack of `numberbank serve` and nothing else of it.

`python -m bench.constant PORT [FILE]` answers every GET with what is in FILE, or with `{}`: granian with one process,
a Starlette application with one route, no authentication, no checks, no database.
"""

import os
import sys
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FILE = "BENCH_CONSTANT_ANSWER"


def constant_app() -> Starlette:
    body = Path(os.environ[_FILE]).read_bytes() if _FILE in os.environ else b"{}"

    async def answer(request: Request) -> Response:
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/{path:path}", answer)])


def main(port: str, file: str | None = None) -> None:
    if file:
        os.environ[_FILE] = file
    Granian(
        "bench.constant:constant_app",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.ASGI,
        factory=True,
        websockets=False,
        backlog=1024,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
