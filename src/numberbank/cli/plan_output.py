"""A plan as people read it, and as programs do; it imports the files' logic, and so is imported when that is."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from numberbank.cli.output import Record, View, print_all
from numberbank.cli.wording import counted
from numberbank.files.cells import NONE
from numberbank.files.plan import Plan, Release, prices
from numberbank.schemas.common import timestamp

_ENTRY = View(
    {
        "line": "line",
        "kind": "kind",
        "phoneNumber": "number",
        "column": "column",
        "now": "now",
        "wanted": "wanted",
        "expireAt": "expires",
        "reason": "reason",
        "remedy": "remedy",
    },
    ("line", "kind", "phoneNumber", "column", "now", "wanted", "reason"),
)


def print_plan(output: str, file: Path, plan: Plan) -> None:
    if output == "table":
        for line in _text(file, plan):
            click.echo(line)
    else:
        print_all(output, _ENTRY, _entries(plan))


def summary(plan: Plan) -> str:
    """What is going to happen and what it costs, in whole sentences."""
    changed, released = len(plan.changed), [release for _, release in plan.released]
    sentences = []
    if changed:
        verb = "is" if changed == 1 else "are"
        sentences.append(f"{counted(changed, 'number')} {verb} changed, which costs nothing.")
    if released:
        verb = "is" if len(released) == 1 else "are"
        sentences.append(
            f"{counted(len(released), 'number')} {verb} released, which cannot be undone. {_ends(released)} "
            f"No longer charged: {_saved(released)}; nothing is paid back."
        )
    if plan.unchanged:
        verb = "stays as it is" if len(plan.unchanged) == 1 else "stay as they are"
        sentences.append(f"{counted(len(plan.unchanged), 'number')} {verb}.")
    return " ".join(sentences)


def _text(file: Path, plan: Plan) -> Iterator[str]:
    if plan.mistakes:
        yield f"{counted(len(plan.mistakes), 'mistake')} in {file}:"
        for mistake in plan.mistakes:
            yield f"  {mistake}"
        if plan.steps:
            yield ""
    for step in plan.changed:
        yield f"{step.number}  line {step.line}"
        width = max(len(change.column) for change in step.changes)
        for change in step.changes:
            yield f"  {change.column:<{width}}  {_shown(change.old)} -> {_shown(change.new)}"
    for step, release in plan.released:
        yield f"{step.number}  line {step.line}"
        yield f"  release  ends {_day(release)}, and with it {_price(release)} {_interval(release.months)}"
    if plan.changed or plan.released:
        yield ""
    if plan.steps:
        yield summary(plan)


def _entries(plan: Plan) -> Iterator[Record]:
    for mistake in plan.mistakes:
        yield {
            "line": mistake.line,
            "kind": "mistake",
            "column": mistake.column,
            "wanted": mistake.value,
            "reason": mistake.reason,
            "remedy": mistake.remedy,
        }
    for step in plan.steps:
        for change in step.changes:
            yield {
                "line": step.line,
                "kind": "change",
                "phoneNumber": step.number,
                "column": change.column,
                "now": change.old,
                "wanted": change.new,
            }
        if step.release is not None:
            ends = step.release.ends
            yield {
                "line": step.line,
                "kind": "release",
                "phoneNumber": step.number,
                "expireAt": timestamp(ends) if ends else None,
            }


def _shown(value: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in value) or NONE


def _day(release: Release) -> str:
    return f"{release.ends:%Y-%m-%d}" if release.ends else "with its paid period"


def _ends(releases: Sequence[Release]) -> str:
    days = sorted({_day(release) for release in releases})
    when = f"on {days[0]}" if len(days) == 1 else f"between {days[0]} and {days[-1]}"
    return f"{'It ends' if len(releases) == 1 else 'They end'} {when}."


def _saved(releases: Iterable[Release]) -> str:
    sums = [f"{amount} {currency} {_interval(months)}" for amount, currency, months in prices(list(releases))]
    return " and ".join(sums)


def _price(release: Release) -> str:
    return f"{release.amount} {release.currency}"


def _interval(months: int) -> str:
    return "a month" if months == 1 else f"every {months} months"
