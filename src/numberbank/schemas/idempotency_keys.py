"""What was kept under an Idempotency-Key, on the wire."""

import msgspec

from numberbank.schemas.common import Wire


class KeptAnswerJson(Wire, frozen=True):
    """`body` is the JSON that was answered, whatever that was."""

    path: str
    status: int
    create_time: str
    body: msgspec.Raw


class IdempotencyKeyJson(Wire, frozen=True):
    key: str
    answers: list[KeptAnswerJson]
