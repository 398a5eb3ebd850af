"""Requests that many tests make, and how answers are read."""

from datetime import timedelta
from typing import Any

import httpx2

from numberbank.connectors.simulated import SimulatedConnector
from numberbank.domain.provisioning import ProvisioningKind
from numberbank.services.context import Context
from numberbank.worker.provisioning import ProvisioningWork
from support.apps import Api
from support.clock import FakeClock

NUMBER = "+12013500142"
"""in the block US_LOCAL"""
OTHER = "+12013500143"


async def rent(api: Api, number: str = NUMBER, **body: object) -> dict[str, Any]:
    answer = await api.client.post(api.path(f"/availableNumbers/{number}:rent"), json=body)
    return ok(answer)


async def patch(api: Api, number: str = NUMBER, **body: object) -> dict[str, Any]:
    return ok(await api.client.patch(api.path(f"/activeNumbers/{number}"), json=body))


async def get(api: Api, number: str = NUMBER) -> dict[str, Any]:
    return ok(await api.client.get(api.path(f"/activeNumbers/{number}")))


async def listed(api: Api, **query: Any) -> list[str]:
    answer = ok(await api.client.get(api.path("/activeNumbers"), params=query))
    return [number["phoneNumber"] for number in answer["activeNumbers"]]


async def settle(context: Context, clock: FakeClock) -> None:
    """Runs all provisioning jobs to their ends, as a worker would."""
    work = ProvisioningWork(context, dict.fromkeys(ProvisioningKind, SimulatedConnector(timedelta())))
    while await work.run_due(clock.due()):
        await work.finish()


def ok(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    body: dict[str, Any] = answer.json()
    return body


def error(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """The error of an answer in the envelope of reference 3.1."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert list(body) == ["error"]
    assert list(body["error"]) == ["code", "message", "status", "details"]
    assert body["error"]["code"] == status
    inner: dict[str, Any] = body["error"]
    return inner


def violations(answer: httpx2.Response) -> dict[str, str]:
    """What a 400 says of each field."""
    refused = error(answer, 400)
    assert refused["status"] == "INVALID_ARGUMENT"
    (detail,) = refused["details"]
    assert detail["type"] == "BadRequest"
    return {violation["field"]: violation["description"] for violation in detail["fieldViolations"]}


def not_found(resource_type: str, resource_name: str, description: str = "") -> dict[str, Any]:
    """The error of a 404 (reference 3.2)."""
    return {
        "code": 404,
        "message": description,
        "status": "NOT_FOUND",
        "details": [
            {
                "type": "ResourceInfo",
                "resourceType": resource_type,
                "resourceName": resource_name,
                "owner": "",
                "description": description,
            }
        ],
    }
