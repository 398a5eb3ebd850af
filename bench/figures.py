"""What a row of the bench says."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


class NotRun(Exception):
    """Something that a row needs is missing; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What each round measured."""

    rounds: tuple[float, ...]

    @classmethod
    def of(cls, rounds: Sequence[float]) -> "Sample":
        return cls(tuple(rounds))

    @property
    def median(self) -> float:
        return median(self.rounds)

    @property
    def spread(self) -> float:
        """Half of what lies between the extremes, as a share of the median."""
        return (max(self.rounds) - min(self.rounds)) / 2 / self.median if self.median else 0.0


@dataclass(frozen=True, slots=True)
class Budget:
    """A bound on a line's ratio, or, with a unit, on its figure itself."""

    bound: float
    at_most: bool = False
    on_figure: bool = False

    def met_by(self, line: "Line") -> bool:
        value = line.ours.median if self.on_figure else line.ratio
        if value is None:
            return False
        return value <= self.bound if self.at_most else value >= self.bound


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, and what it is compared with. The ratio is `ours` by `theirs`, round by round."""

    what: str
    unit: str
    ours: Sample
    than: str = ""
    theirs: Sample | None = None
    budget: Budget | None = None
    column: str = ""
    """for one of many figures that stand in a table of their own, with `what` as their row"""

    @property
    def ratio(self) -> float | None:
        if self.theirs is None:
            return None
        if len(self.ours.rounds) != len(self.theirs.rounds):
            return self.ours.median / self.theirs.median
        return median(mine / other for mine, other in zip(self.ours.rounds, self.theirs.rounds, strict=True))

    @property
    def met(self) -> bool | None:
        return self.budget.met_by(self) if self.budget else None


@dataclass(frozen=True, slots=True)
class Missing:
    """A line that could not be measured, and why."""

    what: str
    why: str
