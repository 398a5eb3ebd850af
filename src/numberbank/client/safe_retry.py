"""Calls that cost money: each ends in done, not done, or unknown, and none is sent twice without knowing.

    write the intent down  ->  send  ->  an answer: done, or refused
                                     ->  nothing left us: send again
                                     ->  the answer is lost: find out (client.settlement)

When is it safe to send again? The request whose answer was lost may still lie in a proxy's queue or in the server,
and be carried out after a read that saw nothing. So such a read proves something only when it began later than
`Patience.server` after the request had ended here: by then the server's own time-out is over. A trace that is seen
earlier settles the matter at once.

A server that keeps Idempotency-Keys makes all of that its own affair: sent again with its key, the call is carried
out once, however many of its requests arrive, and in whatever order.
"""

from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from numberbank.client.attempts import Answered, Lost, attempt
from numberbank.client.backoff import pause
from numberbank.client.calls import Call
from numberbank.client.engine import Engine
from numberbank.client.errors import (
    AnswerLost,
    NotDone,
    NumbersError,
    OutcomeUnknown,
    Refused,
    Verdict,
)
from numberbank.client.intents import Intent, State
from numberbank.client.journal import Journal, now
from numberbank.client.kinds import Kind
from numberbank.client.markers import marked
from numberbank.client.proofs.findings import CannotTell, Happened
from numberbank.client.settlement import find_out

T = TypeVar("T")

_SLACK = 1.0
"""seconds for what happens here between two writes to the journal"""


class SafeCalls:
    def __init__(self, engine: Engine, journal: Journal, *, use_keys: bool = True) -> None:
        self._engine = engine
        self._journal = journal
        self._use_keys = use_keys

    async def make(self, kind: Kind[T], call: Call) -> T:
        """The answer of a call that was carried out, or what state shows of it.

        Raises OutcomeUnknown when nobody can tell; every other NumbersError means that it was not carried out.
        """
        try:
            intent, call = await self._begin(kind, call)
            return await self._carry_out(kind, call, intent)
        except OutcomeUnknown:
            raise
        except NumbersError as error:
            error.verdict = Verdict.NOT_DONE
            raise

    async def _begin(self, kind: Kind[T], call: Call) -> tuple[Intent, Call]:
        """Reads what must be known beforehand, and writes the intent down."""
        engine, patience = self._engine, self._engine.patience
        # A token first, so that between the intent and the sending no time goes by.
        await engine.prepare()
        # Before the reads: what others get from now on may be missing from them, and is known from the journal.
        began_at = now()
        intent_id = f"{engine.rng.getrandbits(128):032x}"
        body = marked(call.body, intent_id)
        before: object = None
        if not self._keyed(kind):
            before = await kind.proof.before(engine, call, marked=body is not None)
        if self._use_keys:
            await engine.ask_for_keys(kind.api)
        sent_at = now()
        intent = Intent(
            id=intent_id,
            base=engine.base(kind.api),
            project_id=engine.settings.project_id,
            kind=kind.name,
            path=call.path,
            body=body or call.body,
            number=call.number,
            family=kind.proof.family,
            resource=kind.proof.resource(call),
            marked=body is not None,
            keyed=self._keyed(kind),
            before=before,
            begun_at=began_at,
            busy_until=sent_at + patience.sending + _SLACK,
            deadline=sent_at + patience.sending + patience.server,
        )
        await engine.io.run(lambda: self._journal.begin(intent))
        return intent, replace(call, body=intent.body)

    def _keyed(self, kind: Kind[Any]) -> bool:
        return self._use_keys and self._engine.keeps_keys(kind.api)

    async def _carry_out(self, kind: Kind[T], call: Call, intent: Intent) -> T:
        patience, lost_before = self._engine.patience, False
        for count in range(1, patience.attempts + 1):
            outcome = await attempt(self._engine, kind, call, intent.id if self._use_keys else None)
            if isinstance(outcome, Answered):
                await self._settle(intent, State.DONE, kind.name_of(outcome.value))
                return outcome.value
            wait = pause(patience, count, self._engine.rng, outcome.retry_after)
            last = count == patience.attempts or wait > patience.longest_pause
            if isinstance(outcome, Lost):
                lost_before = intent.keyed
                if last or not intent.keyed:
                    found = await self._find_out(kind, intent, outcome.error)
                    if found is not None or last:
                        return await self._end(intent, found, outcome.error)
            elif last or not outcome.again:
                # What was lost before this refusal may have been carried out all the same.
                found = await self._find_out(kind, intent, outcome.error) if lost_before else None
                return await self._end(intent, found, outcome.error)
            await self._engine.io.sleep(wait)
            # If that fails, so does the next attempt, which knows what it means.
            with suppress(NumbersError):
                await self._engine.prepare()
            if not await self._move(intent, State.SENDING, patience.sending):
                return await self._settled_by_another(kind, intent, outcome.error)
        raise AssertionError("there is at least one attempt")

    async def _find_out(self, kind: Kind[T], intent: Intent, cause: NumbersError) -> Happened[T] | None:
        """None when nothing happened; raises OutcomeUnknown when nobody can tell."""
        deadline = now() + self._engine.patience.server
        if not await self._move(intent, State.UNCERTAIN, self._engine.patience.server, deadline):
            raise self._overtaken(intent, cause)
        finding = await find_out(self._engine, self._journal, kind, intent, deadline)
        if isinstance(finding, CannotTell):
            await self._settle(intent, State.UNKNOWN, detail=finding.reason, candidates=finding.candidates)
            message = f"{kind.name} may have been carried out: {finding.reason} (after {cause.message})"
            raise OutcomeUnknown(message, intent_id=intent.id, number=intent.number) from cause
        return finding if isinstance(finding, Happened) else None

    async def _end(self, intent: Intent, found: Happened[T] | None, error: NumbersError) -> T:
        if found is not None:
            await self._settle(intent, State.DONE, found.resource)
            return found.value
        if await self._settle(intent, State.NOT_DONE, detail=error.message) is State.DONE:
            raise self._overtaken(intent, error)
        if isinstance(error, AnswerLost) or (isinstance(error, Refused) and error.status >= 500):
            message = f"{intent.kind} was not carried out, state shows nothing of it (after {error.message})"
            raise NotDone(message, number=intent.number) from error
        raise error

    async def _settled_by_another(self, kind: Kind[T], intent: Intent, cause: NumbersError) -> T:
        """Another process took us for dead, looked itself, and wrote down what it saw: it is not sent again."""
        found = await self._engine.io.run(lambda: self._journal.get(intent.id))
        if found is not None and found.state is State.NOT_DONE:
            raise NotDone(f"{kind.name} was not carried out, as another process found", number=intent.number) from cause
        raise self._overtaken(intent, cause)

    def _overtaken(self, intent: Intent, cause: NumbersError) -> OutcomeUnknown:
        error = OutcomeUnknown(
            f"another process has settled this {intent.kind}: see the journal",
            intent_id=intent.id,
            number=intent.number,
        )
        error.__cause__ = cause
        return error

    async def _move(self, intent: Intent, state: State, busy: float, deadline: float | None = None) -> bool:
        patience = self._engine.patience
        busy_until = now() + busy + patience.sending + _SLACK
        until = deadline or now() + patience.sending + patience.server
        return await self._engine.io.run(lambda: self._journal.move(intent.id, state, busy_until, until))

    async def _settle(
        self, intent: Intent, state: State, resource: str = "", detail: str = "", candidates: tuple[str, ...] = ()
    ) -> State:
        return await self._engine.io.run(lambda: self._journal.settle(intent.id, state, resource, detail, candidates))
