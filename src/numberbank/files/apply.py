"""Carrying a plan out. Whatever breaks it, doing all again is right: what is done shows in the numbers, and is left."""

from collections.abc import Callable
from dataclasses import dataclass

from numberbank.client import (
    AsyncNumbers,
    NotAuthenticated,
    NumbersError,
    OutcomeUnknown,
    TooManyRequests,
    Unreachable,
)
from numberbank.files.at_once import for_each
from numberbank.files.changes import changes_of
from numberbank.files.plan import Plan, Step
from numberbank.files.results import Results
from numberbank.schemas.common import timestamp

_HOPELESS = (Unreachable, NotAuthenticated, TooManyRequests)
"""what the next row would meet as well"""


@dataclass(slots=True)
class Applied:
    """How many rows ended how. `stopped` is why the rest was not tried."""

    changed: int = 0
    released: int = 0
    failed: int = 0
    unknown: int = 0
    not_tried: int = 0
    stopped: NumbersError | None = None


async def apply(client: AsyncNumbers, plan: Plan, results: Results, on_step: Callable[[], None]) -> Applied:
    """Raises nothing of the client: what went wrong stands in `results`. OSError, when that cannot be written."""
    for step in plan.unchanged:
        results.add(step, "unchanged")
    applied = Applied()

    async def carry_out(step: Step) -> None:
        if applied.stopped is not None:
            applied.not_tried += 1
            return
        await _carry_out(client, step, results, applied)
        on_step()

    await for_each([step for step in plan.steps if step], carry_out)
    return applied


async def _carry_out(client: AsyncNumbers, step: Step, results: Results, applied: Applied) -> None:
    try:
        if step.release is not None:
            released = await client.release(step.number)
            results.add(step, "released", expire_at=timestamp(released.expire_at) if released.expire_at else "")
            applied.released += 1
            return
        changed = await client.update(step.number, **step.update)
    except OutcomeUnknown as error:
        results.add(step, "unknown", reason=error.message)
        applied.unknown += 1
    except NumbersError as error:
        results.add(step, "failed", reason=error.message)
        applied.failed += 1
        if isinstance(error, _HOPELESS):
            applied.stopped = error
    else:
        # Sinch, for one, has no `protected`, and says nothing about it.
        ignored = ", ".join(change.column for change in changes_of(step.wish, changed))
        if ignored:
            results.add(step, "failed", reason=f"the server answered, and did not change {ignored}")
            applied.failed += 1
        else:
            results.add(step, "changed")
            applied.changed += 1
