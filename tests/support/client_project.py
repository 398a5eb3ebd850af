"""A project of a running sandbox, with what its tests need beside the client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from numberbank.client import Numbers, Patience
from support.credentials import new_credentials
from support.pages import all_items
from support.sdk import operator


@dataclass(frozen=True)
class Project:
    url: str
    id: str
    key_id: str
    key_secret: str
    api: httpx2.Client
    """with the key of the project, at the address of the server"""

    def path(self, rest: str) -> str:
        return f"/v1/projects/{self.id}{rest}"

    def fault(self, **fault: Any) -> None:
        answer = self.api.post("/sandbox/v1/faults", json=fault)
        assert answer.status_code == 200, answer.text

    def clear_faults(self) -> None:
        self.api.delete("/sandbox/v1/faults").raise_for_status()

    def advance(self, duration: str) -> None:
        self.api.post("/sandbox/v1/clock/advance", json={"duration": duration}).raise_for_status()

    def verify(self, numbers: list[str]) -> list[str]:
        """The same numbers, qualified: found eligible, and known to be the project's."""
        for start in range(0, len(numbers), 100):
            wish = {"phoneNumbers": numbers[start : start + 100]}
            self.api.post(f"/imported{self.path('/qualifiedNumbers:addNumbers')}", json=wish).raise_for_status()
        self.advance("PT1M")
        with operator(self.url) as api:
            for number in numbers:
                for step in ("receiveInvoices", "acceptInvoices"):
                    path = f"/projects/{self.id}/qualifiedNumbers/{number}:{step}"
                    api.post(path, json={}).raise_for_status()
        return numbers

    def numbers(self) -> list[dict[str, Any]]:
        """All that it holds, as the wire has them."""
        return all_items(self.api, self.path("/activeNumbers"), "activeNumbers", pageSize="1000")

    def imported(self, rest: str, member: str) -> list[dict[str, Any]]:
        """A list of the API of imported numbers."""
        return all_items(self.api, f"/imported{self.path(rest)}", member, pageSize="1000")

    def held(self) -> list[str]:
        return [number["phoneNumber"] for number in self.numbers()]

    def charged(self) -> list[str]:
        """The number of each setup charge."""
        charges = all_items(self.api, "/sandbox/v1/charges", "charges")
        return [charge["phoneNumber"] for charge in charges if charge["kind"] == "SETUP"]

    def free_numbers(self, count: int, pattern: str = "+1201") -> list[str]:
        query = {"regionCode": "US", "type": "LOCAL", "size": count, "numberPattern.pattern": pattern}
        found = self.api.get(self.path("/availableNumbers"), params=query).json()["availableNumbers"]
        assert len(found) == count
        return [number["phoneNumber"] for number in found]


@contextmanager
def project_of(url: str) -> Iterator[Project]:
    """A new project of the sandbox at `url`."""
    given = new_credentials(url)
    with httpx2.Client(base_url=url, auth=(given.key_id, given.key_secret), timeout=600) as api:
        yield Project(url, given.project_id, given.key_id, given.key_secret, api)


def open_client(project: Project, journal: Path | bool, patience: Patience | None = None, **options: Any) -> Numbers:
    """The blocking client of the project."""
    return Numbers(
        project.id, project.key_id, project.key_secret, url=project.url, journal=journal, patience=patience, **options
    )
