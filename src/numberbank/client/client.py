"""`AsyncNumbers`: the client for asyncio, and the source of the blocking one (client.sync)."""

import random
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from numberbank.client.backoff import Patience
from numberbank.client.calls import Api
from numberbank.client.engine import Engine
from numberbank.client.io import Io
from numberbank.client.journal import Journal, default_path
from numberbank.client.resources.base import AsyncCallbackConfiguration
from numberbank.client.resources.emergency_addresses import AsyncEmergencyAddresses
from numberbank.client.resources.hosting_orders import AsyncHostingOrders
from numberbank.client.resources.imported_numbers import AsyncImportedNumbers
from numberbank.client.resources.journal import AsyncJournal
from numberbank.client.resources.number_orders import AsyncNumberOrders
from numberbank.client.resources.numbers import NumberCalls
from numberbank.client.resources.qualified_numbers import AsyncQualifiedNumbers
from numberbank.client.safe_retry import SafeCalls
from numberbank.client.settings import Settings, read_settings


class AsyncNumbers(NumberCalls):
    """A project's numbers, at Sinch or at a Numberbank.

        async with AsyncNumbers() as numbers:
            rented = await numbers.rent_any("US", "LOCAL", callback_url="https://hooks.example.com/numbers")

    Settings that are not given come from the environment (client.settings).
    """

    def __init__(
        self,
        project_id: str | None = None,
        key_id: str | None = None,
        key_secret: str | None = None,
        *,
        url: str | None = None,
        journal: Path | bool = True,
        patience: Patience | None = None,
        idempotency_keys: bool = True,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`url` is that of a Numberbank; without one, and without NUMBERBANK_URL, calls go to Sinch.

        `journal` is a file of your own instead of the one in the user's state folder; with False intents are kept in
        memory only, and nothing is known of them after a crash. Without `idempotency_keys` none is sent.
        Raises SettingsMissing.
        """
        # Here, since the blocking client does without asyncio, and starts sooner so.
        from numberbank.client.io_async import AsyncIo

        settings = read_settings(project_id, key_id, key_secret, url)
        waiting = patience or Patience()
        self._assemble(settings, AsyncIo(waiting, transport), journal, waiting, use_keys=idempotency_keys)

    @classmethod
    def over(cls, io: Io, settings: Settings, journal: Path | bool, patience: Patience, *, use_keys: bool) -> Self:
        """On another world than asyncio's."""
        client = cls.__new__(cls)
        client._assemble(settings, io, journal, patience, use_keys=use_keys)
        return client

    def _assemble(
        self, settings: Settings, io: Io, journal: Path | bool, patience: Patience, *, use_keys: bool
    ) -> None:
        path = journal if isinstance(journal, Path) else default_path() if journal else None
        self._store = Journal(path)
        engine = Engine(settings, io, patience, random.SystemRandom())
        safe = SafeCalls(engine, self._store, use_keys=use_keys)
        super().__init__(engine, safe)
        self.callback_configuration = AsyncCallbackConfiguration(engine, safe)
        self.emergency_addresses = AsyncEmergencyAddresses(engine, safe)
        self.orders = AsyncNumberOrders(engine, safe)
        self.imported = AsyncImportedNumbers(engine, safe)
        self.qualified = AsyncQualifiedNumbers(engine, safe)
        self.hosting = AsyncHostingOrders(engine, safe)
        self.imported_callback_configuration = AsyncCallbackConfiguration(engine, safe, Api.IMPORTED)
        self.journal = AsyncJournal(engine, self._store)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._engine.io.close()
        self._store.close()
