"""Projects of a running sandbox, and what tests do with them over real sockets."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from support.pages import all_items
from support.sdk import operator

FROZEN = "2026-01-31T10:11:12.345678Z"
"""a time to let clocks stand at"""
_names = itertools.count(1)


@dataclass(frozen=True)
class SandboxProject:
    """A project with a key, as its owner (`api`) and the operator see it."""

    url: str
    id: str
    auth: tuple[str, str]
    api: httpx2.Client
    operator: httpx2.Client

    def call(self, method: str, path: str, /, **body: Any) -> httpx2.Response:
        """A call of the project's own numbers, below `/v1/projects/{id}`."""
        return self.api.request(method, f"/v1/projects/{self.id}{path}", json=body or None)

    def sandbox(self, method: str, path: str, /, **body: Any) -> Any:
        """A call below `/sandbox/v1` that must not be refused."""
        return ok(self.api.request(method, f"/sandbox/v1{path}", json=body or None))

    def rent(self, number: str, **body: Any) -> Any:
        return ok(self.call("POST", f"/availableNumbers/{number}:rent", **body))

    def rent_any(self, **body: Any) -> Any:
        return ok(self.call("POST", "/availableNumbers:rentAny", regionCode="US", type="LOCAL", **body))

    def release(self, number: str) -> Any:
        return ok(self.call("POST", f"/activeNumbers/{number}:release"))

    def get(self, number: str) -> Any:
        return ok(self.call("GET", f"/activeNumbers/{number}"))

    def search(self, **query: Any) -> list[str]:
        params = {"regionCode": "US", "type": "LOCAL", **query}
        answer = ok(self.api.get(f"/v1/projects/{self.id}/availableNumbers", params=params))
        return [number["phoneNumber"] for number in answer["availableNumbers"]]

    def numbers(self) -> list[str]:
        path = f"/v1/projects/{self.id}/activeNumbers"
        return [number["phoneNumber"] for number in all_items(self.api, path, "activeNumbers", pageSize="1000")]

    def charges(self) -> list[dict[str, Any]]:
        return all_items(self.api, "/sandbox/v1/charges", "charges")

    def events(self) -> list[dict[str, Any]]:
        """Newest first, as the operator sees them."""
        return all_items(self.operator, f"/projects/{self.id}/events", "events")

    def now(self) -> str:
        return str(self.sandbox("GET", "/clock")["time"])

    def advance(self, **by: Any) -> Any:
        return self.sandbox("POST", "/clock/advance", **by)

    def reset(self, **wish: Any) -> None:
        self.sandbox("POST", "/reset", **wish)

    def set_balance(self, amount: str | None, currency: str = "USD", **more: Any) -> None:
        balance = {"currencyCode": currency, "amount": amount} if amount is not None else None
        ok(self.operator.patch(f"/projects/{self.id}", json={"balance": balance, **more}))

    def balance(self) -> str:
        projects = ok(self.operator.get("/projects"))["projects"]
        (amount,) = [project["balance"]["amount"] for project in projects if project["projectId"] == self.id]
        return str(amount)

    def credit(self, amount: str) -> None:
        ok(self.operator.post(f"/projects/{self.id}:credit", json={"amount": amount}))


@contextmanager
def sandbox_project(url: str, project_id: str | None = None) -> Iterator[SandboxProject]:
    """A new project of the sandbox at `url`, whose clock is the real one."""
    with operator(url) as operator_api:
        wish = {"projectId": project_id} if project_id else {}
        project_id = ok(operator_api.post("/projects", json={"displayName": f"Test {next(_names)}", **wish}))[
            "projectId"
        ]
        key = ok(operator_api.post(f"/projects/{project_id}/keys", json={}))
    with opened_project(url, str(project_id), (key["keyId"], key["keySecret"])) as project:
        yield project


@contextmanager
def opened_project(url: str, project_id: str, auth: tuple[str, str]) -> Iterator[SandboxProject]:
    """A project that is there already."""
    with operator(url) as operator_api, httpx2.Client(base_url=url, auth=auth, timeout=600) as api:
        yield SandboxProject(url, project_id, auth, api, operator_api)


def ok(answer: httpx2.Response) -> Any:
    assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
    return answer.json()


def refusal(answer: httpx2.Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()["error"]
