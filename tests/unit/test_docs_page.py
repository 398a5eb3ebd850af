"""The docs page: complete, closed to the outside, and well formed."""

from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from numberbank.api.contract import load_contract
from numberbank.api.docs import docs_page, openapi_json, render_page

CLIENT = TestClient(Starlette(routes=[Route("/docs", docs_page), Route("/openapi.json", openapi_json)]))
VOID = {"meta", "br", "hr", "img", "link"}


class Page(HTMLParser):
    """Collects links, ids and all that a browser would load, and checks that tags are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if tag == "a" and name == "href":
                self.links.append(value or "")
            elif name in {"src", "srcset", "href", "data", "action", "style"} or name.startswith("on"):
                self.loads.append(f"{tag} {name}={value}")
        if tag in {"script", "iframe", "object", "embed", "link"}:
            self.loads.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(CLIENT.get("/docs").text)


def test_the_page_loads_nothing_and_its_policy_forbids_it(page: Page) -> None:
    answer = CLIENT.get("/docs")

    policy = answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert page.loads == []
    assert "url(" not in answer.text
    assert "@import" not in answer.text


def test_every_operation_parameter_and_schema_is_shown(page: Page) -> None:
    contract = load_contract()

    for operation in contract.operations.values():
        assert operation.id in page.ids
        assert operation.path in page.words
        assert all(each["name"] in page.words for each in operation.parameters)
    assert {f"schema-{name}" for name in contract.document["components"]["schemas"]} <= set(page.ids)


def test_every_link_leads_somewhere_on_this_server(page: Page) -> None:
    targets = {f"#{each}" for each in page.ids} | {"openapi.json"}

    assert set(page.links) <= targets
    assert len(page.ids) == len(set(page.ids))


def test_members_limits_and_examples_are_shown(page: Page) -> None:
    for expected in (
        "servicePlanId",
        "length up to 2048",
        "default 30",
        "+12025550142",
        "error.details",
    ):
        assert expected in page.words


def test_text_of_a_contract_is_escaped() -> None:
    hostile = "<script>alert('x')</script> `<b>`"
    contract = load_contract()
    info = {**contract.document["info"], "title": hostile, "description": hostile}

    text = render_page(type(contract)({**contract.document, "info": info}))

    assert "<script>" not in text
    assert "<code>&lt;b&gt;</code>" in text


def test_openapi_json_is_the_contract() -> None:
    answer = CLIENT.get("/openapi.json")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == load_contract().document
