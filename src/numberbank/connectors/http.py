"""Connectors that ask an operator's own systems, by a signed POST (docs/connectors.md)."""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta

import httpx2

from numberbank.domain.clock import real_now
from numberbank.domain.link_targets import ERROR_CODES, GENERAL_FAILURE
from numberbank.domain.provisioning import (
    NO_ANSWER,
    Accepted,
    ClaimedJob,
    Done,
    Failed,
    Later,
    Outcome,
    ProvisioningAction,
    ProvisioningKind,
)
from numberbank.domain.registry import RegistryTask, VoiceCall
from numberbank.domain.signing import standard_webhook_signature

TIMEOUT = 15.0
"""seconds for the whole attempt"""
PATIENCE = timedelta(hours=24)
"""for the report on a job that the system has accepted"""
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 30, 120, 300, 900, 1800, 3600))
"""between attempts on a system that is down"""
_MAX_ANSWER = 64 * 1024
_IDLE = 100
"""connections that are kept for the next call"""


def open_client() -> httpx2.AsyncClient:
    """For all systems, with as many connections as there are calls: those that hang must leave some for the others."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=_IDLE)
    return httpx2.AsyncClient(timeout=None, limits=limits, follow_redirects=False, trust_env=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a system. `id` stays the same over its attempts, and `accepted` tells that it was taken on."""

    id: str
    payload: dict[str, object]
    attempt: int
    accepted: bool
    general_failure: str
    """the error code of a refusal that gives none"""


class OperatorSystem:
    """A system of the operator's, at a URL; `timeout` is in seconds, for the whole attempt."""

    def __init__(self, client: httpx2.AsyncClient, url: str, secret: str, timeout: float = TIMEOUT) -> None:
        self._client = client
        self._url = url
        self._secret = secret
        self._timeout = timeout

    async def ask(self, asked: Asked) -> Outcome:
        """200 to 299 is done, 202 accepted, 4xx failed for good; anything else is tried again, for about two hours."""
        if asked.accepted:
            return Failed(NO_ANSWER)
        payload = asked.payload | {"attempt": asked.attempt, "idempotencyKey": asked.id}
        body = json.dumps(payload, separators=(",", ":")).encode()
        headers = signed_headers(self._secret, asked.id, body)
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream("POST", self._url, content=body, headers=headers) as response,
            ):
                return await _outcome(asked, response)
        except (httpx2.HTTPError, OSError):
            return _again(asked)


def signed_headers(secret: str, id_: str, body: bytes) -> dict[str, str]:
    """For a call that is the same one however often it is repeated with its id."""
    moment = int(real_now().timestamp())
    return {
        "content-type": "application/json",
        "idempotency-key": id_,
        "webhook-id": id_,
        "webhook-timestamp": str(moment),
        "webhook-signature": standard_webhook_signature(secret, id_, moment, body),
    }


class HttpConnector:
    """Links and unlinks numbers."""

    outside = True

    def __init__(self, system: OperatorSystem) -> None:
        self._system = system

    async def step(self, job: ClaimedJob) -> Outcome:
        voice_type = job.voice_type if job.action is ProvisioningAction.LINK else job.linked_voice_type
        payload: dict[str, object] = {
            "number": job.number,
            "projectId": job.project_id,
            "kind": job.kind,
            "action": job.action,
            "target": job.target,
            "currentTarget": job.linked_to,
            "voiceType": voice_type if job.kind is ProvisioningKind.VOICE_PLATFORM else None,
        }
        if job.imported:
            payload |= {"imported": True, "migrateToSinchTmo": job.migrate_to_sinch_tmo}
        return await self._system.ask(Asked(job.job_id, payload, job.attempt, job.accepted, GENERAL_FAILURE[job.kind]))


class HttpRegistry:
    """Checks and changes entries of the routing registry."""

    def __init__(self, system: OperatorSystem) -> None:
        self._system = system

    async def step(self, task: RegistryTask) -> Outcome:
        payload: dict[str, object] = {
            "number": task.number,
            "projectId": task.project_id,
            "kind": "TOLL_FREE_REGISTRY" if task.toll_free else "OSR",
            "action": task.action,
            "nnid": task.nnid,
        }
        return await self._system.ask(
            Asked(task.id, payload, task.attempt, task.accepted, "NUMBER_PROVISIONING_FAILED")
        )


class HttpVoice:
    """Places the calls that read out codes."""

    def __init__(self, system: OperatorSystem) -> None:
        self._system = system

    async def call(self, call: VoiceCall) -> Outcome:
        payload: dict[str, object] = {
            "number": call.number,
            "projectId": call.project_id,
            "kind": "VOICE_CHALLENGE",
            "action": "CALL",
            "code": call.code,
        }
        return await self._system.ask(Asked(call.id, payload, call.attempt, False, "NUMBER_PROVISIONING_FAILED"))


async def _outcome(asked: Asked, response: httpx2.Response) -> Outcome:
    match response.status_code:
        case 202:
            return Accepted(PATIENCE)
        case status if 200 <= status < 300:
            return Done()
        case 408 | 425 | 429:
            return _again(asked)
        case status if 400 <= status < 500:
            return Failed(_error_code(asked.general_failure, await _read(response)))
        case _:
            return _again(asked)


def _again(asked: Asked) -> Outcome:
    if asked.attempt > len(_PAUSES):
        return Failed(NO_ANSWER)
    return Later(_PAUSES[asked.attempt - 1])


async def _read(response: httpx2.Response) -> bytes:
    answer = b""
    async for chunk in response.aiter_bytes():
        answer += chunk
        if len(answer) > _MAX_ANSWER:
            return b""
    return answer


def _error_code(general_failure: str, answer: bytes) -> str:
    """`{"errorCode": "..."}` with a code of reference 13; the general one for all else."""
    try:
        code = json.loads(answer)["errorCode"]
    except (ValueError, KeyError, TypeError):
        code = None
    return code if isinstance(code, str) and code in ERROR_CODES else general_failure
