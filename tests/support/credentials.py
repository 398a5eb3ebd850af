"""Where a client is to go, and with which key."""

from dataclasses import dataclass

from support.sdk import operator


@dataclass(frozen=True)
class Credentials:
    url: str
    project_id: str
    key_id: str
    key_secret: str


def new_credentials(url: str) -> Credentials:
    """Of a new project of the sandbox at `url`, which has nothing yet."""
    with operator(url) as api:
        project_id = api.post("/projects", json={}).json()["projectId"]
        key = api.post(f"/projects/{project_id}/keys", json={}).json()
    return Credentials(url, project_id, key["keyId"], key["keySecret"])
