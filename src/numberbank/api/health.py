"""Whether the process lives, and whether it can serve."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from numberbank.services.readiness import schema_problem


async def healthz(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """503 with the reason while the database cannot be reached or its schema is not ours."""
    problem = await schema_problem(request.app.state.context)
    if problem:
        return JSONResponse({"status": "unavailable", "reason": problem}, status_code=503)
    return JSONResponse({"status": "ok"})


routes = [
    Route("/healthz", healthz, methods=["GET"], name="getHealth"),
    Route("/readyz", readyz, methods=["GET"], name="getReadiness"),
]
