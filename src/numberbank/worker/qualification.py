"""Qualified numbers whose time has come: to be checked, to be called, to be told that a code is too old."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from numberbank.domain.clock import Due
from numberbank.domain.provisioning import Outcome
from numberbank.domain.registry import RegistryTask, VoiceCall
from numberbank.services.context import Context
from numberbank.services.qualified_numbers import record_check
from numberbank.services.voice_challenges import expire_challenges, record_call
from numberbank.storage.due import DueKind
from numberbank.storage.pool import Connection
from numberbank.storage.qualified_numbers import ClaimedCheck, claim_due_checks
from numberbank.storage.voice_challenges import ClaimedCall, claim_due_calls
from numberbank.worker.due_work import DueWork
from numberbank.worker.outside import BATCH, LEASE, OutsideWork


class Registry(Protocol):
    """The routing registry. A step may be repeated: `task.id` stays the same."""

    async def step(self, task: RegistryTask) -> Outcome: ...


class Voice(Protocol):
    """Places calls. A call may be asked for again: `call.id` stays the same."""

    async def call(self, call: VoiceCall) -> Outcome: ...


class EligibilityWork(OutsideWork[ClaimedCheck]):
    kind = DueKind.ELIGIBILITY

    def __init__(self, context: Context, registry: Registry) -> None:
        super().__init__(context)
        self._registry = registry

    async def claim(self, connection: Connection, due: Due) -> Sequence[ClaimedCheck]:
        return await claim_due_checks(connection, due, LEASE, BATCH)

    async def ask(self, claim: ClaimedCheck) -> Outcome:
        return await self._registry.step(claim.task)

    async def record(self, claim: ClaimedCheck, outcome: Outcome) -> None:
        await record_check(self.context, claim, outcome)


class VoiceCallWork(OutsideWork[ClaimedCall]):
    kind = DueKind.VOICE_CALL

    def __init__(self, context: Context, voice: Voice) -> None:
        super().__init__(context)
        self._voice = voice

    async def claim(self, connection: Connection, due: Due) -> Sequence[ClaimedCall]:
        return await claim_due_calls(connection, due, LEASE, BATCH)

    async def ask(self, claim: ClaimedCall) -> Outcome:
        return await self._voice.call(claim.call)

    async def record(self, claim: ClaimedCall, outcome: Outcome) -> None:
        await record_call(self.context, claim, outcome)


class ChallengeExpiryWork(DueWork):
    kind = DueKind.CHALLENGE_EXPIRY
    grain = timedelta(minutes=1)

    async def run_due(self, due: Due) -> int:
        return await expire_challenges(self.context, due)
