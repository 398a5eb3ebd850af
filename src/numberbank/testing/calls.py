"""Calls of the sandbox and operator APIs."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2


class SandboxRefusal(Exception):
    """The sandbox did not do what a test asked of it; the message has its answer."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls one server, with one Authorization header."""

    http: "httpx2.Client"
    authorization: str = field(repr=False)

    def call(self, method: str, path: str, body: dict[str, object] | None = None) -> Any:
        """The decoded answer. Raises SandboxRefusal."""
        answer = self.http.request(method, path, json=body, headers={"authorization": self.authorization})
        if answer.is_error:
            raise SandboxRefusal(f"{method} {path} was answered with {answer.status_code}: {answer.text}")
        return answer.json()
