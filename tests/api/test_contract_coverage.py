"""The server and its contract have the same operations, and what the server answers is what the contract says."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from support.apps import Api
from support.clock import FakeClock
from support.inventory import US_LOCAL, store, terms
from support.orders import AU_MOBILE, PDF, Orders, quantity
from support.wire import NUMBER, OTHER, patch, rent, settle

from numberbank.api.app import ROUTES, SANDBOX_ROUTES
from numberbank.api.contract import load_contract
from numberbank.domain.number_blocks import NumberBlock, NumberType

CONTRACT = load_contract()
NOT_OF_THE_WIRE = (
    *("/operator/", "/sandbox/", "/webhooks/", "/docs", "/openapi.json", "/templates/", "/schema/"),
    *("/imported/", "/loa/"),
)
"""paths of our own, which clients of Sinch's API do not know"""
UNKNOWN = "+12025550142"
LINKS = {
    "smsConfiguration": {"servicePlanId": "Plan", "campaignId": "Campaign"},
    "voiceConfiguration": {"type": "EST", "trunkId": "trunk"},
}
LOOKUP, CREATE = "/numberOrders:lookupNumberRequirements", "/numberOrders:createNumberOrder"
PARTS = {
    "idempotencyKey": "k",
    "phoneNumber": NUMBER,
    "numberOrderId": "01k7m2tq6w8x9y0z1a2b3c4d5e",
    "attachmentId": "letter",
}
ADDRESS = {"streetNumber": "12", "streetInfo": "Maple Ave", "city": "Boise", "state": "ID", "postalCode": "83702"}


# Operations


def served() -> set[tuple[str, str, str]]:
    return {
        (method, route.path, route.name)
        for route in [*ROUTES, *SANDBOX_ROUTES]
        if not route.path.startswith(NOT_OF_THE_WIRE)
        for method in route.methods - {"HEAD"}
    }


def documented() -> set[tuple[str, str, str]]:
    return {(operation.method, operation.path, operation.id) for operation in CONTRACT.operations.values()}


def test_every_route_is_documented_and_every_documented_operation_has_a_route() -> None:
    assert served() == documented()


def test_no_documented_path_is_among_those_left_out() -> None:
    assert not [path for _, path, _ in documented() if path.startswith(NOT_OF_THE_WIRE)]


# Answers

Call = Callable[[Api], Awaitable[httpx2.Response]]


def request(method: str, path: str, **options: Any) -> Call:
    return lambda api: api.client.request(method, api.path(path), **options)


def emergency(action: str, address: dict[str, str]) -> Call:
    path = f"/activeNumbers/{OTHER}/emergencyAddress:{action}"
    return request("POST", path, json={"displayName": "Head office", "address": address})


def ordered(ask: Callable[[Orders, str], Awaitable[httpx2.Response]], *, complete: bool = False) -> Call:
    """A request about a new order, with or without all that it needs."""

    async def call(api: Api) -> httpx2.Response:
        orders = Orders(api.client, api.path(""))
        order_id = await orders.created(quantity(1))
        if complete:
            await orders.put(order_id)
            await orders.upload(order_id)
        return await ask(orders, order_id)

    return call


def token(**form: str) -> Call:
    return lambda api: api.client.post("/oauth2/token", data=form)


