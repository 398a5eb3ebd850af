"""What a file of wishes would change: the difference between its rows and what the numbers are now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from numberbank.client import AsyncNumbers
from numberbank.client.models.numbers import ActiveNumber
from numberbank.files.changes import Change, Update, changes_of, update_of
from numberbank.files.held import read_held
from numberbank.files.mistakes import Mistake
from numberbank.files.rules import broken_rules
from numberbank.files.sources import read_sheet
from numberbank.files.wishes import Wish, read_wishes


@dataclass(frozen=True, slots=True)
class Release:
    """`ends` is when the number goes; its price, `amount` each `months`, goes with it."""

    ends: datetime | None
    amount: Decimal
    currency: str
    months: int


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with one number: it is changed, or released, or, without either, left as it is."""

    line: int
    number: str
    wish: Wish
    changes: tuple[Change, ...]
    update: Update
    release: Release | None = None

    def __bool__(self) -> bool:
        return bool(self.changes) or self.release is not None


@dataclass(frozen=True, slots=True)
class Plan:
    """With mistakes nothing may be carried out; the steps are those of the rows that are right."""

    steps: tuple[Step, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def changed(self) -> list[Step]:
        return [step for step in self.steps if step.changes]

    @property
    def released(self) -> list[tuple[Step, Release]]:
        return [(step, step.release) for step in self.steps if step.release is not None]

    @property
    def unchanged(self) -> list[Step]:
        return [step for step in self.steps if not step]


async def make_plan(client: AsyncNumbers, path: Path) -> Plan:
    """Raises FileProblem, NumbersError and OSError."""
    sheet = read_sheet(path)
    wishes = read_wishes(sheet)
    held = await read_held(client, [wish.number for wish in wishes]) if wishes else {}
    return compare(wishes, held, sheet.mistakes)


def compare(wishes: Sequence[Wish], held: Mapping[str, ActiveNumber], mistakes: Sequence[Mistake]) -> Plan:
    """`held` are those of the numbers that the project has."""
    found = list(mistakes)
    wrong_lines = {mistake.line for mistake in mistakes}
    steps: list[Step] = []
    for wish in wishes:
        number = held.get(wish.number)
        broken = list(broken_rules(wish, number))
        found += broken
        if number is not None and not broken and wish.line not in wrong_lines:
            steps.append(_step(wish, number))
    return Plan(tuple(steps), tuple(sorted(found, key=lambda mistake: mistake.line)))


def _step(wish: Wish, number: ActiveNumber) -> Step:
    releases = wish.release and number.expire_at is None
    return Step(
        wish.line,
        wish.number,
        wish,
        changes_of(wish, number),
        update_of(wish, number),
        _release(number) if releases else None,
    )


def _release(number: ActiveNumber) -> Release:
    money = number.money
    return Release(
        number.next_charge_date,
        money.amount if money else Decimal(0),
        money.currency_code if money else "",
        number.payment_interval_months,
    )


def prices(releases: Sequence[Release]) -> Iterator[tuple[Decimal, str, int]]:
    """What is no longer to be paid, added up by currency and interval in months."""
    sums: dict[tuple[str, int], Decimal] = {}
    for release in releases:
        key = (release.currency, release.months)
        sums[key] = sums.get(key, Decimal(0)) + release.amount
    for (currency, months), amount in sorted(sums.items()):
        yield amount, currency, months
