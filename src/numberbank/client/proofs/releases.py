"""Releasing a number: does it have an end? To release twice is to release once."""

from dataclasses import dataclass

from numberbank.client.calls import Call, get, segment
from numberbank.client.engine import Engine
from numberbank.client.errors import NotFound
from numberbank.client.intents import Intent
from numberbank.client.journal import Journal
from numberbank.client.models.numbers import ActiveNumber
from numberbank.client.proofs.findings import CannotTell, Finding, Happened, Nothing


@dataclass(frozen=True, slots=True)
class Released:
    family: str = "releases"

    def resource(self, call: Call) -> str:
        return call.number

    async def before(self, engine: Engine, call: Call, *, marked: bool) -> object:
        return None

    async def look(self, engine: Engine, journal: Journal, intent: Intent) -> Finding[ActiveNumber]:
        path = f"/activeNumbers/{segment(intent.resource)}"
        try:
            number = await engine.fetch(get(path, number=intent.resource), ActiveNumber)
        except NotFound:
            return CannotTell("the project does not have the number: it may have been released and have expired since")
        return Happened(number, number.phone_number) if number.expire_at is not None else Nothing()