ANSWERS: list[tuple[str, int, Call]] = [
    ("listAvailableRegions", 200, request("GET", "/availableRegions")),
    ("listAvailableRegions", 400, request("GET", "/availableRegions?types=CELL")),
    ("searchAvailableNumbers", 200, request("GET", "/availableNumbers?regionCode=US&type=LOCAL&size=100")),
    ("searchAvailableNumbers", 200, request("GET", "/availableNumbers?regionCode=FR&type=LOCAL")),
    ("searchAvailableNumbers", 400, request("GET", "/availableNumbers")),
    ("checkAvailability", 200, request("GET", f"/availableNumbers/{NUMBER}")),
    ("checkAvailability", 400, request("GET", "/availableNumbers/+1")),
    ("checkAvailability", 404, request("GET", f"/availableNumbers/{UNKNOWN}")),
    ("rentNumber", 200, request("POST", f"/availableNumbers/{NUMBER}:rent")),
    ("rentNumber", 200, request("POST", f"/availableNumbers/{NUMBER}:rent", json=LINKS)),
    ("rentNumber", 400, request("POST", f"/availableNumbers/{NUMBER}:rent", json=[])),
    ("rentNumber", 404, request("POST", f"/availableNumbers/{UNKNOWN}:rent")),
    ("rentNumber", 413, request("POST", f"/availableNumbers/{NUMBER}:rent", content=b" " * 2**21)),
    (
        "rentAnyNumber",
        200,
        request("POST", "/availableNumbers:rentAny", json={"regionCode": "US", "type": "LOCAL", **LINKS}),
    ),
    ("rentAnyNumber", 400, request("POST", "/availableNumbers:rentAny")),
    (
        "rentAnyNumber",
        404,
        request(
            "POST",
            "/availableNumbers:rentAny",
            json={"regionCode": "US", "type": "LOCAL", "numberPattern": {"pattern": "+9"}},
        ),
    ),
    ("listActiveNumbers", 200, request("GET", "/activeNumbers")),
    ("listActiveNumbers", 200, request("GET", "/activeNumbers?pageSize=1")),
    ("listActiveNumbers", 400, request("GET", "/activeNumbers?pageToken=x")),
    ("getActiveNumber", 200, request("GET", f"/activeNumbers/{OTHER}")),
    ("getActiveNumber", 404, request("GET", f"/activeNumbers/{UNKNOWN}")),
    ("updateActiveNumber", 200, request("PATCH", f"/activeNumbers/{OTHER}", json={"displayName": "x"})),
    ("updateActiveNumber", 200, request("PATCH", f"/activeNumbers/{OTHER}", json={"protected": True})),
    ("updateActiveNumber", 400, request("PATCH", f"/activeNumbers/{OTHER}", json={"displayName": 1})),
    ("updateActiveNumber", 404, request("PATCH", f"/activeNumbers/{UNKNOWN}", json={})),
    ("releaseNumber", 200, request("POST", f"/activeNumbers/{OTHER}:release")),
    ("releaseNumber", 404, request("POST", f"/activeNumbers/{UNKNOWN}:release")),
    ("getEmergencyAddress", 200, request("GET", f"/activeNumbers/{OTHER}/emergencyAddress")),
    ("getEmergencyAddress", 404, request("GET", f"/activeNumbers/{UNKNOWN}/emergencyAddress")),
    ("provisionEmergencyAddress", 200, emergency("provision", ADDRESS)),
    ("provisionEmergencyAddress", 400, emergency("provision", {})),
    ("validateEmergencyAddress", 200, emergency("validate", ADDRESS)),
    ("validateEmergencyAddress", 200, emergency("validate", ADDRESS | {"postalCode": "99999"})),
    ("validateEmergencyAddress", 400, emergency("validate", {})),
    ("deprovisionEmergencyAddress", 200, request("POST", f"/activeNumbers/{OTHER}/emergencyAddress:deprovision")),
    ("lookupNumberRequirements", 200, request("POST", LOOKUP, json=AU_MOBILE)),
    ("lookupNumberRequirements", 400, request("POST", LOOKUP)),
    ("lookupNumberRequirements", 404, request("POST", LOOKUP, json={"regionCode": "US", "numberType": "LOCAL"})),
    ("createNumberOrder", 200, request("POST", CREATE, json=quantity(2, smsConfiguration={"servicePlanId": "P"}))),
    ("createNumberOrder", 400, request("POST", CREATE)),
    ("getNumberOrder", 200, ordered(lambda orders, order_id: orders.get(order_id))),
    ("getNumberOrder", 404, request("GET", "/numberOrders/01k7m2tq6w8x9y0z1a2b3c4d5e")),
    ("updateNumberOrderRegistration", 200, ordered(lambda orders, order_id: orders.put(order_id))),
    ("updateNumberOrderRegistration", 400, ordered(lambda orders, order_id: orders.put(order_id, []))),
    (
        "getNumberOrderRegistration",
        200,
        ordered(lambda orders, order_id: orders.read_registration(order_id), complete=True),
    ),
    ("uploadAttachment", 200, ordered(lambda orders, order_id: orders.upload(order_id))),
    ("uploadAttachment", 400, ordered(lambda orders, order_id: orders.upload(order_id, content=b"text"))),
    ("uploadAttachment", 413, ordered(lambda orders, order_id: orders.upload(order_id, content=PDF * 10_000))),
    ("submitNumberOrder", 200, ordered(lambda orders, order_id: orders.submit(order_id), complete=True)),
    ("submitNumberOrder", 400, ordered(lambda orders, order_id: orders.submit(order_id))),
    ("getCallbackConfiguration", 200, request("GET", "/callbackConfiguration")),
    ("updateCallbackConfiguration", 200, request("PATCH", "/callbackConfiguration", json={"hmacSecret": "x"})),
    ("updateCallbackConfiguration", 400, request("PATCH", "/callbackConfiguration", json={"hmacSecret": ""})),
    ("getIdempotencyKey", 200, request("GET", "/idempotencyKeys/unheard-of")),
    ("issueToken", 200, token(grant_type="client_credentials")),
    ("issueToken", 400, token(grant_type="password")),
    ("issueToken", 413, token(grant_type="x" * 2**20)),
    (
        "issueToken",
        401,
        lambda api: api.client.post("/oauth2/token", data={"grant_type": "client_credentials"}, auth=None),
    ),
    ("getHealth", 200, lambda api: api.client.get("/healthz")),
    ("getReadiness", 200, lambda api: api.client.get("/readyz")),
]


