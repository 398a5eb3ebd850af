"""Row 5: many clients that want the same numbers."""

from collections.abc import Iterator
from itertools import islice

from bench.bench import Bench, Row
from bench.figures import Line, Missing, Sample
from bench.inventory import offer, scattered
from bench.load import LoadFailed, Outcome, interleaved
from bench.platform import Platform, searchable
from bench.requests import RENT, RENT_ANY
from bench.storage import held_numbers

_WANTED = 100
"""numbers that each client tries to rent"""
_AREA = "+1201"
"""where any number will do; own numbers are of +1200"""


class Contenders:
    """Each request is made once, so that it is known how many numbers are held in the end."""

    def __init__(self, bench: Bench, served: Platform) -> None:
        self._bench = bench
        self._served = served
        self._numbers: Iterator[str] = scattered(bench.scale.inventory)
        self._held = 0

    def same_numbers(self) -> float:
        """Answers per second while all clients rent the same numbers at once: one gets each, the others a 404."""
        clients = self._bench.scale.contenders
        paths = [self._rent(number) for number in islice(self._numbers, _WANTED) for _ in range(clients)]
        return self._run(paths, RENT.body, rented=_WANTED)

    def own_numbers(self) -> float:
        """Answers per second while each rents numbers that nobody else wants."""
        paths = [self._rent(number) for number in islice(self._numbers, self._count())]
        return self._run(paths, RENT.body, rented=len(paths))

    def any_number(self) -> float:
        """Answers per second while each rents any number of one area code."""
        paths = [self._served.path(RENT_ANY)] * self._count()
        return self._run(paths, RENT_ANY.body.replace("AREA", _AREA), rented=len(paths))

    def _count(self) -> int:
        return self._bench.scale.contenders * self._bench.scale.rents_each

    def _rent(self, number: str) -> str:
        return self._served.path(RENT, number)

    def _run(self, paths: list[str], body: str, rented: int) -> float:
        """Raises LoadFailed when not exactly `rented` requests succeed, or not as many numbers are held then."""
        url = "http://127.0.0.1:9/callbacks"
        load = self._served.load(paths, self._bench.scale.contenders, 0, body.replace("CALLBACK", url))
        outcome: Outcome = self._bench.load(load, all_good=False)
        self._held += rented
        held = self._served.sql(held_numbers)
        if outcome.requests != len(paths) or outcome.bad != len(paths) - rented or held != self._held:
            raise LoadFailed(f"{outcome} of {len(paths)}, {rented} to be rented; {held} held instead of {self._held}")
        return outcome.rate


def run(bench: Bench) -> list[Line | Missing]:
    with searchable(bench) as served:
        served.sql(lambda connection: offer(connection, bench.scale.inventory, f"{_AREA}0000000"))
        contenders = Contenders(bench, served)
        contenders.own_numbers()
        measures = contenders.same_numbers, contenders.any_number, contenders.own_numbers
        same, any_, own = map(Sample.of, interleaved(bench.scale.rounds, *measures))
    clients = bench.scale.contenders
    than = f"rent of own numbers by {clients}"
    return [
        Line(f"{clients} clients rent the same {_WANTED} numbers", "answers/s", same, than, own),
        Line(f"rentAny by {clients} clients in one area code", "rents/s", any_, than, own),
    ]


ROW = Row(
    5,
    "Contention",
    run,
    limit=(
        "As for rents. Those who come to one process for the same number stand in line for it there; in another "
        "process they wait for the first to commit, and then learn that it is taken. A rentAny is a search and a rent."
    ),
    growth=(
        "Only those on the same number meet; a project with a prepaid balance would make all its rents meet there."
    ),
)
