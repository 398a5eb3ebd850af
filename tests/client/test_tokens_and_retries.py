"""Tokens, reads that are tried again, and what errors carry."""

import asyncio
import threading
import time

import httpx2
import pytest
from support.stub_api import PROJECT, QUICK, StubApi

from numberbank.client import (
    AnswerLost,
    InvalidRequest,
    NotDone,
    NotFound,
    Numbers,
    Patience,
    ServerFault,
    SettingsMissing,
    TooManyRequests,
    Unreachable,
)
from numberbank.client.settings import SINCH_IMPORTED, Hosts, read_settings

REGIONS = {"availableRegions": [{"regionCode": "US", "regionName": "United States", "types": ["LOCAL"]}]}
LIST = "GET /availableRegions"
EXPIRED = (401, {"error": {"code": 401}}, {"WWW-Authenticate": 'Bearer error="expired"'})
INVALID = (
    401,
    {"error": {"code": 401, "status": "UNAUTHENTICATED"}},
    {"WWW-Authenticate": 'Bearer error="invalid_token"'},
)


def test_many_callers_wait_for_one_token() -> None:
    stub = StubApi({LIST: (200, REGIONS)})
    with stub.client() as client:
        threads = [threading.Thread(target=client.regions) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert (stub.tokens, len(stub.requests)) == (1, 20)


async def test_many_tasks_wait_for_one_token() -> None:
    stub = StubApi({LIST: (200, REGIONS)})
    async with stub.async_client() as client:
        await asyncio.gather(*(client.regions() for _ in range(20)))

    assert (stub.tokens, len(stub.requests)) == (1, 20)


def test_a_token_is_renewed_before_it_is_over() -> None:
    stub = StubApi({LIST: (200, REGIONS)}, token_lifetime=1)
    with stub.client() as client:
        client.regions()
        client.regions()
        assert stub.tokens == 1
        time.sleep(0.92)
        client.regions()

    assert stub.tokens == 2


def test_a_token_that_the_server_calls_expired_is_renewed_once() -> None:
    stub = StubApi({LIST: [EXPIRED, (200, REGIONS)]})
    with stub.client() as client:
        assert client.regions()[0].region_code == "US"

    assert stub.tokens == 2
    assert [each.headers["authorization"] for each in stub.requests] == ["Bearer t1", "Bearer t2"]


@pytest.mark.parametrize(("answer", "requests"), [(EXPIRED, 2), (INVALID, 1)])
def test_other_refusals_of_a_token_stand(answer: object, requests: int) -> None:
    stub = StubApi({LIST: answer})  # type: ignore[dict-item]
    with stub.client() as client, pytest.raises(Exception, match="401"):
        client.regions()

    assert len(stub.requests) == requests


def test_reads_are_tried_again() -> None:
    lost = httpx2.ReadError("reset")
    stub = StubApi({LIST: [(503, b"<html>"), lost, (200, b'{"availableRegions":[{'), (200, REGIONS)]})
    with stub.client() as client, pytest.raises(AnswerLost):
        client.regions()
    with stub.client() as client:
        assert client.regions()[0].region_code == "US"


def test_reads_are_not_tried_for_ever() -> None:
    stub = StubApi({LIST: (500, {"error": {"code": 500, "message": "", "status": "INTERNAL", "details": []}})})
    with stub.client() as client, pytest.raises(ServerFault):
        client.regions()

    assert len(stub.requests) == QUICK.attempts


def test_retry_after_is_honoured() -> None:
    stub = StubApi({LIST: [(429, {}, {"Retry-After": "1"}), (200, REGIONS)]})
    started = time.monotonic()
    with stub.client(patience=Patience(first_pause=0.001)) as client:
        client.regions()

    assert time.monotonic() - started >= 1.0


def test_a_wait_that_is_too_long_is_left_to_the_caller() -> None:
    stub = StubApi({LIST: (429, {}, {"Retry-After": "3600"})})
    with stub.client() as client, pytest.raises(TooManyRequests) as refused:
        client.regions()

    assert (refused.value.retry_after, len(stub.requests)) == (3600.0, 1)


def test_what_changes_something_is_sent_again_only_if_it_did_not_leave() -> None:
    route = f"POST /imported/v1/projects/{PROJECT}/qualifiedNumbers/+12085550142:sendVoiceChallenge"
    stub = StubApi({route: [httpx2.ConnectError("refused"), (500, {})]})
    with stub.client() as client, pytest.raises(ServerFault):
        client.qualified.send_voice_challenge("+12085550142")

    assert len(stub.requests) == 2


@pytest.mark.parametrize(
    "body",
    [
        {
            "error": {
                "code": 400,
                "message": "Invalid request",
                "status": "INVALID_ARGUMENT",
                "details": [
                    {"type": "BadRequest", "fieldViolations": [{"field": "size", "description": "is too big"}]}
                ],
            }
        },
        {
            "code": "400",
            "message": "Invalid request",
            "status": "INVALID_ARGUMENT",
            "details": [{"type": "BadRequest", "fieldViolations": [{"field": "size", "description": "is too big"}]}],
        },
    ],
    ids=["enveloped", "flat"],
)
def test_errors_of_both_shapes_are_read(body: object) -> None:
    stub = StubApi({LIST: (400, body)})
    with stub.client() as client, pytest.raises(InvalidRequest) as refused:
        client.regions()

    assert refused.value.code == "INVALID_ARGUMENT"
    assert [(each.field, each.description) for each in refused.value.violations] == [("size", "is too big")]
    assert str(refused.value) == "400 INVALID_ARGUMENT: Invalid request; size is too big"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'{"error":"x"}', b'{"error":{"details":{}}}'])
