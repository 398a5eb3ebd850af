"""The official client, as its users make it: only the hosts are ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from sinch import SinchClient

from numberbank.sandbox import DEFAULT_OPERATOR_TOKEN


@contextmanager
def sinch_client(url: str, project_id: str, key_id: str, key_secret: str) -> Iterator[SinchClient]:
    client = SinchClient(project_id=project_id, key_id=key_id, key_secret=key_secret)
    client.configuration.auth_origin = url
    client.configuration.numbers_origin = url
    with client.configuration.transport.http_session:
        yield client


def operator(url: str) -> httpx2.Client:
    """A client of the sandbox's operator API."""
    headers = {"authorization": f"Bearer {DEFAULT_OPERATOR_TOKEN}"}
    return httpx2.Client(base_url=f"{url}/operator/v1", headers=headers)
