"""What became of a key: for a caller who wants to know whether a call was carried out, without making it again."""

import msgspec

from numberbank.api.routing import Call, operation
from numberbank.schemas.common import timestamp
from numberbank.schemas.idempotency_keys import IdempotencyKeyJson, KeptAnswerJson
from numberbank.services.idempotency_keys import answers_of_key


async def get(call: Call) -> IdempotencyKeyJson:
    key = call.path["idempotencyKey"]
    answers = await answers_of_key(call.context, call.project_id, key)
    return IdempotencyKeyJson(
        key,
        [
            KeptAnswerJson(answer.path, answer.status, timestamp(answer.created_at), msgspec.Raw(answer.body.encode()))
            for answer in answers
        ],
    )


routes = [operation("getIdempotencyKey", "GET", "/idempotencyKeys/{idempotencyKey}", get)]
