"""What is to go wrong with the requests of a test's project."""

from dataclasses import dataclass
from typing import Any, Literal

from numberbank.testing.calls import Caller

Effect = Literal["drop", "delay", "status", "reset"]
When = Literal["before", "after_commit"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule; `times` is how often it will still strike, None for as long as it is there."""

    id: str
    effect: Effect
    path: str
    when: When
    method: str
    seconds: float
    status: int
    times: int | None
    probability: float


@dataclass(frozen=True, slots=True)
class Faults:
    """The first one that fits a request strikes it, and no other."""

    _caller: Caller

    def inject(
        self,
        effect: Effect,
        path: str,
        *,
        when: When,
        method: str = "*",
        seconds: float = 0.0,
        status: int = 500,
        times: int | None = None,
        probability: float | None = None,
    ) -> Fault:
        """Strikes requests whose path fits the glob `path`, in which `*` goes across slashes.

        `after_commit`, the request is carried out and only its answer suffers: `drop` closes the connection without
        one, `delay` keeps it back for `seconds`, `status` gives another (429, 500 or 503), `reset` breaks it off in
        the middle. `before`, it is not carried out, or, with `delay`, later. Strikes once, or `times`, or, with a
        `probability` alone, without end. Raises SandboxRefusal when the rule makes no sense.
        """
        rule: dict[str, object] = {
            "effect": effect,
            "path": path,
            "when": when,
            "method": method,
            "seconds": seconds,
            "status": status,
            "times": times,
            "probability": probability,
        }
        return _fault(self._caller.call("POST", "/sandbox/v1/faults", rule))

    def pending(self) -> list[Fault]:
        """Those that have not struck as often as they were to: none is left when all have."""
        answer = self._caller.call("GET", "/sandbox/v1/faults")
        return [_fault(fault) for fault in answer["faults"]]

    def clear(self) -> None:
        self._caller.call("DELETE", "/sandbox/v1/faults")


def _fault(answer: dict[str, Any]) -> Fault:
    return Fault(**{name: answer[name] for name in Fault.__slots__})
