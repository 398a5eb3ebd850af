"""A server of a few lines with the shapes that the reference records of Sinch's, for what the sandbox does otherwise.

It knows no idempotency keys, and says so by saying nothing; a client that asks reads a page of one item for that.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx2

from numberbank.client import AsyncNumbers, Numbers, Patience

PROJECT = "6f9c1e52-0a77-4c55-9a1d-0f3b7f1f2a10"
QUICK = Patience(connect=1, answer=1, server=0.2, first_pause=0.001, longest_pause=1)

Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]] | Exception
Route = Callable[[httpx2.Request], Answer]


@dataclass
class StubApi:
    """Answers `METHOD path` (below the project) from `routes`; the token endpoint is there by itself."""

    routes: dict[str, Answer | Route | list[Answer]] = field(default_factory=dict)
    token_lifetime: int = 3599
    requests: list[httpx2.Request] = field(default_factory=list)
    tokens: int = 0
    token_status: int = 200
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        with self._lock:
            if request.url.path == "/oauth2/token":
                return self._token()
            if request.url.params.get("pageSize") == "1":
                return httpx2.Response(200, json={})
            self.requests.append(request)
            path = request.url.raw_path.decode().partition("?")[0].removeprefix(f"/v1/projects/{PROJECT}")
            answer = self.routes[f"{request.method} {path}"]
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            if callable(answer):
                answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        status, body, *headers = answer
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx2.Response(
            status, content=content, headers={"content-type": "application/json", **(headers or [{}])[0]}
        )

    def _token(self) -> httpx2.Response:
        if self.token_status != 200:
            return httpx2.Response(self.token_status, json={"error": "server_error", "error_description": "Sorry."})
        self.tokens += 1
        body = {
            "access_token": f"t{self.tokens}",
            "expires_in": self.token_lifetime,
            "scope": "",
            "token_type": "bearer",
        }
        return httpx2.Response(200, json=body)

    @property
    def calls(self) -> list[str]:
        """Method and path of each request, without the project."""
        return [f"{each.method} {_path(each)}" for each in self.requests]

    def body(self, index: int = -1) -> Any:
        return json.loads(self.requests[index].content)

    def query(self, index: int = -1) -> dict[str, list[str]]:
        return parse_qs(self.requests[index].url.query.decode())

    def client(self, journal: Path | bool = False, patience: Patience = QUICK, **options: Any) -> Numbers:
        transport = httpx2.MockTransport(self.handle)
        return Numbers(
            PROJECT,
            "key",
            "secret",
            url="https://stub.test",
            journal=journal,
            patience=patience,
            transport=transport,
            **options,
        )

    def async_client(self, journal: Path | bool = False, patience: Patience = QUICK, **options: Any) -> AsyncNumbers:
        transport = httpx2.MockTransport(self.handle)
        return AsyncNumbers(
            PROJECT,
            "key",
            "secret",
            url="https://stub.test",
            journal=journal,
            patience=patience,
            transport=transport,
            **options,
        )


def _path(request: httpx2.Request) -> str:
    return request.url.raw_path.decode().partition("?")[0].replace(f"/v1/projects/{PROJECT}", "")
