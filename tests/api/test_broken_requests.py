"""Requests that break off."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from support.apps import Api, started


@pytest.mark.parametrize("path", ["/availableNumbers:rentAny", "/numberOrders:createNumberOrder"])
async def test_a_client_that_leaves_in_its_body_is_no_error_of_the_server(api: Api, path: str) -> None:
    """It would be logged as one, with a traceback, whenever a phone loses its network."""
    messages: Iterator[dict[str, Any]] = iter(
        [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    )
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    credentials = base64.b64encode(f"{api.key_id}:{api.key_secret}".encode())
    scope = {
        "type": "http",
        "method": "POST",
        "path": api.path(path),
        "query_string": b"",
        "headers": [(b"host", b"test"), (b"authorization", b"Basic " + credentials)],
        "server": ("test", 80),
        "scheme": "http",
    }
    async with started(api.context) as app:
        await app(scope, receive, send)

    assert sent[0]["status"] == 499