def test_every_operation_is_asked() -> None:
    assert {operation_id for operation_id, status, _ in ANSWERS if status == 200} == CONTRACT.operations.keys()


@pytest.fixture
async def in_use(api: Api, clock: FakeClock) -> Api:
    """A project with numbers in every state of provisioning."""
    await store(api.context, US_LOCAL, NumberBlock("+6149157", 4, terms("AU", NumberType.MOBILE)))
    await rent(api, OTHER, **LINKS)
    await settle(api.context, clock)
    await patch(api, OTHER, smsConfiguration={"servicePlanId": "PlanBeta", "campaignId": "CAMPAIGN_EXPIRED"})
    await settle(api.context, clock)
    await rent(api, "+12013500144", **LINKS)
    await emergency("provision", ADDRESS)(api)
    return api


def response_schema(operation_id: str, status: int) -> dict[str, Any]:
    described = CONTRACT.resolve(CONTRACT.operation(operation_id).spec["responses"][str(status)])
    schema: dict[str, Any] = described["content"]["application/json"]["schema"]
    return schema


def undocumented(schema: dict[str, Any], value: object, path: str = "") -> list[str]:
    """Members of an answer that the contract does not name."""
    schema = CONTRACT.resolve(schema)
    if isinstance(value, list):
        return [found for item in value for found in undocumented(schema["items"], item, path)]
    if not isinstance(value, dict):
        return []
    if "properties" not in schema:
        return []  # free-form
    members = schema["properties"]
    return [f"{path}.{name}" for name in value if name not in members] + [
        found
        for name, inner in value.items()
        if name in members
        for found in undocumented(members[name], inner, f"{path}.{name}")
    ]


@pytest.mark.parametrize(
    ("operation_id", "status", "call"), ANSWERS, ids=[f"{operation_id}-{status}" for operation_id, status, _ in ANSWERS]
)
async def test_answers_keep_the_contract(in_use: Api, operation_id: str, status: int, call: Call) -> None:
    answer = await call(in_use)

    schema = response_schema(operation_id, status)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert CONTRACT.checker(schema).violations(answer.json()) == []
    assert undocumented(schema, answer.json()) == []


@pytest.mark.parametrize("auth", [None, ("nobody", "wrong")], ids=["no credentials", "wrong ones"])
async def test_refusals_of_strangers_keep_it_too(api: Api, auth: tuple[str, str] | None) -> None:
    for operation in CONTRACT.operations.values():
        if "401" in operation.spec["responses"] and operation.id != "issueToken":
            path = operation.path.format(projectId=api.project_id, **PARTS)
            answer = await api.client.request(operation.method, path, auth=auth)

            assert answer.status_code == 401
            assert CONTRACT.checker(response_schema(operation.id, 401)).violations(answer.json()) == []


async def test_the_paths_of_others_are_refused_in_it_too(api: Api) -> None:
    for operation in CONTRACT.operations.values():
        if "403" in operation.spec["responses"]:
            answer = await api.client.request(operation.method, operation.path.format(projectId="x", **PARTS))

            assert answer.status_code == 403
            assert CONTRACT.checker(response_schema(operation.id, 403)).violations(answer.json()) == []
