"""A connector that asks an operator's own system, by a signed POST (docs/connectors.md)."""

import asyncio
import json
from datetime import timedelta

import httpx2

from numberbank.domain.clock import real_now
from numberbank.domain.link_targets import ERROR_CODES, GENERAL_FAILURE
from numberbank.domain.provisioning import Accepted, ClaimedJob, Done, Failed, Later, Outcome, ProvisioningKind
from numberbank.domain.signing import standard_webhook_signature

TIMEOUT = 15.0
"""seconds for the whole attempt"""
PATIENCE = timedelta(hours=24)
"""for the report on a job that the system has accepted"""
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 30, 120, 300, 900, 1800, 3600))
"""between attempts on a system that is down"""
_MAX_ANSWER = 64 * 1024


def open_client(connections: int) -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx2.AsyncClient(timeout=None, limits=limits, follow_redirects=False, trust_env=False)


class HttpConnector:
    def __init__(self, client: httpx2.AsyncClient, url: str, secret: str, timeout: float = TIMEOUT) -> None:
        self._client = client
        self._url = url
        self._secret = secret
        self._timeout = timeout

    async def step(self, job: ClaimedJob) -> Outcome:
        """200 to 299 is done, 202 accepted, 4xx failed for good; anything else is tried again, for about two hours."""
        if job.accepted:
            return Failed("PARTNER_SERVICE_UNAVAILABLE")
        body = _body(job)
        headers = signed_headers(self._secret, job.job_id, body)
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream("POST", self._url, content=body, headers=headers) as response,
            ):
                return await _outcome(job, response)
        except (httpx2.HTTPError, OSError):
            return _again(job)


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


async def _outcome(job: ClaimedJob, response: httpx2.Response) -> Outcome:
    match response.status_code:
        case 202:
            return Accepted(PATIENCE)
        case status if 200 <= status < 300:
            return Done()
        case 408 | 425 | 429:
            return _again(job)
        case status if 400 <= status < 500:
            return Failed(_error_code(job.kind, await _read(response)))
        case _:
            return _again(job)


def _again(job: ClaimedJob) -> Outcome:
    if job.attempt > len(_PAUSES):
        return Failed("PARTNER_SERVICE_UNAVAILABLE")
    return Later(_PAUSES[job.attempt - 1])


def _body(job: ClaimedJob) -> bytes:
    payload = {
        "number": job.number,
        "projectId": job.project_id,
        "kind": job.kind,
        "action": job.action,
        "target": job.target,
        "voiceType": job.voice_type if job.kind is ProvisioningKind.VOICE_PLATFORM else None,
        "attempt": job.attempt,
        "idempotencyKey": job.job_id,
    }
    return json.dumps(payload, separators=(",", ":")).encode()


async def _read(response: httpx2.Response) -> bytes:
    answer = b""
    async for chunk in response.aiter_bytes():
        answer += chunk
        if len(answer) > _MAX_ANSWER:
            return b""
    return answer


def _error_code(kind: ProvisioningKind, answer: bytes) -> str:
    """`{"errorCode": "..."}` with a code of reference 13; the kind's general one for all else."""
    try:
        code = json.loads(answer)["errorCode"]
    except (ValueError, KeyError, TypeError):
        code = None
    return code if isinstance(code, str) and code in ERROR_CODES else GENERAL_FAILURE[kind]
