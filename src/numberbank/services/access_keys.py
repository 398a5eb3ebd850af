"""Access keys: who calls, and for which project. Answers from memory on the hot path."""

import time
from datetime import timedelta

import jwt

from numberbank.domain.clock import real_now
from numberbank.domain.credentials import secret_matches
from numberbank.domain.errors import Unauthenticated
from numberbank.domain.projects import AccessKey
from numberbank.storage.pool import Database
from numberbank.storage.projects import get_key, server_secret

_REMEMBER = 5.0
"""seconds; a key that is revoked in one process is refused by all others after this time"""
_REMEMBER_AT_MOST = 10_000


class AccessKeys:
    """Checks secrets and access tokens. One object for each API process."""

    def __init__(self, database: Database, fresh_key: bytes, token_lifetime: timedelta) -> None:
        """`fresh_key` becomes the signing key of the installation when it has none yet."""
        self._database = database
        self._fresh_key = fresh_key
        self._stored_key: bytes | None = None
        self._known: dict[str, tuple[AccessKey, float]] = {}
        self.token_lifetime = token_lifetime

    async def project_of_key(self, key_id: str, secret: str) -> str:
        """The project of a key; raises Unauthenticated when key and secret do not belong together."""
        key = await self._key(key_id)
        if key is None or not secret_matches(secret, key.secret_hash):
            raise Unauthenticated
        return key.project_id

    async def issue_token(self, key_id: str, secret: str) -> str:
        """A signed JWT; its times are real ones, since clients compare them with their own clock."""
        project_id = await self.project_of_key(key_id, secret)
        now = real_now()
        claims = {"sub": key_id, "project": project_id, "iat": now, "exp": now + self.token_lifetime}
        return jwt.encode(claims, await self._signing_key(), algorithm="HS256")

    async def project_of_token(self, token: str) -> str:
        """Raises Unauthenticated, with `expired` set for a token of ours that is over."""
        signing_key = await self._signing_key()
        try:
            claims = jwt.decode(
                token, signing_key, algorithms=["HS256"], options={"require": ["exp", "sub", "project"]}
            )
        except jwt.ExpiredSignatureError:
            raise Unauthenticated(expired=True) from None
        except jwt.InvalidTokenError:
            raise Unauthenticated from None
        key = await self._key(claims["sub"])
        if key is None or key.project_id != claims["project"]:
            raise Unauthenticated
        return key.project_id

    async def project_of_known_key(self, key_id: str) -> str | None:
        """Whose key it is, without a look at the secret: not for letting anybody in."""
        key = await self._key(key_id)
        return key.project_id if key else None

    def forget(self, key_id: str) -> None:
        """Looks the key up again at its next use: it was revoked."""
        self._known.pop(key_id, None)

    async def _signing_key(self) -> bytes:
        """Read at the first token, not before: a server starts, and says that it is not ready, without a schema too."""
        if self._stored_key is None:
            async with self._database.connection() as connection:
                self._stored_key = await server_secret(connection, "token_signing_key", self._fresh_key)
        return self._stored_key

    async def _key(self, key_id: str) -> AccessKey | None:
        """The key, unless it is unknown or revoked. Unknown ones are not remembered: anybody can invent them."""
        if "\0" in key_id:
            return None
        now = time.monotonic()
        remembered = self._known.get(key_id)
        if remembered is not None and now < remembered[1]:
            return remembered[0]
        async with self._database.connection() as connection:
            key = await get_key(connection, key_id)
        if key is None or key.revoked:
            self._known.pop(key_id, None)
            return None
        if len(self._known) >= _REMEMBER_AT_MOST:
            self._known.clear()
        self._known[key_id] = (key, now + _REMEMBER)
        return key
