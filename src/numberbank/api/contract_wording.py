"""What the caller reads about a broken rule of the contract: plain words, and little of a hostile value."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema_rs import ValidationError

from numberbank.domain.errors import Violation

MAX_ECHO = 40
"""Characters of a caller's own text that an answer repeats at most."""
MAX_DEPTH = 32
"""Levels of nesting, far more than any request needs and far fewer than the validator's limit of 255."""

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
    """`schema` and `value` are what the error arose between; any subschema may carry an `x-remedy`."""
    keyword = error.kind.name
    for step in error.instance_path:
        value = value[step]
    missing = [error.kind.value] if keyword == "required" else []
    return Violation(
        field_path([*error.instance_path, *missing]),
        _remedy(error, schema) or _describe(keyword, error.kind.value, value),
    )


def _remedy(error: ValidationError, schema: Any) -> str | None:
    for step in error.schema_path[:-1]:
        schema = schema[step]
    remedies: dict[str, str] = schema.get("x-remedy", {}) if isinstance(schema, dict) else {}
    return remedies.get(error.kind.name)


def _describe(keyword: str, limit: Any, value: object) -> str:
    sentence = _SENTENCES.get(keyword)
    return sentence(limit, value) if sentence else "breaks a rule of the contract; see /openapi.json"


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
    "pattern": lambda _limit, _value: "does not have the right form; see the contract at /openapi.json",
}


def unstorable(body: object) -> Iterator[Violation]:
    """What Python's JSON allows and no field can hold: NUL (PostgreSQL text), lone surrogates, NaN, deep nesting.

    Looks at members that the contract does not name too, for some of these stop the validator itself.
    """
    pending: list[tuple[list[str | int], object]] = [([], body)]
    while pending:
        path, value = pending.pop()
        problem = _problem(value, len(path))
        if problem:
            yield Violation(field_path(path), problem)
        elif isinstance(value, dict):
            for key in value:
                if key_problem := _text_problem(key):
                    yield Violation(field_path([*path, key]), f"has a name that {key_problem}")
            pending.extend(([*path, key], item) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            pending.extend(([*path, index], value[index]) for index in reversed(range(len(value))))


def _problem(value: object, depth: int) -> str:
    if isinstance(value, str):
        return _text_problem(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "is not a finite number; give one that JSON can write"
    if isinstance(value, dict | list) and depth >= MAX_DEPTH:
        return f"is nested too deeply; use {MAX_DEPTH} levels or fewer"
    return ""


def _text_problem(text: str) -> str:
    if "\0" in text:
        return "has a NUL character; remove it"
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        return "has half of a surrogate pair; send complete characters"
    return ""
