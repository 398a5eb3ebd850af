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

    def __init__(self, database: Database, signing_key: bytes, token_lifetime: timedelta) -> None:
        self._database = database
        self._signing_key = signing_key
        self._known: dict[str, tuple[AccessKey, float]] = {}
        self.token_lifetime = token_lifetime

    @classmethod
    async def open(cls, database: Database, fresh_key: bytes, token_lifetime: timedelta) -> "AccessKeys":
        """With the signing key of the installation; `fresh_key` becomes it on the first start of all."""
        async with database.connection() as connection:
            signing_key = await server_secret(connection, "token_signing_key", fresh_key)
        return cls(database, signing_key, token_lifetime)

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
        return jwt.encode(claims, self._signing_key, algorithm="HS256")

    async def project_of_token(self, token: str) -> str:
        """Raises Unauthenticated, with `expired` set for a token of ours that is over."""
        try:
            claims = jwt.decode(
                token, self._signing_key, algorithms=["HS256"], options={"require": ["exp", "sub", "project"]}
            )
        except jwt.ExpiredSignatureError:
            raise Unauthenticated(expired=True) from None
        except jwt.InvalidTokenError:
            raise Unauthenticated from None
        key = await self._key(claims["sub"])
        if key is None or key.project_id != claims["project"]:
            raise Unauthenticated
        return key.project_id

    def forget(self, key_id: str) -> None:
        """Looks the key up again at its next use: it was revoked."""
        self._known.pop(key_id, None)

    async def _key(self, key_id: str) -> AccessKey | None:
        """The key, unless it is unknown or revoked. Unknown ones are not remembered: anybody can invent them."""
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
