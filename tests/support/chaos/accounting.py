"""What the client says of its calls, beside what the server has: the two must agree, family by family."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.chaos.calls import Call
from support.chaos.outcome import Outcome, Tally
from support.chaos.state import ServerState

FAMILIES = {
    "rents": ("rent", "rentAny"),
    "releases": ("release",),
    "orders of one": ("order",),
    "orders of several": ("orderSeveral",),
    "submissions": ("submit",),
    "imports": ("importNumber",),
    "hosting orders": ("importNumbers", "textEnable"),
}
"""kinds of calls whose traces are of the same sort"""
_FAMILY_OF_KIND = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
_FAMILY_IN_JOURNAL = {
    "rent": "rents",
    "rentAny": "rents",
    "release": "releases",
    "submit": "submissions",
    "importNumber": "imports",
    "hostNumbers": "hosting orders",
}


@dataclass(frozen=True)
class _Row:
    """What the client says of a call: a row of the journal, or a verdict of the client that has none."""

    family: str
    resource: str
    state: str


def account(
    mode: str, calls: list[Call], folder: Path, before: set[str], state: ServerState, kills: int, seconds: float
) -> Outcome:
    """`before` has the numbers that were rented so that they can be released."""
    verdicts = [json.loads(line) for line in (folder / "verdicts").read_text().splitlines()]
    told = [
        _Row(_FAMILY_OF_KIND[each["kind"]], each.get("resource", ""), each["verdict"])
        for each in verdicts
        if "kind" in each
    ]
    rows = told if mode == "plain" else _journal(folder / "journal.sqlite3")
    prepared = {call["order"] for call in calls if call["kind"] == "submit"}
    submitted = [order for order in state.orders if order["idNumberOrder"] in prepared and order["state"] != "CREATED"]
    made = [order for order in state.orders if order["idNumberOrder"] not in prepared]
    ordered = {number["phoneNumber"] for order in submitted for number in order["orderNumbers"]}
    rented = [number for number in state.numbers if number["phoneNumber"] not in before | ordered]
    there = {
        "rents": [number["phoneNumber"] for number in rented],
        "releases": [number["phoneNumber"] for number in state.numbers if number["expireAt"]],
        "orders of one": _ids(order for order in made if not _several(order)),
        "orders of several": _ids(order for order in made if _several(order)),
        "submissions": _ids(submitted),
        "imports": state.imported,
        "hosting orders": state.hosting_orders,
    }
    return Outcome(
        mode=mode,
        kills=kills,
        resolved=sum("resolved" in verdict for verdict in verdicts),
        tallies={family: _tally(family, calls, rows, told, there[family]) for family in FAMILIES},
        order_tags=[order["smsConfiguration"]["servicePlanId"] for order in made],
        charged=[number for number in state.charged if number not in before],
        due=[*there["rents"], *ordered],
        seconds=seconds,
    )


def _tally(family: str, calls: list[Call], rows: list[_Row], told: list[_Row], there: list[str]) -> Tally:
    mine = [row for row in rows if row.family == family]
    return Tally(
        family=family,
        calls=sum(call["kind"] in FAMILIES[family] for call in calls),
        done=[row.resource for row in mine if row.state == "DONE"],
        told=[row.resource for row in told if row.family == family and row.state == "DONE"],
        unknown=sum(row.state not in ("DONE", "NOT_DONE") for row in mine),
        there=there,
    )


def _journal(path: Path) -> list[_Row]:
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("select kind, number, resource, state from intent").fetchall()
    finally:
        connection.close()
    return [_Row(_family(kind, number), resource, state) for kind, number, resource, state in rows]


def _family(kind: str, number: str) -> str:
    if kind == "createNumberOrder":
        return "orders of one" if number else "orders of several"
    return _FAMILY_IN_JOURNAL[kind]


def _several(order: dict[str, Any]) -> bool:
    return len(order["orderNumbers"]) > 1


def _ids(orders: Iterable[dict[str, Any]]) -> list[str]:
    return [order["idNumberOrder"] for order in orders]
