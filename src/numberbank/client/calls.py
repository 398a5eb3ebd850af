"""A call, described: what is sent where, and what is read out of the answer. Nothing here does anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from numberbank.client.errors import AnswerLost
from numberbank.client.io import Reply, Upload

T = TypeVar("T")

Body = dict[str, Any]


class Api(StrEnum):
    NUMBERS = "NUMBERS"
    IMPORTED = "IMPORTED"


@dataclass(frozen=True, slots=True)
class Call:
    """`path` follows `/v1/projects/{projectId}`. One that is `repeatable` may be sent again without harm."""

    method: str
    path: str
    api: Api = Api.NUMBERS
    query: tuple[tuple[str, str], ...] = ()
    body: Body | None = None
    upload: Upload | None = None
    number: str = ""
    repeatable: bool = False


def get(path: str, *, api: Api = Api.NUMBERS, number: str = "", **query: object) -> Call:
    return Call("GET", path, api, pairs(query), number=number, repeatable=True)


def pairs(members: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Query parameters by their wire names; lists repeat the name, and what is None or empty is left out."""
    found: list[tuple[str, str]] = []
    for name, value in members.items():
        values = value if isinstance(value, list | tuple) else [value]
        found += [(name, str(each)) for each in values if each is not None and each != ""]
    return tuple(found)


def compact(**members: object) -> Body:
    """A JSON object without the members that are None or an empty tuple: absent is not the same as null."""
    return {name: _builtin(value) for name, value in members.items() if value is not None and value != ()}


def _builtin(value: object) -> object:
    """The value in terms of JSON; times in UTC, as RFC 3339."""
    return msgspec.to_builtins(value)


def segment(text: str) -> str:
    """A part of a path. The plus sign of a number stays as it is, as all other clients send it."""
    return quote(text, safe="+")


def decode(reply: Reply, shape: type[T]) -> T:
    """The answer in its shape; members that are not known are ignored. Raises AnswerLost for one that does not fit."""
    try:
        return msgspec.json.decode(reply.body or b"{}", type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise AnswerLost(f"the answer cannot be read: {str(error)[:200]}") from None
