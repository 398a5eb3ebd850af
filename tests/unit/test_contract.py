"""The contract as the server uses it: what it lets pass, and what it says about the rest."""

import math
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from numberbank.api.contract import Contract, Operation, load_contract
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.schema_wording import MAX_ECHO, MAX_ITEMS, MAX_VIOLATIONS

CONTRACT = load_contract()
OPERATIONS = sorted(CONTRACT.operations)
SEARCH = [("regionCode", "US"), ("type", "LOCAL")]
NOT_A_TYPE = "is not a valid value; use one of MOBILE, LOCAL, TOLL_FREE"
NOT_A_CAPABILITY = "is not a valid value; use one of SMS, VOICE"
FOREIGN = "belongs to another voice type; leave it out, or change `type`"
DIGITS = "must be digits, with or without a plus sign before them, such as +1202"
REGION = "must be two capital letters, such as US"


def said(refusal: InvalidRequest) -> set[tuple[str, str]]:
    return {(violation.field, violation.description) for violation in refusal.violations}


def body_answer(operation_id: str, body: object) -> set[tuple[str, str]]:
    try:
        CONTRACT.operation(operation_id).check_body(body)
    except InvalidRequest as refusal:
        return said(refusal)
    return set()


def query_refusal(operation_id: str, pairs: list[tuple[str, str]]) -> set[tuple[str, str]]:
    with pytest.raises(InvalidRequest) as caught:
        CONTRACT.operation(operation_id).parse_query(pairs)
    return said(caught.value)


# The document


