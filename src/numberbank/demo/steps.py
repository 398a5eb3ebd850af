"""Sends requests and prints them, with what matters of the answers."""

import json
from dataclasses import dataclass
from typing import Any

import httpx2
from rich.console import Console
from rich.text import Text

from numberbank.demo import DemoFailed

STEP_TIMEOUT = 15.0
"""seconds for an answer, and for what the sandbox does by itself"""


@dataclass
class Steps:
    console: Console
    client: httpx2.Client
    prefix: str
    """what `…` at the start of a path stands for"""
    count: int = 0

    def title(self, text: str) -> None:
        self.count += 1
        self.console.print(Text(f"\n{self.count}. {text}", style="bold"))

    def send(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
        form: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Any:
        """The JSON answer, which must be a 200; raises DemoFailed."""
        self._show_request(method, path, query, body, form)
        try:
            response = self.client.request(
                method, path.replace("…", self.prefix), params=query, json=body, data=form, auth=auth
            )
        except httpx2.HTTPError as error:
            raise DemoFailed(f"{method} {path} got no answer: {error}") from None
        self.check(response.status_code == 200, f"{method} {path} answered {response.status_code}: {response.text}")
        self.line("200 OK", style="green")
        return response.json()

    def show(self, **parts: str) -> None:
        """Parts of a request or an answer, one a line, by their names on the wire."""
        for name, value in parts.items():
            self.line(f"    {name:<18}  {value}")

    def line(self, text: str, style: str = "") -> None:
        self.console.print(Text(f"   {text}", style=style))

    def check(self, good: bool, problem: str) -> None:
        if not good:
            raise DemoFailed(problem)

    def _show_request(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None,
        body: dict[str, Any] | None,
        form: dict[str, str] | None,
    ) -> None:
        shown = "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
        self.line(f"{method} {path}{shown}", style="cyan")
        self.show(**(form or {}), **{name: json.dumps(value) for name, value in (body or {}).items()})
