"""Calls that make something which has no name beforehand: a number that the server picks, a hosting order.

With a marker the thing is looked for in the list. Without one, the list is compared with the one taken before.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from numberbank.client.calls import Body, Call
from numberbank.client.claims import Fits, claim_new
from numberbank.client.engine import Engine
from numberbank.client.intents import Intent
from numberbank.client.journal import Journal, now
from numberbank.client.markers import mark_of
from numberbank.client.models.imported_numbers import HostingOrder
from numberbank.client.models.numbers import ActiveNumber
from numberbank.client.proofs.findings import CannotTell, Finding, Happened, Nothing
from numberbank.client.proofs.waiting import until_none_in_flight

R = TypeVar("R", ActiveNumber, HostingOrder)


@dataclass(frozen=True, slots=True)
class Listed(Generic[R]):
    """`items` lists what a body could have made, and perhaps more; `fitting` finds out which of them it could."""

    family: str
    items: Callable[[Engine, Body], AsyncIterator[R]]
    name: Callable[[R], str]
    fitting: Callable[[Engine, Sequence[R]], Awaitable[Fits[R]]]

    def resource(self, call: Call) -> str:
        return ""

    async def before(self, engine: Engine, call: Call, *, marked: bool) -> object:
        """The names of all that is there."""
        if marked:
            return None
        return [self.name(item) async for item in self.items(engine, call.body or {})]

    async def look(self, engine: Engine, journal: Journal, intent: Intent) -> Finding[R]:
        body = intent.body or {}
        if intent.marked:
            async for item in self.items(engine, body):
                if mark_of(item.callback_url) == intent.id:
                    return Happened(item, self.name(item))
            return Nothing()
        if not isinstance(intent.before, list):
            return CannotTell("no list was taken beforehand")
        seen_at = now()
        known = set(intent.before)
        unknown = [item async for item in self.items(engine, body) if self.name(item) not in known]
        fits = await self.fitting(engine, unknown)
        new = {self.name(item): item for item in unknown if fits(body, item)}
        await until_none_in_flight(engine, journal, intent, seen_at)
        return await engine.io.run(lambda: claim_new(journal, intent, new, fits, seen_at))
