"""What the tests want of a client. Answers are the client's own objects; those that are read here have the same names.

Numbers are E.164 text, links are members by their names in Python (`{"service_plan_id": "plan"}`).
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from support.credentials import Credentials
from support.receiver import Received

Link = dict[str, str]


@dataclass(frozen=True)
class Page:
    """Numbers of a page, how many there are on all, and the token of the next one."""

    numbers: list[str]
    total: int
    next_token: str


@dataclass(frozen=True)
class Refusal:
    """A server's error as the client tells it; `fields` are those that broke a rule."""

    status: int | None
    text: str
    fields: frozenset[str] = frozenset()


class Driver(Protocol):
    credentials: Credentials

    def regions(self, types: Sequence[str] = ()) -> list[Any]: ...

    def search(
        self,
        region: str = "US",
        type: str = "LOCAL",
        *,
        pattern: str | None = None,
        search_pattern: str | None = None,
        capabilities: Sequence[str] = (),
        size: int | None = None,
    ) -> list[Any]: ...

    def check(self, number: str) -> Any: ...

    def rent(
        self, number: str, *, sms: Link | None = None, voice: Link | None = None, callback_url: str | None = None
    ) -> Any: ...

    def rent_any(
        self,
        region: str = "US",
        type: str = "LOCAL",
        *,
        pattern: str | None = None,
        search_pattern: str | None = None,
        capabilities: Sequence[str] = (),
        sms: Link | None = None,
        voice: Link | None = None,
        callback_url: str | None = None,
    ) -> Any: ...

    def list(self, *, page_size: int | None = None, **filters: Any) -> list[Any]:
        """All numbers that fit `region`, `type`, `pattern`, `search_pattern`, `capabilities`, by `order_by`."""
        ...

    def page(self, token: str = "", *, page_size: int | None = None, **filters: Any) -> Page: ...

    def get(self, number: str) -> Any: ...

    def update(
        self,
        number: str,
        *,
        display_name: str | None = None,
        sms: Link | None = None,
        voice: Link | None = None,
        callback_url: str | None = None,
    ) -> Any: ...

    def release(self, number: str) -> Any: ...

    def callback_url(self, number: Any) -> str:
        """Of an answer."""
        ...

    def callback_secret(self) -> tuple[str, str]:
        """The project that the secret is of, and the secret."""
        ...

    def set_callback_secret(self, secret: str) -> str: ...

    def is_genuine(self, secret: str, received: Received) -> bool: ...

    def event(self, received: Received) -> Any: ...

    def refusal(self, call: Callable[[], object]) -> Refusal:
        """That of a call which must be refused."""
        ...


Opened = Callable[[Credentials], AbstractContextManager[Driver]]
