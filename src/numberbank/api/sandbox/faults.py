"""The project's faults."""

from starlette.requests import Request

from numberbank.api.bodies import body_of
from numberbank.api.sandbox.routing import Sandbox, sandbox_call
from numberbank.domain.errors import InvalidRequest, NotFound, Violation
from numberbank.domain.faults import Fault, FaultEffect, FaultWhen
from numberbank.schemas.sandbox import FaultJson, FaultRequest, FaultsJson
from numberbank.services.context import Context

LONGEST_DELAY = 3600.0
STATUSES = (429, 500, 503)


async def add(sandbox: Sandbox, project_id: str, request: Request) -> FaultJson:
    asked = await body_of(request, FaultRequest)
    _check(asked)
    context: Context = request.app.state.context
    fault = Fault(
        id=context.random.ulid(project_id, sandbox.clock.now(project_id)),
        method=asked.method.upper(),
        path=asked.path,
        when=asked.when,
        effect=asked.effect,
        seconds=asked.seconds,
        status=asked.status,
        # A fault strikes once, unless it is told how often or how probably.
        times=1 if asked.times is None and asked.probability is None else asked.times,
        probability=1.0 if asked.probability is None else asked.probability,
    )
    sandbox.faults.add(project_id, fault)
    return _json(fault)


async def list_(sandbox: Sandbox, project_id: str, request: Request) -> FaultsJson:
    return FaultsJson([_json(fault) for fault in sandbox.faults.of(project_id)])


async def delete(sandbox: Sandbox, project_id: str, request: Request) -> dict[str, str]:
    fault_id = request.path_params["faultId"]
    if not sandbox.faults.remove(project_id, fault_id):
        raise NotFound("Fault", fault_id, f"The project has no fault {fault_id}; it may have run out")
    return {}


async def clear(sandbox: Sandbox, project_id: str, request: Request) -> dict[str, str]:
    sandbox.faults.clear(project_id)
    return {}


def _check(asked: FaultRequest) -> None:
    """Raises InvalidRequest."""
    violations = []
    if asked.times is not None and not 1 <= asked.times <= 1_000_000:
        violations.append(Violation("times", "must be from 1 to 1000000; leave it out with a probability for no end"))
    if asked.probability is not None and not 0 <= asked.probability <= 1:
        violations.append(Violation("probability", "must be from 0 to 1"))
    if asked.effect is FaultEffect.STATUS and asked.status not in STATUSES:
        violations.append(Violation("status", f"must be one of {', '.join(map(str, STATUSES))}"))
    if asked.effect is FaultEffect.RESET and asked.when is FaultWhen.BEFORE:
        violations.append(Violation("effect", "reset breaks an answer, and before the commit there is none: use drop"))
    if not 0 <= asked.seconds <= LONGEST_DELAY:
        violations.append(Violation("seconds", f"must be from 0 to {LONGEST_DELAY:.0f}"))
    if not asked.path.startswith(("/", "*")):
        violations.append(
            Violation("path", "must be a glob on the path, as in /v1/projects/*/availableNumbers:rentAny")
        )
    if violations:
        raise InvalidRequest(violations)


def _json(fault: Fault) -> FaultJson:
    return FaultJson(
        id=fault.id,
        method=fault.method,
        path=fault.path,
        when=fault.when,
        effect=fault.effect,
        seconds=fault.seconds,
        status=fault.status,
        times=fault.times,
        probability=fault.probability,
    )


routes = [
    sandbox_call("POST", "/faults", add),
    sandbox_call("GET", "/faults", list_),
    sandbox_call("DELETE", "/faults", clear),
    sandbox_call("DELETE", "/faults/{faultId}", delete),
]
