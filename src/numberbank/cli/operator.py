"""Calls of the operator API, for the commands that an operator uses."""

import os
from typing import Any

import click
import httpx2

DEFAULT_URL = "http://127.0.0.1:8080"


def call_operator(
    method: str,
    path: str,
    *,
    json: object = None,
    content: bytes | None = None,
    params: dict[str, str] | None = None,
) -> Any:
    """The JSON answer; ends the command with what the server said otherwise."""
    return _request(method, path, json=json, content=content, params=params).json()


def fetch_operator(path: str) -> bytes:
    """The same for what is no JSON: the bytes of the answer."""
    return _request("GET", path).content


def _request(
    method: str,
    path: str,
    *,
    json: object = None,
    content: bytes | None = None,
    params: dict[str, str] | None = None,
) -> httpx2.Response:
    url = os.environ.get("NUMBERBANK_URL", DEFAULT_URL).rstrip("/")
    token = os.environ.get("NUMBERBANK_OPERATOR_TOKEN", "")
    if not token:
        raise click.UsageError(
            "NUMBERBANK_OPERATOR_TOKEN is not set: it is the token that the server was started with "
            "(`numberbank dev` takes sandbox-operator)"
        )
    try:
        response = httpx2.request(
            method,
            f"{url}/operator/v1{path}",
            json=json,
            content=content,
            params=params,
            headers={"authorization": f"Bearer {token}"},
            timeout=600,
        )
    except httpx2.HTTPError as error:
        raise click.ClickException(
            f"no answer from {url}: {error}. Is the server running? See NUMBERBANK_URL"
        ) from None
    if response.is_error:
        raise click.ClickException(reason_of(response))
    return response


def reason_of(response: httpx2.Response) -> str:
    try:
        error = response.json()["error"]
        violations = [
            f"{violation['field']}: {violation['description']}"
            for detail in error["details"]
            for violation in detail.get("fieldViolations", [])
        ]
        return "; ".join(violations) or error["message"] or f"the server answered {response.status_code}"
    except (ValueError, KeyError, TypeError):
        return f"the server answered {response.status_code}: {response.text[:200]}"
