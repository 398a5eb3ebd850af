"""A server that keeps Idempotency-Keys says itself what became of one."""

from typing import TypeVar
from urllib.parse import unquote, urlsplit

import msgspec

from numberbank.client.calls import Call, decode, get, segment
from numberbank.client.engine import Engine
from numberbank.client.intents import Intent
from numberbank.client.io import Reply
from numberbank.client.journal import now
from numberbank.client.kinds import Kind
from numberbank.client.proofs.findings import CannotTell, Finding, Happened, Nothing
from numberbank.domain.idempotency import KEPT

T = TypeVar("T")

_MARGIN = 3600.0
"""seconds before the server may forget"""


class _Answer(msgspec.Struct, frozen=True, rename="camel"):
    path: str
    status: int
    body: msgspec.Raw


class _Answers(msgspec.Struct, frozen=True, rename="camel"):
    answers: tuple[_Answer, ...] = ()


async def look_up(engine: Engine, kind: Kind[T], intent: Intent) -> Finding[T]:
    """What the server answered to the intent, if anything."""
    if now() - intent.begun_at > KEPT.total_seconds() - _MARGIN:
        return CannotTell("the server may have forgotten the key")
    # A Numberbank keeps the keys of both APIs in one place.
    lookup: Call = get(f"/idempotencyKeys/{segment(intent.id)}", number=intent.number)
    reply = await engine.reply(lookup)
    path = unquote(urlsplit(intent.base).path + f"/v1/projects/{intent.project_id}{intent.path}")
    for answer in decode(reply, _Answers).answers:
        # A proxy may have cut off the beginning of the path.
        if answer.path == path or path.endswith(answer.path):
            if answer.status >= 300:
                return Nothing(final=True)
            value = decode(Reply(answer.status, reply.headers, bytes(answer.body)), kind.shape)
            return Happened(value, kind.name_of(value))
    return Nothing()