def test_it_is_valid_openapi_and_names_every_endpoint() -> None:
    validate(CONTRACT.document)

    assert CONTRACT.document["openapi"].startswith("3.1")
    assert {(each.method, each.path.removeprefix("/v1/projects/{projectId}")) for each in operations()} == {
        ("GET", "/availableRegions"),
        ("GET", "/availableNumbers"),
        ("GET", "/availableNumbers/{phoneNumber}"),
        ("POST", "/availableNumbers/{phoneNumber}:rent"),
        ("POST", "/availableNumbers:rentAny"),
        ("GET", "/activeNumbers"),
        ("GET", "/activeNumbers/{phoneNumber}"),
        ("PATCH", "/activeNumbers/{phoneNumber}"),
        ("POST", "/activeNumbers/{phoneNumber}:release"),
        ("GET", "/activeNumbers/{phoneNumber}/emergencyAddress"),
        ("POST", "/activeNumbers/{phoneNumber}/emergencyAddress:provision"),
        ("POST", "/activeNumbers/{phoneNumber}/emergencyAddress:deprovision"),
        ("POST", "/activeNumbers/{phoneNumber}/emergencyAddress:validate"),
        ("GET", "/callbackConfiguration"),
        ("PATCH", "/callbackConfiguration"),
        ("POST", "/numberOrders:lookupNumberRequirements"),
        ("POST", "/numberOrders:createNumberOrder"),
        ("GET", "/numberOrders/{numberOrderId}"),
        ("PUT", "/numberOrders/{numberOrderId}/registration"),
        ("GET", "/numberOrders/{numberOrderId}/registration"),
        ("POST", "/numberOrders/{numberOrderId}/attachments/{attachmentId}"),
        ("POST", "/numberOrders/{numberOrderId}/submit"),
        ("GET", "/idempotencyKeys/{idempotencyKey}"),
        ("POST", "/oauth2/token"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
    }


def operations() -> list[Operation]:
    return list(CONTRACT.operations.values())


def media_with_examples() -> Iterator[Any]:
    """Every body of every operation, asked and answered, with its schema."""
    for operation in operations():
        bodies = [("body", operation.spec.get("requestBody", {}))]
        bodies += [(status, CONTRACT.resolve(given)) for status, given in operation.spec["responses"].items()]
        for name, described in bodies:
            for media in described.get("content", {}).values():
                yield pytest.param(media, id=f"{operation.id}-{name}")


@pytest.mark.parametrize("media", list(media_with_examples()))
def test_every_example_keeps_its_own_schema(media: dict[str, Any]) -> None:
    assert CONTRACT.checker(media["schema"]).violations(media["example"]) == []


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_parameter_examples_are_accepted(operation_id: str) -> None:
    operation = CONTRACT.operation(operation_id)
    examples = {each["name"]: each["example"] for each in operation.query_parameters if "example" in each}
    pairs = [(name, ",".join(value) if isinstance(value, list) else str(value)) for name, value in examples.items()]

    parsed = operation.parse_query(pairs)

    assert examples.items() <= parsed.items()


def subschemas(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for keyword, child in node.items():
            if keyword != "x-remedy":
                yield from subschemas(child)
    elif isinstance(node, list):
        for child in node:
            yield from subschemas(child)


def test_a_pattern_that_a_caller_can_break_comes_with_a_remedy() -> None:
    schemas = CONTRACT.document["components"]["schemas"]
    answers_only = {"Money"}
    asked = {name: schema for name, schema in schemas.items() if name not in answers_only}

    patterns = [each for each in subschemas(asked) if isinstance(each.get("pattern"), str)]

    assert patterns
    assert all("pattern" in each["x-remedy"] for each in patterns)


def test_every_alias_points_to_a_parameter_beside_it() -> None:
    for operation in operations():
        names = {each["name"] for each in operation.query_parameters}
        aliases = {each["x-alias-of"] for each in operation.query_parameters if "x-alias-of" in each}
        assert aliases <= names


# Bodies

SMS = {"servicePlanId": "plan"}
RTC = {"appId": "app"}


@pytest.mark.parametrize(
    ("operation_id", "body"),
    [
        ("rentNumber", {}),
        ("rentNumber", {"smsConfiguration": None, "voiceConfiguration": None, "callbackUrl": None}),
        ("rentNumber", {"smsConfiguration": SMS, "voiceConfiguration": RTC, "callbackUrl": ""}),
        ("rentNumber", {"smsConfiguration": {**SMS, "campaignId": None, "scheduledProvisioning": 7}}),
        ("rentNumber", {"smsConfiguration": {**SMS, "campaignId": ""}}),
        (
            "rentNumber",
            {"voiceConfiguration": {"type": "RTC", "appId": "a", "trunkId": "", "serviceId": None}},
        ),
        (
            "rentNumber",
            {"voiceConfiguration": {"type": "EST", "trunkId": "t", "appId": "", "lastUpdatedTime": 1}},
        ),
        ("rentNumber", {"voiceConfiguration": {"type": "FAX", "serviceId": "s" * 255}}),
        ("rentNumber", {"callbackUrl": "u" * 2048, "unknown": {"deep": [[1.5]]}}),
        ("rentAnyNumber", {"regionCode": "US", "type": "LOCAL"}),
        (
            "rentAnyNumber",
            {
                "regionCode": "GB",
                "type": "MOBILE",
                "numberPattern": {"pattern": "+123456789012345", "searchPattern": "END"},
                "capabilities": ["VOICE", "SMS"],
                "smsConfiguration": SMS,
            },
        ),
        ("rentAnyNumber", {"regionCode": "US", "type": "LOCAL", "numberPattern": {}, "capabilities": []}),
        ("updateActiveNumber", {}),
        ("updateActiveNumber", {"displayName": "n" * 255, "callbackUrl": None}),
        ("updateActiveNumber", {"displayName": None, "smsConfiguration": None, "voiceConfiguration": None}),
        ("updateActiveNumber", {"smsConfiguration": {"servicePlanId": None}}),
        ("updateActiveNumber", {"smsConfiguration": {"campaignId": ""}}),
        ("updateActiveNumber", {"voiceConfiguration": {"appId": None, "type": "RTC"}}),
        ("updateActiveNumber", {"voiceConfiguration": {"type": "EST", "trunkId": ""}}),
        ("updateActiveNumber", {"voiceConfiguration": {"type": "FAX", "serviceId": "s", "appId": None}}),
        ("updateCallbackConfiguration", {}),
        ("updateCallbackConfiguration", {"hmacSecret": None}),
        ("updateCallbackConfiguration", {"hmacSecret": "$" * 64}),
        ("issueToken", {"grant_type": "client_credentials", "scope": ""}),
        ("releaseNumber", "whatever"),
    ],
)
def test_bodies_that_pass(operation_id: str, body: object) -> None:
    assert body_answer(operation_id, body) == set()


ONE_OPTION = "must have one of numberOrderOption and quantityOrderOption, and not both"
GIVE_STRING = "is not valid here; give a string"


@pytest.mark.parametrize(
    ("operation_id", "body", "expected"),
    [
        ("rentNumber", None, {("body", "null is not valid here; give an object")}),
        ("rentNumber", [], {("body", "an array is not valid here; give an object")}),
        ("rentNumber", {"smsConfiguration": {}}, {("smsConfiguration.servicePlanId", "is required")}),
        (
            "rentNumber",
            {"smsConfiguration": []},
            {("smsConfiguration", "an array is not valid here; give an object")},
        ),
        (
            "rentNumber",
            {"smsConfiguration": {"servicePlanId": None, "campaignId": 4}},
            {
                ("smsConfiguration.servicePlanId", f"null {GIVE_STRING}"),
                ("smsConfiguration.campaignId", f"4 {GIVE_STRING}"),
            },
        ),
        ("rentNumber", {"voiceConfiguration": {}}, {("voiceConfiguration.appId", "is required")}),
        (
            "rentNumber",
            {"voiceConfiguration": {"appId": ""}},
            {("voiceConfiguration.appId", "must not be empty")},
        ),
        (
            "rentNumber",
            {"voiceConfiguration": {"appId": 3}},
            {("voiceConfiguration.appId", f"3 {GIVE_STRING}")},
        ),
        (
            "rentNumber",
            {"voiceConfiguration": {"appId": None, "type": "RTC"}},
            {("voiceConfiguration.appId", f"null {GIVE_STRING}")},
        ),
        (
            "rentNumber",
            {"voiceConfiguration": {"type": "EST", "trunkId": None, "appId": "a"}},
            {
                ("voiceConfiguration.trunkId", f"null {GIVE_STRING}"),
                ("voiceConfiguration.appId", FOREIGN),
            },
        ),
        (
            "rentNumber",
            {"voiceConfiguration": {"type": "SIP", "appId": "a"}},
            {("voiceConfiguration.type", '"SIP" is not a valid value; use one of RTC, EST, FAX')},
        ),
        (
            "rentNumber",
            {"callbackUrl": "u" * 2049, "smsConfiguration": {"servicePlanId": "p" * 256}},
            {
                ("callbackUrl", "is too long; use 2048 characters or fewer"),
                ("smsConfiguration.servicePlanId", "is too long; use 255 characters or fewer"),
            },
        ),
        ("rentAnyNumber", {}, {("regionCode", "is required"), ("type", "is required")}),
        (
            "rentAnyNumber",
            {
                "regionCode": "us",
                "type": "CELL",
                "numberPattern": {"pattern": "+1 202", "searchPattern": "CONTAIN"},
                "capabilities": ["SMS", "FAX", 3, {}],
                "voiceConfiguration": {"trunkId": "t"},
            },
            {
                ("regionCode", REGION),
                ("type", f'"CELL" {NOT_A_TYPE}'),
                ("numberPattern.pattern", DIGITS),
                (
                    "numberPattern.searchPattern",
                    '"CONTAIN" is not a valid value; use one of START, CONTAINS, END',
                ),
                ("capabilities.1", f'"FAX" {NOT_A_CAPABILITY}'),
                ("capabilities.2", f"3 {NOT_A_CAPABILITY}"),
                ("capabilities.3", f"an object {NOT_A_CAPABILITY}"),
                ("voiceConfiguration.appId", "is required"),
                ("voiceConfiguration.trunkId", FOREIGN),
            },
        ),
        (
            "rentAnyNumber",
            {"regionCode": "US\n", "type": None, "numberPattern": {"pattern": "1" * 17}},
            {
                ("regionCode", REGION),
                ("type", f"null {NOT_A_TYPE}"),
                ("numberPattern.pattern", "is too long; use 16 characters or fewer"),
            },
        ),
        ("updateActiveNumber", {"smsConfiguration": {}}, {("smsConfiguration.servicePlanId", "is required")}),
        ("updateActiveNumber", {"voiceConfiguration": {}}, {("voiceConfiguration.appId", "is required")}),
        (
            "updateActiveNumber",
            {"voiceConfiguration": {"type": "FAX", "trunkId": "t"}, "displayName": "n" * 256},
            {
                ("voiceConfiguration.serviceId", "is required"),
                ("voiceConfiguration.trunkId", FOREIGN),
                ("displayName", "is too long; use 255 characters or fewer"),
            },
        ),
        ("updateActiveNumber", {"displayName": True}, {("displayName", f"true {GIVE_STRING}")}),
        ("updateCallbackConfiguration", {"hmacSecret": ""}, {("hmacSecret", "must not be empty")}),
        (
            "updateCallbackConfiguration",
            {"hmacSecret": "s" * 65},
            {("hmacSecret", "is too long; use 64 characters or fewer")},
        ),
        (
            "createNumberOrder",
            {"regionCode": "AU", "numberType": "MOBILE"},
            {("body", ONE_OPTION)},
        ),
        (
            "createNumberOrder",
            {
                "regionCode": "AU",
                "numberType": "MOBILE",
                "numberOrderOption": {"phoneNumbers": []},
                "quantityOrderOption": {"requestedQuantity": 101},
                "voiceConfiguration": {"appId": "a"},
            },
            {
                ("body", ONE_OPTION),
                ("numberOrderOption.phoneNumbers", "has too few items; give 1 or more"),
                ("quantityOrderOption.requestedQuantity", "101 is too large; use 100 or less"),
                ("voiceConfiguration.type", "is required"),
            },
        ),
        (
            "createNumberOrder",
            {
                "regionCode": "AU",
                "numberType": "MOBILE",
                "numberOrderOption": None,
                "quantityOrderOption": {"requestedQuantity": 0},
            },
            {("quantityOrderOption.requestedQuantity", "0 is too small; use 1 or more")},
        ),
        ("updateNumberOrderRegistration", {}, {("body", "must have the member requestDetails")}),
        (
            "issueToken",
            {"grant_type": "password"},
            {("grant_type", '"password" is not a valid value; use client_credentials')},
        ),
    ],
)
def test_bodies_that_are_refused(operation_id: str, body: object, expected: set[tuple[str, str]]) -> None:
    assert body_answer(operation_id, body) == expected


# Hostile bodies


def nested(levels: int) -> object:
    value: object = "bottom"
    for _ in range(levels):
        value = {"a": value}
    return value


def test_nul_is_refused_wherever_it_is_and_beside_other_violations() -> None:
    answer = body_answer("updateActiveNumber", {"displayName": "a\0", "unknown": ["\0"], "callbackUrl": 1})

    assert answer == {
        ("displayName", "has a NUL character; remove it"),
        ("unknown.0", "has a NUL character; remove it"),
        ("callbackUrl", f"1 {GIVE_STRING}"),
    }


def test_a_name_with_a_nul_is_refused() -> None:
    assert body_answer("rentNumber", {"a\0": 1}) == {("a\ufffd", "has a name that has a NUL character; remove it")}


@pytest.mark.parametrize("levels", [33, 300, 100_000])
def test_deep_nesting_is_refused_even_in_unknown_members(levels: int) -> None:
    answer = body_answer("rentNumber", {"unknown": nested(levels)})

    assert {description for _, description in answer} == {"is nested too deeply; use 32 levels or fewer"}


@pytest.mark.parametrize("body", [{"callbackUrl": "\ud800"}, {"\udfff": 1}, {"voiceConfiguration": {"type": "\ud83d"}}])
def test_half_a_surrogate_pair_is_refused(body: object) -> None:
    answer = body_answer("rentNumber", body)

    assert any("half of a surrogate pair" in description for _, description in answer)
    assert all((field + description).encode() for field, description in answer)


@pytest.mark.parametrize(
    "number",
    [10**5000, -(10**5000), 1e308, math.inf, -math.inf, math.nan],
    ids=["huge", "hugely negative", "large", "infinite", "negatively infinite", "none"],
)
def test_numbers_out_of_bounds_are_refused(number: float) -> None:
    fields = {field for field, _ in body_answer("updateActiveNumber", {"displayName": number})}

    assert fields == {"displayName"}


def test_an_answer_repeats_little_of_a_hostile_value() -> None:
    body = {"regionCode": "US", "type": "\x1b[31m" + "x" * 10_000, "k" * 10_000: "\0"}

    answer = dict(body_answer("rentAnyNumber", body))

    assert answer["type"] == f'"\ufffd[31m{"x" * (MAX_ECHO - 5)}…" {NOT_A_TYPE}'
    assert answer["k" * MAX_ECHO + "…"] == "has a NUL character; remove it"


def test_a_body_made_of_errors_gets_a_short_answer() -> None:
    body = {"regionCode": "US", "type": "LOCAL", "capabilities": ["FAX"] * MAX_ITEMS}

    assert len(body_answer("rentAnyNumber", body)) == MAX_VIOLATIONS
    assert len(body_answer("rentAnyNumber", {f"{index}": "\0" for index in range(1000)})) == MAX_VIOLATIONS


def test_an_endless_array_is_refused_without_reading_it() -> None:
    body = {"capabilities": ["FAX"] * (MAX_ITEMS + 1), "unknown": "\0"}

    assert body_answer("rentAnyNumber", body) == {
        ("capabilities", f"has too many items; use {MAX_ITEMS} or fewer"),
        ("unknown", "has a NUL character; remove it"),
    }


NAMES = st.sampled_from(
    [
        *(
            "smsConfiguration",
            "voiceConfiguration",
            "callbackUrl",
            "displayName",
            "numberPattern",
            "capabilities",
        ),
        *("type", "appId", "trunkId", "serviceId", "servicePlanId", "campaignId", "regionCode", "pattern"),
        *("searchPattern", "hmacSecret", "grant_type"),
    ]
)
TEXT = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["RTC", "EST", "FAX", "US", "LOCAL", "SMS"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | TEXT, inner, max_size=5),
)


@settings(max_examples=300, deadline=None)
@given(operation_id=st.sampled_from(OPERATIONS), body=JSON)
def test_any_json_either_passes_or_is_refused(operation_id: str, body: object) -> None:
    for field, description in body_answer(operation_id, body):
        assert field
        assert description
        assert (field + description).encode()


@settings(max_examples=200, deadline=None)
@given(
    operation_id=st.sampled_from(OPERATIONS),
    pairs=st.lists(
        st.tuples(
            st.sampled_from(sorted({p["name"] for o in operations() for p in o.query_parameters})) | TEXT,
            TEXT | st.integers().map(str) | st.sampled_from([" 1", "SMS,VOICE", "START"]),
        ),
        max_size=8,
    ),
)
def test_any_query_either_passes_or_is_refused(operation_id: str, pairs: list[tuple[str, str]]) -> None:
    operation = CONTRACT.operation(operation_id)
    aliases = {each["name"] for each in operation.query_parameters if "x-alias-of" in each}
    try:
        parsed = operation.parse_query(pairs)
    except InvalidRequest:
        return
    assert parsed.keys() <= {each["name"] for each in operation.query_parameters} - aliases


# Queries


@pytest.mark.parametrize(
    ("operation_id", "pairs", "expected"),
    [
        ("listAvailableRegions", [], {}),
        (
            "listAvailableRegions",
            [("types", "LOCAL"), ("types", "MOBILE,TOLL_FREE"), ("unknown", "\0")],
            {"types": ["LOCAL", "MOBILE", "TOLL_FREE"]},
        ),
        (
            "searchAvailableNumbers",
            SEARCH,
            {"regionCode": "US", "type": "LOCAL", "size": 30, "numberPattern.searchPattern": "START"},
        ),
        (
            "searchAvailableNumbers",
            [
                *SEARCH,
                ("numberPattern.pattern", " 1202"),
                ("numberPattern.searchPattern", "END"),
                ("capability", "VOICE"),
                ("capabilities", "SMS"),
                ("size", "1000"),
            ],
            {
                "regionCode": "US",
                "type": "LOCAL",
                "numberPattern.pattern": "+1202",
                "numberPattern.searchPattern": "END",
                "capabilities": ["SMS", "VOICE"],
                "size": 1000,
            },
        ),
        (
            "listActiveNumbers",
            [("pageToken", "")],
            {"pageSize": 100, "numberPattern.searchPattern": "START"},
        ),
        (
            "listActiveNumbers",
            [("capabilities", "SMS"), ("pageToken", "abc"), ("orderBy", "displayName"), ("pageSize", "1")],
            {
                "capability": ["SMS"],
                "pageToken": "abc",
                "orderBy": "displayName",
                "pageSize": 1,
                "numberPattern.searchPattern": "START",
            },
        ),
        ("getActiveNumber", [("size", "nonsense")], {}),
    ],
)
def test_queries_that_pass(operation_id: str, pairs: list[tuple[str, str]], expected: dict[str, object]) -> None:
    assert CONTRACT.operation(operation_id).parse_query(pairs) == expected


@pytest.mark.parametrize(
    ("operation_id", "pairs", "expected"),
    [
        ("searchAvailableNumbers", [], {("regionCode", "is required"), ("type", "is required")}),
        (
            "searchAvailableNumbers",
            [
                ("regionCode", ""),
                ("type", ""),
                ("numberPattern.pattern", ""),
                ("numberPattern.searchPattern", ""),
                ("capabilities", ""),
                ("size", ""),
            ],
            {
                ("regionCode", REGION),
                ("type", f'"" {NOT_A_TYPE}'),
                ("numberPattern.pattern", DIGITS),
                ("numberPattern.searchPattern", '"" is not a valid value; use one of START, CONTAINS, END'),
                ("capabilities", f'"" {NOT_A_CAPABILITY}'),
                ("size", '"" is not valid here; give a whole number'),
            },
        ),
        (
            "searchAvailableNumbers",
            [
                ("regionCode", "usa"),
                ("type", "XXX"),
                ("type", "LOCAL"),
                ("capability", "SMS,FAX"),
                ("size", "0"),
            ],
            {
                ("regionCode", REGION),
                ("type", f'"XXX" {NOT_A_TYPE}'),
                ("type", "is given 2 times; give it once"),
                ("capability", f'"FAX" {NOT_A_CAPABILITY}'),
                ("size", "0 is too small; use 1 or more"),
            },
        ),
        (
            "searchAvailableNumbers",
            [*SEARCH, ("size", "1001")],
            {("size", "1001 is too large; use 1000 or less")},
        ),
        (
            "searchAvailableNumbers",
            [*SEARCH, ("size", "9" * 6000)],
            {("size", "this large number is too large; use 1000 or less")},
        ),
        (
            "searchAvailableNumbers",
            [*SEARCH, ("size", "٣")],
            {("size", '"٣" is not valid here; give a whole number')},
        ),
        (
            "listActiveNumbers",
            [("pageSize", "1.5"), ("orderBy", "phoneNumber desc"), ("pageToken", "a\0")],
            {
                ("pageSize", '"1.5" is not valid here; give a whole number'),
                ("orderBy", '"phoneNumber desc" is not a valid value; use one of phoneNumber, displayName'),
                ("pageToken", "has a NUL character; remove it"),
            },
        ),
    ],
)
def test_queries_that_are_refused(
    operation_id: str, pairs: list[tuple[str, str]], expected: set[tuple[str, str]]
) -> None:
    assert query_refusal(operation_id, pairs) == expected


def test_defaults_are_not_shared_between_requests() -> None:
    search = CONTRACT.operation("searchAvailableNumbers")
    search.parse_query([*SEARCH, ("capabilities", "SMS")])["capabilities"].append("VOICE")

    assert "capabilities" not in search.parse_query(SEARCH)


# Loading


def test_only_an_operation_with_a_required_body_insists_on_one() -> None:
    required = {each.id for each in operations() if each.body_required}

    assert required == {
        "rentAnyNumber",
        "updateActiveNumber",
        "updateCallbackConfiguration",
        "provisionEmergencyAddress",
        "validateEmergencyAddress",
        "issueToken",
        *("rentAnyNumber", "updateActiveNumber", "updateCallbackConfiguration", "issueToken"),
        *("lookupNumberRequirements", "createNumberOrder", "updateNumberOrderRegistration", "uploadAttachment"),
    }


def test_the_contract_is_read_once() -> None:
    assert load_contract() is CONTRACT


def test_an_unknown_operation_is_a_bug() -> None:
    with pytest.raises(KeyError):
        CONTRACT.operation("rentEverything")


def test_a_missing_contract_is_told_by_name() -> None:
    with pytest.raises(FileNotFoundError, match=r"openapi/nothing\.yaml"):
        load_contract("nothing")


def test_loading_compiles_nothing() -> None:
    """Starting cost: compiling waits for the first request."""
    program = (
        "import numberbank.api.contract as contract, numberbank.domain.schema_checks as checks\n"
        "def refuse(*_, **__): raise AssertionError('compiled at load')\n"
        "checks.Draft202012Validator = refuse\n"
        "contract.load_contract()\n"
    )

    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_reference_may_point_to_a_reference_and_be_overridden_beside_it() -> None:
    contract = Contract(
        {
            "paths": {},
            "components": {"schemas": {"A": {"$ref": "#/components/schemas/B", "title": "a"}, "B": {"type": "string"}}},
        }
    )

    assert contract.resolve({"$ref": "#/components/schemas/A", "default": "x"}) == {
        "type": "string",
        "title": "a",
        "default": "x",
    }
