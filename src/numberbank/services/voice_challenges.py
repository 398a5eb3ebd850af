"""Proving by a call that a number is one's own: a code is read out there, and typed in here."""

import hmac
from datetime import datetime

from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164
from numberbank.domain.errors import FailedPrecondition, NotFound
from numberbank.domain.provisioning import Failed, Later, Outcome
from numberbank.domain.qualified_numbers import (
    CODE_DIGITS,
    CODE_LIFE,
    MOST_CALLS,
    MOST_WRONG_CODES,
    TRANSITIONS,
    QualifiedNumber,
    QualifiedState,
    QualifiedStep,
    VoiceChallenge,
)
from numberbank.services.context import Context
from numberbank.storage import voice_challenges as storage
from numberbank.storage.pool import Connection
from numberbank.storage.qualified_numbers import count_tries, get_qualified, lock_qualified, move_qualified
from numberbank.storage.voice_challenges import ClaimedCall

_EXPIRED = "The code is too old: ask for another call"
_TOO_MANY_CALLS = "Too many calls: the operator can lift the block"
_TOO_MANY_CODES = "Too many wrong codes: the operator can lift the block"
_BATCH = 100


async def send_challenge(context: Context, project_id: str, number: E164) -> QualifiedNumber:
    """Has the number called with a new code, in place of an earlier one; one call too many blocks the number.

    Raises NotFound, or FailedPrecondition for a number that is not to be verified.
    """
    async with context.database.transaction() as connection:
        qualified = await _lock(connection, project_id, number)
        if qualified.state is QualifiedState.VERIFICATION_BLOCKED:
            return qualified
        allowed, _ = TRANSITIONS[QualifiedStep.CALL]
        if qualified.state not in allowed:
            raise FailedPrecondition(f"{number} is {qualified.state}: there is nothing to verify")
        moment = context.clock.now(project_id)
        if qualified.calls >= MOST_CALLS:
            await _block(context, connection, qualified, _TOO_MANY_CALLS)
        else:
            code = f"{context.random.of(project_id).randrange(10**CODE_DIGITS):0{CODE_DIGITS}}"
            challenge_id = context.random.ulid(project_id, moment)
            challenge = VoiceChallenge(challenge_id, project_id, number, code, moment + CODE_LIFE)
            await storage.put_challenge(connection, challenge, moment)
            await move_qualified(connection, project_id, [number], QualifiedStep.CALL, moment)
            await count_tries(connection, project_id, number, calls=1)
        changed = await get_qualified(connection, project_id, [number])
    context.wakeup.ask()
    return changed[number]


async def verify_challenge(context: Context, project_id: str, number: E164, code: str) -> QualifiedNumber:
    """A wrong code is no refusal: the answer says that the verification failed, or that the number is blocked.

    Raises NotFound, or FailedPrecondition for a number that was never called.
    """
    async with context.database.transaction() as connection:
        qualified = await _lock(connection, project_id, number)
        challenge = await storage.get_challenge(connection, project_id, number)
        moment = context.clock.now(project_id)
        if challenge is None:
            if qualified.calls == 0 and qualified.state is QualifiedState.ELIGIBLE:
                raise FailedPrecondition(f"{number} was not called yet: send a voice challenge first")
            return qualified
        if moment >= challenge.expires_at:
            await _fail(connection, project_id, number, moment, _EXPIRED)
            await storage.drop_challenge(connection, project_id, number)
        elif hmac.compare_digest(code.encode(), challenge.code.encode()):
            await move_qualified(connection, project_id, [number], QualifiedStep.VERIFY, moment)
            await storage.drop_challenge(connection, project_id, number)
        elif qualified.wrong_codes + 1 >= MOST_WRONG_CODES:
            await _block(context, connection, qualified, _TOO_MANY_CODES)
        else:
            await _fail(connection, project_id, number, moment, "Wrong code")
            await count_tries(connection, project_id, number, wrong_codes=1)
        changed = await get_qualified(connection, project_id, [number])
    return changed[number]


async def record_call(context: Context, claimed: ClaimedCall, outcome: Outcome) -> None:
    """How placing the call went. What the call's own end was nobody asks: the code tells."""
    call = claimed.call
    async with context.database.transaction() as connection:
        await lock_qualified(connection, call.project_id, [call.number])
        match outcome:
            case Later(pause):
                await storage.set_call_time(connection, call, claimed.moment + pause)
            case Failed():
                if await storage.drop_challenge(connection, call.project_id, call.number, call.id):
                    error = "The number could not be called"
                    await _fail(connection, call.project_id, call.number, claimed.moment, error)
            case _:
                await storage.set_call_time(connection, call, None)


async def expire_challenges(context: Context, due: Due) -> int:
    """Ends the verifications whose codes are too old; how many there were."""
    async with context.database.connection() as connection:
        expired = await storage.find_expired(connection, due, _BATCH)
    for each in expired:
        async with context.database.transaction() as connection:
            # The number is locked before its challenge, as everywhere.
            await lock_qualified(connection, each.project_id, [each.number])
            if await storage.drop_challenge(connection, each.project_id, each.number, each.id):
                await _fail(connection, each.project_id, each.number, each.moment, _EXPIRED)
    return len(expired)


async def list_challenges(context: Context, project_id: str) -> list[VoiceChallenge]:
    """With their codes: for a sandbox only."""
    async with context.database.connection() as connection:
        return await storage.list_challenges(connection, project_id)


async def _lock(connection: Connection, project_id: str, number: E164) -> QualifiedNumber:
    await lock_qualified(connection, project_id, [number])
    found = await get_qualified(connection, project_id, [number])
    if number not in found:
        raise NotFound("QualifiedNumber", number, f"The project has no qualified number {number}")
    return found[number]


async def _fail(connection: Connection, project_id: str, number: E164, moment: datetime, error: str) -> None:
    await move_qualified(connection, project_id, [number], QualifiedStep.FAIL_VERIFICATION, moment, error)


async def _block(context: Context, connection: Connection, qualified: QualifiedNumber, error: str) -> None:
    project_id, number = qualified.project_id, qualified.number
    moment = context.clock.now(project_id)
    await move_qualified(connection, project_id, [number], QualifiedStep.BLOCK, moment, error)
    await storage.drop_challenge(connection, project_id, number)
