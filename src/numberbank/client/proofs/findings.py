"""What a look at state can say of a call whose answer was lost."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from numberbank.client.calls import Call
from numberbank.client.engine import Engine
from numberbank.client.intents import Intent
from numberbank.client.journal import Journal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Happened(Generic[T]):
    """It was carried out, and `value` is what it made or changed, as it is now."""

    value: T
    resource: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is no trace of it. That proves something only when the look came after the intent's deadline, and after
    `not_before`; or at once when it is `final`."""

    not_before: float = 0.0
    final: bool = False


@dataclass(frozen=True, slots=True)
class CannotTell:
    """Traces that it could have left, and others as well (`candidates`)."""

    reason: str
    candidates: tuple[str, ...] = ()


Finding = Happened[T] | Nothing | CannotTell


class Proof(Protocol[T]):
    """One way of knowing."""

    @property
    def family(self) -> str:
        """Whose intents may have left the same traces."""
        ...

    def resource(self, call: Call) -> str:
        """What the call is about, if that is known beforehand; else empty."""
        ...

    async def before(self, engine: Engine, call: Call, *, marked: bool) -> object:
        """What must be known before the call leaves, as JSON."""
        ...

    async def look(self, engine: Engine, journal: Journal, intent: Intent) -> Finding[T]:
        """Reads state. Raises what reads raise."""
        ...
