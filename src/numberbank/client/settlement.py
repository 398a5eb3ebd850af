"""Finding out whether a call was carried out: at once when its answer is lost, or later from the journal."""

from dataclasses import dataclass
from typing import Any, TypeVar

from numberbank.client.backoff import pause
from numberbank.client.engine import Engine
from numberbank.client.errors import NumbersError
from numberbank.client.intents import SETTLED, Intent, State
from numberbank.client.journal import Journal, now
from numberbank.client.kinds import KINDS, Kind
from numberbank.client.proofs.findings import CannotTell, Finding, Happened, Nothing
from numberbank.client.proofs.keys import look_up

T = TypeVar("T")

_A_MOMENT = 0.01
"""seconds past a deadline"""


@dataclass(frozen=True, slots=True)
class Settled:
    """An intent and what is known of it now; `resource` is the number or order that it made or changed."""

    intent_id: str
    kind: str
    number: str
    resource: str
    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What `resolve` found out."""

    done: tuple[Settled, ...] = ()
    not_done: tuple[Settled, ...] = ()
    unknown: tuple[Settled, ...] = ()


async def find_out(engine: Engine, journal: Journal, kind: Kind[T], intent: Intent, deadline: float) -> Finding[T]:
    """Looks at state until it shows that the call was carried out, or until it would have shown it.

    A `Nothing` that comes back is a proof: its look began after the deadline.
    """
    attempt = 0
    while True:
        looked_at = now()
        finding = await _look(engine, journal, kind, intent)
        until = deadline
        if isinstance(finding, Happened) or (isinstance(finding, Nothing) and finding.final):
            return finding
        if isinstance(finding, Nothing):
            until = max(deadline, finding.not_before)
        if looked_at > until:
            return finding
        attempt += 1
        await engine.io.sleep(min(pause(engine.patience, attempt, engine.rng), until - looked_at + _A_MOMENT))


async def _look(engine: Engine, journal: Journal, kind: Kind[T], intent: Intent) -> Finding[T]:
    try:
        if intent.keyed:
            return await look_up(engine, kind, intent)
        return await kind.proof.look(engine, journal, intent)
    except NumbersError as error:
        return CannotTell(f"state could not be read: {error.message}")


async def resolve(engine: Engine, journal: Journal, bases: tuple[str, ...]) -> Resolution:
    """Settles the intents of this project that were left open, by the same reads; it carries nothing out.

    One that a living process may still be busy with is waited for. An intent that cannot be told stays, to be looked
    at again.
    """
    project_id = engine.settings.project_id
    open_intents = await engine.io.run(
        lambda: [intent for base in bases for intent in journal.unsettled(base, project_id)]
    )
    settled = [await _resolve_one(engine, journal, intent) for intent in open_intents]
    return Resolution(
        tuple(each for each in settled if each.state is State.DONE),
        tuple(each for each in settled if each.state is State.NOT_DONE),
        tuple(each for each in settled if each.state not in SETTLED),
    )


async def _resolve_one(engine: Engine, journal: Journal, intent: Intent) -> Settled:
    current = await _no_longer_busy(engine, journal, intent)
    if current.state in SETTLED:
        return _settled(current)
    kind: Kind[Any] = KINDS[intent.kind]
    finding = await find_out(engine, journal, kind, current, current.deadline)
    await engine.io.run(lambda: _write_down(journal, intent.id, finding))
    return _settled(await _current(engine, journal, intent))


def _write_down(journal: Journal, intent_id: str, finding: Finding[Any]) -> None:
    match finding:
        case Happened():
            journal.settle(intent_id, State.DONE, finding.resource)
        case Nothing():
            journal.settle(intent_id, State.NOT_DONE, detail="state shows nothing of it")
        case CannotTell():
            journal.settle(intent_id, State.UNKNOWN, detail=finding.reason, candidates=finding.candidates)


async def _no_longer_busy(engine: Engine, journal: Journal, intent: Intent) -> Intent:
    current = intent
    while current.state in (State.SENDING, State.UNCERTAIN) and (left := current.busy_until - now()) > 0:
        await engine.io.sleep(min(left + _A_MOMENT, 1.0))
        current = await _current(engine, journal, intent)
    return current


async def _current(engine: Engine, journal: Journal, intent: Intent) -> Intent:
    return await engine.io.run(lambda: journal.get(intent.id)) or intent


def _settled(intent: Intent) -> Settled:
    return Settled(intent.id, intent.kind, intent.number, intent.resource, intent.state, intent.detail)
