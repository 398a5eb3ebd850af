"""POSTs the exact bytes of an event, signed (reference 12.1 and 12.2)."""

from dataclasses import dataclass
from datetime import datetime

import httpx2

from numberbank.domain.signing import sinch_signature, standard_webhook_signature

TIMEOUT = 15.0
"""seconds for the whole attempt"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an attempt: the receiver's status, or what kept it from answering."""

    status: int | None
    problem: str = ""

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def open_client() -> httpx2.AsyncClient:
    """Redirects are answers like others: a signed body goes only where the customer said."""
    return httpx2.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False)


async def deliver(
    client: httpx2.AsyncClient, url: str, event_id: str, body: bytes, secret: str, moment: datetime
) -> Delivery:
    """One attempt; `secret` is empty for a project without one, and then nothing is signed."""
    headers = {"content-type": "application/json", "webhook-id": event_id}
    if secret:
        timestamp = int(moment.timestamp())
        headers["x-sinch-signature"] = sinch_signature(secret, body)
        headers["webhook-timestamp"] = str(timestamp)
        headers["webhook-signature"] = standard_webhook_signature(secret, event_id, timestamp, body)
    try:
        async with client.stream("POST", url, content=body, headers=headers) as response:
            return Delivery(response.status_code)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        return Delivery(None, type(error).__name__)
