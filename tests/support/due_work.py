"""Due work of one kind, done in this process at a moment of the test's choice."""

from datetime import datetime

from numberbank.domain.clock import Due
from numberbank.worker.due_work import DueWork


def due_at(moment: datetime) -> Due:
    """What is due when the machine, and with it every project, is at `moment`."""
    return Due(horizon=moment, real=moment)


async def do_due(work: DueWork, moment: datetime) -> int:
    """All that is due at `moment`, to its end; how many items there were."""
    total = 0
    while count := await work.run_due(due_at(moment)):
        await work.finish()
        total += count
    return total
