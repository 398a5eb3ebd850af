"""What every row is given, and what a row is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench.cores import Cores, on_cores
from bench.figures import Line, Missing, Sample
from bench.load import Load, Outcome, interleaved, run_load
from bench.scale import Scale
from bench.tools import Tools


@dataclass(frozen=True, slots=True)
class Bench:
    scale: Scale
    tools: Tools
    dsn: str
    """of a database on the PostgreSQL of this run, beside which rows make their own"""
    folder: Path
    """for whatever a row writes; gone at the end"""
    cores: Cores

    def load(self, load: Load, *, all_good: bool = True) -> Outcome:
        with on_cores(self.cores.others):
            return run_load(load, self.tools.wrk(), self.folder, all_good=all_good)

    def warm_up(self, load: Load) -> None:
        self.load(replace(load, seconds=self.scale.warm_up))

    def rates(self, loads: Sequence[Load]) -> list[Sample]:
        """Requests per second under each load: after a warm-up of all, in rounds that take them in turn."""
        for load in loads:
            self.warm_up(load)
        outcomes = interleaved(self.scale.rounds, *(partial(self.load, load) for load in loads))
        return [Sample.of([outcome.rate for outcome in taken]) for taken in outcomes]


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    title: str
    run: Callable[[Bench], list[Line | Missing]]
    """raises NotRun when nothing of the row can be measured"""
    limit: str
    """what bounds the figure, as profiles show it"""
    growth: str
    """what becomes of the figure as its subject grows"""
