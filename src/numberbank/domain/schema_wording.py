"""What the caller reads about a broken rule of a JSON Schema: plain words, and little of a hostile value."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from jsonschema_rs import ValidationError

from numberbank.domain.errors import Violation

MAX_ECHO = 40
"""Characters of a caller's own text that an answer repeats at most."""
MAX_VIOLATIONS = 100
"""Enough for any honest request; a body made of errors must not be answered with a longer one."""
MAX_DEPTH = 32
"""Levels of nesting, far more than any request needs and far fewer than the validator's limit of 255."""
MAX_ITEMS = 1000
"""Items of one array. The validator lists all errors before it gives the first: 100,000 take it two seconds."""

_NOUNS = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


def shown(value: object) -> str:
    """A short, printable rendering of any JSON value: text in quotes and cut, containers by kind only."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{clip(value)}"'
        case int() | float():
            return str(value) if abs(value) < 10**15 else "this large number"
        case list():
            return "an array"
        case _:
            return "an object"


def clip(text: str) -> str:
    """At most `MAX_ECHO` characters of `text`, anything unprintable replaced."""
    head = "".join(char if char.isprintable() else "\ufffd" for char in text[:MAX_ECHO])
    return head if len(text) <= MAX_ECHO else head + "…"


def field_path(steps: list[str | int]) -> str:
    """The dotted path of a field, `body` for the body as a whole."""
    return clip(".".join(map(str, steps))) or "body"


def most_telling(errors: list[ValidationError]) -> list[ValidationError]:
    """Without the wrong type of a value that is not one of the choices either: the choices say it all."""
    chosen = {tuple(error.instance_path) for error in errors if error.kind.name == "enum"}
    return [error for error in errors if error.kind.name != "type" or tuple(error.instance_path) not in chosen]


def violation_of(error: ValidationError, schema: dict[str, Any], value: Any) -> Violation:
    """`schema` and `value` are what the error arose between; any subschema may carry an `x-remedy`.

    The path is given in full: unlike those that `scan` meets, its names are the schema's own.
    """
    keyword = error.kind.name
    for step in error.instance_path:
        value = value[step]
    missing = [error.kind.value] if keyword == "required" else []
    return Violation(
        ".".join(map(str, [*error.instance_path, *missing])) or "body",
        _remedy(error, schema) or _describe(keyword, getattr(error.kind, "value", None), value),
    )


def _remedy(error: ValidationError, schema: Any) -> str | None:
    for step in error.schema_path[:-1]:
        schema = schema[step]
    remedies: dict[str, str] = schema.get("x-remedy", {}) if isinstance(schema, dict) else {}
    return remedies.get(error.kind.name)


def _describe(keyword: str, limit: Any, value: object) -> str:
    sentence = _SENTENCES.get(keyword)
    return sentence(limit, value) if sentence else "breaks a rule; see its schema"


def _wrong_type(types: list[str], value: object) -> str:
    """Null is tolerated here and there, but never advised."""
    wanted = " or ".join(_NOUNS[name] for name in types if name != "null")
    return f"{shown(value)} is not valid here; give {wanted}"


def _not_in_enum(options: list[object], value: object) -> str:
    """Starts as the live API's message for a bad enum does."""
    return f"{shown(value)} is not a valid value; use {_choice(options)}"


def _choice(options: list[object]) -> str:
    names = ", ".join(map(str, options))
    return f"one of {names}" if len(options) > 1 else names


def _too_short(limit: int, _: object) -> str:
    return "must not be empty" if limit == 1 else f"is too short; use {limit} characters or more"


_SENTENCES: dict[str, Callable[[Any, object], str]] = {
    "required": lambda _limit, _value: "is required",
    "type": _wrong_type,
    "enum": _not_in_enum,
    "minLength": _too_short,
    "maxLength": lambda limit, _value: f"is too long; use {limit} characters or fewer",
    "minimum": lambda limit, value: f"{shown(value)} is too small; use {limit} or more",
    "maximum": lambda limit, value: f"{shown(value)} is too large; use {limit} or less",
    "minItems": lambda limit, _value: f"has too few items; give {limit} or more",
    "maxItems": lambda limit, _value: f"has too many items; give {limit} or fewer",
    "const": lambda only, value: f"{shown(value)} is not a valid value; use {shown(only)}",
    "pattern": lambda _limit, _value: "does not have the right form; see its pattern in the schema",
}


@dataclass(slots=True)
class Scan:
    """What Python's JSON allows and no field can hold, found in all members, even in those that are ignored."""

    violations: list[Violation] = field(default_factory=list)
    readable: bool = True
    """whether the validator can go through the rest, without breaking and in a short time"""


def scan(body: object) -> Scan:
    """Looks for NUL (which PostgreSQL text cannot hold), half surrogate pairs, NaN, deep nesting and long arrays."""
    found = Scan()
    if _plain(body):
        return found
    pending: list[tuple[list[str | int], object]] = [([], body)]
    while pending and len(found.violations) < MAX_VIOLATIONS:
        path, value = pending.pop()
        if problem := _problem(value, len(path)):
            _note(found, path, problem)
        elif isinstance(value, dict):
            for key in value:
                if problem := _text_problem(key):
                    _note(found, [*path, key], f"has a name that {problem}", readable=problem == _NUL)
            pending.extend(([*path, key], item) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            pending.extend(([*path, index], value[index]) for index in reversed(range(len(value))))
    return found


def _plain(value: object, depth: int = 0) -> bool:
    """Whether there is nothing to look for in it, as in nearly all requests: told without noting the ways into it."""
    if isinstance(value, str):
        return value.isascii() and "\0" not in value
    if isinstance(value, int) or value is None:
        return True
    if depth >= MAX_DEPTH:
        return False
    if isinstance(value, dict):
        return _all_plain(value, depth) and _all_plain(value.values(), depth)
    return isinstance(value, list) and len(value) <= MAX_ITEMS and _all_plain(value, depth)


def _all_plain(values: Iterable[object], depth: int) -> bool:
    for value in values:  # noqa: SIM110 - a generator would cost twice as much
        if not _plain(value, depth + 1):
            return False
    return True


def _note(found: Scan, path: list[str | int], problem: str, readable: bool | None = None) -> None:
    found.violations.append(Violation(field_path(path), problem))
    found.readable &= problem in _READABLE if readable is None else readable


_NUL = "has a NUL character; remove it"
_SURROGATE = "has half of a surrogate pair; send complete characters"
_NOT_FINITE = "is not a finite number; give one that JSON can write"
_TOO_DEEP = f"is nested too deeply; use {MAX_DEPTH} levels or fewer"
_TOO_LONG = f"has too many items; use {MAX_ITEMS} or fewer"
_READABLE = {_NUL, _NOT_FINITE}


def _problem(value: object, depth: int) -> str:
    match value:
        case str():
            return _text_problem(value)
        case float():
            return "" if math.isfinite(value) else _NOT_FINITE
        case dict() | list() if depth >= MAX_DEPTH:
            return _TOO_DEEP
        case list() if len(value) > MAX_ITEMS:
            return _TOO_LONG
        case _:
            return ""


def _text_problem(text: str) -> str:
    if "\0" in text:
        return _NUL
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        return _SURROGATE
    return ""