def test_errors_of_no_shape_are_errors_all_the_same(body: bytes) -> None:
    stub = StubApi({"GET /activeNumbers/+12085550142": (404, body)})
    with stub.client() as client, pytest.raises(NotFound) as refused:
        client.get("+12085550142")

    assert refused.value.number == "+12085550142"


def test_without_a_connection_nothing_was_done() -> None:
    with (
        Numbers("p", "k", "s", url="http://127.0.0.1:1", journal=False, patience=QUICK) as client,
        pytest.raises(Unreachable) as ended,
    ):
        client.rent_any("US", "LOCAL")

    assert ended.value.verdict == "NOT_DONE"


def test_a_call_that_costs_money_without_a_connection_is_not_read_about() -> None:
    refused = httpx2.ConnectError("refused")
    stub = StubApi({"GET /activeNumbers": (200, {"activeNumbers": []}), "POST /availableNumbers:rentAny": refused})
    with stub.client() as client, pytest.raises(Unreachable):
        client.rent_any("US", "LOCAL")

    assert stub.calls == ["GET /activeNumbers"] + ["POST /availableNumbers:rentAny"] * QUICK.attempts


def test_a_server_that_does_not_offer_keys_is_read() -> None:
    lost = httpx2.ReadTimeout("slow")
    stub = StubApi({"GET /activeNumbers/+12085550142": (404, {}), "POST /availableNumbers/+12085550142:rent": lost})
    with stub.client() as client, pytest.raises(NotDone):
        client.rent("+12085550142")

    posts = [each for each in stub.requests if each.method == "POST"]
    assert len(posts) == QUICK.attempts
    assert len({each.headers["idempotency-key"] for each in posts}) == 1
    assert stub.calls[0] == "GET /activeNumbers/+12085550142"
    # Before each further attempt there is a read, later than the time-out of the server.
    assert all("GET" in "".join(stub.calls[at - 1 : at]) for at, call in enumerate(stub.calls) if "POST" in call)


def test_settings() -> None:
    environment = {"SINCH_PROJECT_ID": "p", "SINCH_KEY_ID": "k", "SINCH_KEY_SECRET": "open sesame"}
    sinch = read_settings(None, None, None, None, environment)
    ours = read_settings("q", None, None, None, {**environment, "NUMBERBANK_URL": "http://here:1/"})

    assert (sinch.project_id, sinch.hosts) == ("p", Hosts())
    assert sinch.hosts.imported == SINCH_IMPORTED
    assert (ours.project_id, ours.hosts) == ("q", Hosts("http://here:1", "http://here:1", "http://here:1/imported"))
    assert "open sesame" not in repr(ours)
    with pytest.raises(SettingsMissing, match="SINCH_KEY_ID, SINCH_KEY_SECRET"):
        read_settings("p", None, None, None, {})
