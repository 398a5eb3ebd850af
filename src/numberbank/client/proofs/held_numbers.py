"""Renting or importing a number by name: does the project have it, and since when?"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from numberbank.client.calls import Api, Call, get, segment
from numberbank.client.claims import claim_exact
from numberbank.client.engine import Engine
from numberbank.client.errors import NotFound
from numberbank.client.intents import Intent
from numberbank.client.journal import Journal, now
from numberbank.client.markers import mark_of
from numberbank.client.models.imported_numbers import ImportedNumber
from numberbank.client.models.numbers import ActiveNumber
from numberbank.client.proofs.findings import CannotTell, Finding, Happened, Nothing
from numberbank.client.proofs.waiting import until_none_in_flight

N = TypeVar("N", ActiveNumber, ImportedNumber)


@dataclass(frozen=True, slots=True)
class HeldNumber(Generic[N]):
    """`path` is that of the list to which the number belongs when the call was carried out."""

    family: str
    api: Api
    path: str
    shape: type[N]

    def resource(self, call: Call) -> str:
        return call.number

    async def before(self, engine: Engine, call: Call, *, marked: bool) -> object:
        """Whether the project had the number before: then the call cannot have made it so."""
        if marked:
            return None
        return await self._read(engine, call.number) is not None

    async def look(self, engine: Engine, journal: Journal, intent: Intent) -> Finding[N]:
        seen_at = now()
        number = await self._read(engine, intent.resource)
        if number is None:
            return Nothing()
        if intent.marked:
            return _by_mark(number, intent)
        if intent.before is True:
            return Nothing()
        if not isinstance(intent.before, bool):
            return CannotTell("it is not known whether the project had the number before")
        await until_none_in_flight(engine, journal, intent, seen_at)
        return await engine.io.run(lambda: claim_exact(journal, intent, number))

    async def _read(self, engine: Engine, number: str) -> N | None:
        try:
            return await engine.fetch(get(f"{self.path}/{segment(number)}", api=self.api, number=number), self.shape)
        except NotFound:
            return None


def _by_mark(number: N, intent: Intent) -> Finding[N]:
    mark = mark_of(number.callback_url)
    if mark == intent.id:
        return Happened(number, number.phone_number)
    if mark:
        return Nothing()
    return CannotTell("the project has the number, but its callback URL is not the one of this call")
