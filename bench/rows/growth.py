"""Row 4: search as the inventory grows, as it fills up, and by all kinds of patterns."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import product

from bench.bench import Bench, Row
from bench.figures import Budget, Line, Missing, Sample
from bench.inventory import FIRST, hold_evenly, hold_whole_blocks, offer
from bench.load import Outcome, interleaved
from bench.patterns import ANY, Kind, kinds
from bench.platform import PROJECT, Platform, platform
from numberbank.storage.pool import Connection

_REGIONS = ("CA", "DO", "JM", "PR", "BS", "BB")
"""of the numbers that fill up, beside those of US on the same platform"""
_LAYOUTS = {"spread": hold_evenly, "whole blocks": hold_whole_blocks}
_SIZE_BUDGET = Budget(1.5, at_most=True)
_FULL_BUDGET = Budget(4.0, at_most=True)
_PATTERN_BUDGET = Budget(20.0, at_most=True, on_figure=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where searches look: a region of a platform, which offers `count` numbers from `first` on."""

    name: str
    served: Platform
    region: str
    first: str
    count: int
    share: float = 0.0
    """of them, held by somebody"""

    def search(self, bench: Bench, kind: Kind) -> Outcome:
        """By one client, which searches again as soon as it has its answer."""
        return bench.load(self.served.load(kind.paths(PROJECT, self.region), clients=1, seconds=bench.scale.probe))

    def survey(self, bench: Bench) -> dict[Kind, Outcome]:
        return {kind: self.search(bench, kind) for kind in kinds(bench.scale.lengths, self.count, self.first)}


def run(bench: Bench) -> list[Line | Missing]:
    with ExitStack() as stack:
        by_size = [_of_size(stack.enter_context(platform(bench)), size) for size in bench.scale.sizes]
        places = [*by_size, *_occupied(bench, by_size[-1].served)]
        surveys = {place.name: place.survey(bench) for place in places}
        return [
            *_against_smallest(bench, places),
            *(
                _slowest(bench, place, surveys[place.name])
                for place in places
                if place.share in (0, bench.scale.shares[-1])
            ),
            *(
                Line(kind.name, "ms", Sample((outcome.p50,)), column=name)
                for name, survey in surveys.items()
                for kind, outcome in survey.items()
            ),
        ]


def _of_size(served: Platform, size: int) -> Place:
    served.sql(lambda connection: offer(connection, size))
    return Place(f"10^{len(str(size)) - 1} numbers", served, "US", FIRST, size)


def _occupied(bench: Bench, served: Platform) -> list[Place]:
    """Beside the many numbers of US, regions of fewer, of which a share is held in one of the layouts."""
    kinds_of_places = product(_LAYOUTS, bench.scale.shares)
    return [
        _fill(
            Place(
                f"{share * 100:g} % held, {layout}",
                served,
                region,
                f"+13{index:02}0000000",
                bench.scale.occupied,
                share,
            ),
            _LAYOUTS[layout],
        )
        for index, (region, (layout, share)) in enumerate(zip(_REGIONS, kinds_of_places, strict=False))
    ]


def _fill(place: Place, hold: Callable[[Connection, str, int, float], Awaitable[int]]) -> Place:
    async def fill(connection: Connection) -> None:
        await offer(connection, place.count, place.first, place.region)
        await hold(connection, place.first, place.count, place.share)

    place.served.sql(fill)
    return place


def _against_smallest(bench: Bench, places: Sequence[Place]) -> list[Line]:
    """The search without a pattern in each place."""
    rounds = interleaved(bench.scale.rounds, *(partial(_median, bench, place) for place in places))
    smallest, *others = map(Sample.of, rounds)
    return [
        Line(
            f"search, {place.name}",
            "ms",
            times,
            places[0].name,
            smallest,
            _FULL_BUDGET if place.share else _SIZE_BUDGET,
        )
        for place, times in zip(places[1:], others, strict=True)
    ]


def _median(bench: Bench, place: Place) -> float:
    return place.search(bench, ANY).p50


def _slowest(bench: Bench, place: Place, survey: dict[Kind, Outcome]) -> Line:
    """The kind of pattern that took longest in the survey, at the 99th percentile of its searches, measured again."""
    kind = max(survey, key=lambda kind: survey[kind].p99)
    (times,) = interleaved(bench.scale.rounds, lambda: place.search(bench, kind).p99)
    return Line(f"slowest pattern, {place.name}: {kind.name}, p99", "ms", Sample.of(times), budget=_PATTERN_BUDGET)


ROW = Row(
    4,
    "Search as the inventory grows and fills up",
    run,
    limit="The database: how many places a search looks at until it has ten free numbers that match.",
    growth=(
        "Indexes lead to the blocks, however many there are; what is left of crowded blocks is listed, so that "
        "held numbers are not walked through."
    ),
)
