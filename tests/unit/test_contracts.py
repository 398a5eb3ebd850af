"""Rules that each contract keeps: its examples, its remedies, and the routes that carry it out."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from starlette.routing import Route
from starlette.testclient import TestClient
from support.contract_check import operations_of

from numberbank.api.app import CONTRACTS, ROUTES, create_app
from numberbank.api.contract import Contract, load_contract

PREFIXES = {"numbers": "", "imported-numbers": "/imported"}
ANSWERS_ONLY = {"Money"}
by_name = pytest.mark.parametrize("name", CONTRACTS)

IMPORTED = {
    ("GET", "/importedNumbers"),
    ("POST", "/importedNumbers"),
    ("GET", "/importedNumbers/{phoneNumber}"),
    ("PATCH", "/importedNumbers/{phoneNumber}"),
    ("DELETE", "/importedNumbers/{phoneNumber}"),
    ("GET", "/qualifiedNumbers"),
    ("POST", "/qualifiedNumbers:addNumbers"),
    ("GET", "/qualifiedNumbers/{phoneNumber}"),
    ("DELETE", "/qualifiedNumbers/{phoneNumber}"),
    ("POST", "/qualifiedNumbers/{phoneNumber}:sendVoiceChallenge"),
    ("POST", "/qualifiedNumbers/{phoneNumber}:verifyVoiceChallenge"),
    ("POST", "/qualifiedNumbers:textEnableNumbers"),
    ("POST", "/qualifiedNumbers:textEnableTollFreeNumbers"),
    ("GET", "/hostingOrders"),
    ("GET", "/hostingOrders/{hostingOrderId}"),
    ("GET", "/hostingOrders/{hostingOrderId}/report"),
    ("GET", "/hostingOrders/{hostingOrderId}/numbers"),
    ("GET", "/hostingOrders/{hostingOrderId}/numbers/{phoneNumber}"),
    ("POST", "/hostingOrders:importNumbers"),
    ("POST", "/hostingOrders:textEnableNumbers"),
    ("POST", "/hostingOrders:textEnableTollFreeNumbers"),
    ("GET", "/callbackConfiguration"),
    ("PATCH", "/callbackConfiguration"),
}
"""the endpoint index of the reference"""


@by_name
def test_it_is_valid_openapi(name: str) -> None:
    validate(load_contract(name).document)


def test_no_endpoint_of_the_reference_is_missing() -> None:
    assert operations_of(load_contract("imported-numbers")) == {
        (method, f"/v1/projects/{{projectId}}{path}") for method, path in IMPORTED
    }


@by_name
def test_routes_and_operations_are_the_same(name: str) -> None:
    prefix, names = PREFIXES[name], set(load_contract(name).operations)
    projects = f"{prefix}/v1/"
    routes = {
        (method, route.path)
        for route in ROUTES
        if isinstance(route, Route) and (route.path.startswith(projects) or (not prefix and route.name in names))
        for method in (route.methods or set()) - {"HEAD"}
        if not prefix or route.path.startswith(projects)
    }
    if not prefix:
        routes = {(method, path) for method, path in routes if not path.startswith("/imported")}

    assert routes == operations_of(load_contract(name), prefix)


def examples(contract: Contract) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body of every operation, asked and answered, with its schema."""
    for operation in contract.operations.values():
        yield from (
            (f"{operation.id} {where}", media)
            for where, described in [
                ("body", operation.spec.get("requestBody", {})),
                *((status, contract.resolve(given)) for status, given in operation.spec["responses"].items()),
            ]
            for media in described.get("content", {}).values()
        )


@by_name
def test_every_example_keeps_its_own_schema(name: str) -> None:
    contract = load_contract(name)

    broken = {where: contract.checker(media["schema"]).violations(media["example"])
              for where, media in examples(contract)}  # fmt: skip

    assert {where: violations for where, violations in broken.items() if violations} == {}


@by_name
def test_parameter_examples_are_accepted(name: str) -> None:
    for operation in load_contract(name).operations.values():
        given = {each["name"]: each["example"] for each in operation.query_parameters if "example" in each}
        pairs = [(key, ",".join(value) if isinstance(value, list) else str(value)) for key, value in given.items()]

        assert given.items() <= operation.parse_query(pairs).items()


@by_name
def test_a_rule_that_has_no_general_words_comes_with_a_remedy(name: str) -> None:
    schemas = load_contract(name).document["components"]["schemas"]
    asked = {key: schema for key, schema in schemas.items() if key not in ANSWERS_ONLY}

    for each in subschemas(asked):
        for keyword in ("pattern", "minProperties", "oneOf"):
            if keyword in each and not isinstance(each[keyword], dict):
                assert keyword in each["x-remedy"], each


def subschemas(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for keyword, child in node.items():
            if keyword != "x-remedy":
                yield from subschemas(child)
    elif isinstance(node, list):
        for child in node:
            yield from subschemas(child)


NAMES = sorted({name for schema in load_contract("imported-numbers").document["components"]["schemas"].values()
                for name in schema.get("properties", {})})  # fmt: skip
TEXT = st.text(max_size=12) | st.sampled_from(["US", "CA", "+12085550142", "plan", "2026-05-04T10:11:12Z"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | TEXT, inner, max_size=6),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(operation_id=st.sampled_from(sorted(load_contract("imported-numbers").operations)), body=JSON)
def test_any_json_either_passes_or_is_refused_with_words(operation_id: str, body: object) -> None:
    violations = load_contract("imported-numbers").operation(operation_id).body_violations(body)

    assert all(violation.field and violation.description for violation in violations)


def test_the_page_shows_each_operation() -> None:
    client = TestClient(create_app(None))  # type: ignore[arg-type]

    page = client.get("/imported/docs").text

    for operation in load_contract("imported-numbers").operations.values():
        assert f'id="{operation.id}"' in page
    assert client.get("/imported/openapi.json").json() == load_contract("imported-numbers").document
