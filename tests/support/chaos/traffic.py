"""Which calls are to be made."""

import random
from collections.abc import Iterator

from support.chaos.calls import Call
from support.chaos.preparation import order_any, rent_any
from support.client_project import Project

SHARES = {
    "rent": 3,
    "rentAny": 5,
    "release": 2,
    "order": 2,
    "orderSeveral": 2,
    "submit": 2,
    "importNumber": 2,
    "importNumbers": 1,
    "textEnable": 1,
}
PLAIN_SHARES = {"rentAny": 3, "orderSeveral": 1}
"""of a plain client: those of which the server takes any number"""
PATTERNS = ("+1202", "+1203", "+1205")
"""of rentAny; what is named comes from other blocks"""
CALLBACK_URL = "http://127.0.0.1:9/numbers?tenant=7"
"""nobody listens there"""
MODES = ("key", "marker", "neither", "plain")


def make_calls(project: Project, mode: str, count: int, rng: random.Random) -> list[Call]:
    """In the mode `marker` they have a callback URL, which carries it."""
    shares = PLAIN_SHARES if mode == "plain" else SHARES
    digit = MODES.index(mode)  # so that the modes do not take each other's numbers
    foreign = (f"+1208{700 + digit}{index:04}" for index in range(9000))
    counts = {kind: count * share // sum(shares.values()) for kind, share in shares.items()}
    counts["rentAny"] += count - sum(counts.values())
    calls = [
        {**call, "kind": kind, "callbackUrl": CALLBACK_URL if mode == "marker" else None}
        for kind, number in counts.items()
        for call in _calls(project, kind, number, foreign, digit, rng)
    ]
    rng.shuffle(calls)
    return calls


def _calls(
    project: Project, kind: str, count: int, foreign: Iterator[str], digit: int, rng: random.Random
) -> list[Call]:
    """What the calls of a kind are about; whatever must be there before them is made here."""
    each = range(count)
    match kind:
        case "rent":
            return [{"number": number} for number in project.free_numbers(count, f"+1201990{digit}")]
        case "rentAny":
            return [{"pattern": rng.choice(PATTERNS)} for _ in each]
        case "release":
            return [{"number": rent_any(project, "+1207")} for _ in each]
        case "order":
            return [{"number": number, "tag": number[1:]} for number in project.free_numbers(count, f"+1206857{digit}")]
        case "orderSeveral":
            return [{"quantity": rng.choice((2, 3)), "tag": f"several-{index}"} for index in each]
        case "submit":
            return [{"order": order_any(project, "+1209")} for _ in each]
        case "importNumber":
            return [{"number": next(foreign)} for _ in each]
        case "importNumbers":
            return [{"numbers": [next(foreign), next(foreign)]} for _ in each]
        case "textEnable":
            return [{"numbers": [number]} for number in project.verify([next(foreign) for _ in each])]
    raise ValueError(kind)
