"""Connectors for emergency addresses: an operator's own system, by a signed POST (docs/emergency.md), or nobody."""

import asyncio
import json
from dataclasses import asdict

import httpx2

from numberbank.connectors.http import TIMEOUT, signed_headers
from numberbank.domain.emergency_addresses import ProvisionedAddress
from numberbank.domain.emergency_updates import EmergencyUpdate, Told


class NoEmergencySystem:
    """For a platform that has none, and the sandbox: everything counts as told."""

    async def tell(self, update: EmergencyUpdate) -> Told:
        return Told(204)


class HttpEmergencyConnector:
    def __init__(self, client: httpx2.AsyncClient, url: str, secret: str, timeout: float = TIMEOUT) -> None:
        self._client = client
        self._url = url
        self._secret = secret
        self._timeout = timeout

    async def tell(self, update: EmergencyUpdate) -> Told:
        """200 to 299 is taken; anything else, and no answer within the time-out (seconds), is for another attempt."""
        body = _body(update)
        headers = signed_headers(self._secret, update.id, body)
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream("POST", self._url, content=body, headers=headers) as response,
            ):
                return Told(response.status_code)
        except TimeoutError:
            return Told(None, f"no answer within {self._timeout:g} seconds")
        except (httpx2.HTTPError, OSError) as error:
            return Told(None, type(error).__name__)


def _body(update: EmergencyUpdate) -> bytes:
    payload = {
        "number": update.number,
        "projectId": update.project_id,
        "action": "PROVISION" if update.provisioned else "DEPROVISION",
        "displayName": update.provisioned.display_name if update.provisioned else None,
        "address": _address(update.provisioned) if update.provisioned else None,
        "attempt": update.attempt,
        "idempotencyKey": update.id,
    }
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()


def _address(provisioned: ProvisionedAddress) -> dict[str, str]:
    """With the names of the wire."""
    parts = asdict(provisioned.address)
    return {_camel(name): text for name, text in parts.items()}


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
