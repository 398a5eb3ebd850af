"""The journal, as users see it."""

from numberbank.client.calls import Api
from numberbank.client.engine import Engine
from numberbank.client.intents import SETTLED, Intent
from numberbank.client.journal import Journal
from numberbank.client.settlement import Resolution, resolve


class AsyncJournal:
    """What this user's programs were about to do with the project, and what came of it."""

    def __init__(self, engine: Engine, journal: Journal) -> None:
        self._engine = engine
        self._journal = journal
        self._bases = tuple(dict.fromkeys(engine.base(api) for api in Api))

    async def intents(self) -> list[Intent]:
        """All that are remembered, oldest first."""
        project_id = self._engine.settings.project_id
        return await self._engine.io.run(
            lambda: [intent for base in self._bases for intent in self._journal.intents(base, project_id)]
        )

    async def open(self) -> list[Intent]:
        """Those that ended neither way: a program died, or nobody could tell."""
        return [intent for intent in await self.intents() if intent.state not in SETTLED]

    async def resolve(self) -> Resolution:
        """Finds out what became of the open ones. Carries nothing out, so it is safe at any time; call it when a
        program starts that may have been killed. It waits for intents that may still be carried out."""
        return await resolve(self._engine, self._journal, self._bases)
