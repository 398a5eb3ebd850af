"""Emergency addresses of a sandbox project: its clock, snapshots and reset take them along."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from support.programs import Sandbox, sandbox
from support.receiver import Receiver
from support.sdk import operator

ADDRESS = {"streetNumber": "350", "streetInfo": "5th Ave", "city": "New York", "state": "NY", "postalCode": "10118"}


class Project:
    """A project with a number."""

    def __init__(self, client: httpx2.Client, project_id: str) -> None:
        self.client = client
        self.id = project_id
        body = {"regionCode": "US", "type": "LOCAL"}
        self.number = self.post(f"/v1/projects/{self.id}/availableNumbers:rentAny", body)["phoneNumber"]
        self.path = f"/v1/projects/{self.id}/activeNumbers/{self.number}"

    def post(self, path: str, body: object = None) -> Any:
        answer = self.client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def provision(self) -> None:
        self.post(f"{self.path}/emergencyAddress:provision", {"displayName": "Desk", "address": ADDRESS})

    def address_status(self) -> int:
        return self.client.get(f"{self.path}/emergencyAddress").status_code


@contextmanager
def new_project(server: Sandbox) -> Iterator[Project]:
    with operator(server.url) as api:
        project_id = api.post("/projects", json={}).json()["projectId"]
        key = api.post(f"/projects/{project_id}/keys", json={}).json()
    auth = (key["keyId"], key["keySecret"])
    with httpx2.Client(base_url=server.url, auth=auth, timeout=60) as client:
        yield Project(client, project_id)


@pytest.fixture
def project(running_sandbox: Sandbox) -> Iterator[Project]:
    with new_project(running_sandbox) as project:
        yield project


def test_a_snapshot_keeps_it_and_a_reset_takes_it(project: Project) -> None:
    project.provision()
    project.post("/sandbox/v1/snapshots", {"name": "with-address"})

    project.post("/sandbox/v1/reset", {})
    after_reset = project.address_status()
    project.post("/sandbox/v1/snapshots/with-address:restore")

    assert after_reset == 404
    assert project.address_status() == 200


def test_a_number_that_expires_on_a_moved_clock_loses_it(project: Project) -> None:
    project.post(f"{project.path}:release")
    project.provision()

    project.post("/sandbox/v1/clock/advance", {"duration": "P2M"})

    assert project.address_status() == 404
    assert project.client.get(project.path).status_code == 404


def test_an_advance_waits_for_a_system_that_is_down_no_longer_than_its_time(callbacks: Receiver) -> None:
    callbacks.status = 503
    connector = {"NUMBERBANK_EMERGENCY_CONNECTOR": callbacks.url, "NUMBERBANK_CONNECTOR_SECRET": "secret"}
    with sandbox(**connector) as server, new_project(server) as project:
        project.provision()
        callbacks.wait_for(1)

        done = project.post("/sandbox/v1/clock/advance", {"seconds": 7200})["done"]

    attempts = [json.loads(call.body)["attempt"] for call in callbacks.received]
    assert attempts == sorted(set(attempts))
    assert 5 <= done["emergency"] <= 12
