"""Calls of the operator API of an application in this process."""

from typing import Any

import httpx2

from support.apps import OPERATOR_TOKEN, Api


async def call_operator(
    api: Api, method: str, path: str, json: object = None, params: dict[str, str] | None = None
) -> httpx2.Response:
    """With the operator's token in place of the project's key."""
    headers = {"authorization": f"Bearer {OPERATOR_TOKEN}"}
    return await api.client.request(method, f"/operator/v1{path}", json=json, params=params, headers=headers, auth=None)


async def operator(api: Api, method: str, path: str, json: object = None, **params: str) -> Any:
    """The body of an answer that must be a 200."""
    answer = await call_operator(api, method, path, json, params)
    assert answer.status_code == 200, answer.text
    return answer.json()
