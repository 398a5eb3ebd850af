"""What became of the calls that carried an Idempotency-Key."""

from numberbank.domain.clock import real_now
from numberbank.domain.idempotency import KeptAnswer
from numberbank.services.context import Context
from numberbank.storage.idempotency import list_answers


async def answers_of_key(context: Context, project_id: str, key: str) -> list[KeptAnswer]:
    """The answers that are kept under the key, one for each path; none for a key whose first call still runs."""
    async with context.database.connection() as connection:
        return await list_answers(connection, project_id, key, real_now())
