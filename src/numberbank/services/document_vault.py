"""The document store with the key to it: what goes in is sealed, what comes out is clear."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import IO, Protocol

from numberbank.domain.sealing import KEY_BYTES, Sealer, unseal
from numberbank.storage.pool import Database
from numberbank.storage.projects import server_secret

_IN_MEMORY = 1024 * 1024
"""bytes of an upload that is under way; the rest of it waits, sealed, in a nameless file"""
_PIECE = 256 * 1024


class DocumentStore(Protocol):
    """Keeps bytes under ids. Its functions block, and are called in threads."""

    def put(self, document_id: str, source: IO[bytes]) -> None: ...

    def open(self, document_id: str) -> IO[bytes]: ...

    def delete(self, document_ids: Iterable[str]) -> None: ...


class SealedFile:
    """A document on its way in: sealed as it comes, and gone when it is closed."""

    def __init__(self, key: bytes, document_id: str) -> None:
        self._sealer = Sealer(key, document_id)
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 closed by `close`

    def write(self, data: bytes) -> None:
        self._file.write(self._sealer.update(data))

    def finish(self) -> IO[bytes]:
        """The sealed document, to be read from its start."""
        self._file.write(self._sealer.finish())
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        self._file.close()


class DocumentVault:
    def __init__(self, database: Database, store: DocumentStore, key: bytes | None) -> None:
        """Without a `key`, the installation makes one on first use and keeps it in its database."""
        self._database = database
        self._store = store
        self._key = key

    async def receive(self, document_id: str) -> SealedFile:
        return SealedFile(await self._ready_key(), document_id)

    async def put(self, document_id: str, document: SealedFile) -> None:
        await asyncio.to_thread(lambda: self._store.put(document_id, document.finish()))

    async def open(self, document_id: str) -> AsyncIterator[bytes]:
        """The clear document in pieces; raises FileNotFoundError, or BrokenSeal on the way."""
        file = await asyncio.to_thread(self._store.open, document_id)
        try:
            pieces = unseal(await self._ready_key(), document_id, _pieces(file))
            while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
                yield piece
        finally:
            file.close()

    async def delete(self, document_ids: Iterable[str]) -> None:
        await asyncio.to_thread(self._store.delete, list(document_ids))

    async def _ready_key(self) -> bytes:
        if self._key is None:
            async with self._database.connection() as connection:
                self._key = await server_secret(connection, "document_key", secrets.token_bytes(KEY_BYTES))
        return self._key


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
