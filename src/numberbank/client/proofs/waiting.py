"""Calls that are still under way may turn out to be the ones that left a trace: their answers are waited for."""

from numberbank.client.engine import Engine
from numberbank.client.intents import Intent
from numberbank.client.journal import Journal

_STEP = 0.05
"""seconds"""


async def until_none_in_flight(engine: Engine, journal: Journal, intent: Intent, seen_at: float) -> None:
    """Ends when each call that began before `seen_at` has its answer, or has lost it; none runs for ever."""
    while await engine.io.run(lambda: journal.in_flight(intent, seen_at)):
        await engine.io.sleep(_STEP)
