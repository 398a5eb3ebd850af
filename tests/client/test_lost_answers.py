"""Each way of losing an answer, in each mode: done when it was done, and never twice."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from support.client_project import Project, open_client

from numberbank.client import NotDone, Numbers, NumbersError, OutcomeUnknown, Patience, ServerFault, Verdict

PATIENCE = Patience(connect=2, answer=0.7, server=1.5, first_pause=0.02, longest_pause=3)
URL = "https://hooks.example.com/numbers?tenant=7"
LOST: list[dict[str, Any]] = [
    {"when": "before", "effect": "drop"},
    {"when": "after_commit", "effect": "drop"},
    {"when": "after_commit", "effect": "reset"},
    {"when": "after_commit", "effect": "status", "status": 500},
    {"when": "after_commit", "effect": "delay", "seconds": 1.2},
]
MODES: list[dict[str, Any]] = [{"keys": True}, {"keys": False, "callback_url": URL}, {"keys": False}]


def names(value: dict[str, Any]) -> str:
    return "-".join(str(each) for each in value.values() if each != URL) + ("-marker" if URL in value.values() else "")


@pytest.fixture(params=MODES, ids=["key", "marker", "neither"])
def mode(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


@pytest.fixture
def client(project: Project, tmp_path: Path, mode: dict[str, Any]) -> Iterator[Numbers]:
    with open_client(project, tmp_path / "journal", PATIENCE, idempotency_keys=mode["keys"]) as client:
        client.regions()
        yield client


def states(client: Numbers) -> list[str]:
    return [intent.state for intent in client.journal.intents()]


@pytest.mark.parametrize("fault", LOST, ids=names)
def test_renting(project: Project, client: Numbers, mode: dict[str, Any], fault: dict[str, Any]) -> None:
    callback_url = mode.get("callback_url")
    (number,) = project.free_numbers(1)
    project.fault(method="POST", path="*:rent", **fault)
    project.fault(method="POST", path="*:rentAny", **fault)

    rented = client.rent(number, callback_url=callback_url).phone_number
    any_ = client.rent_any("US", "LOCAL", callback_url=callback_url).phone_number

    assert rented == number
    assert sorted(project.held()) == sorted(project.charged()) == sorted([number, any_])
    assert states(client) == ["DONE", "DONE"]


@pytest.mark.parametrize("fault", LOST, ids=names)
def test_releasing(project: Project, client: Numbers, mode: dict[str, Any], fault: dict[str, Any]) -> None:
    number = client.rent_any("US", "LOCAL").phone_number
    project.fault(method="POST", path="*:release", **fault)

    assert client.release(number).expire_at is not None
    assert states(client) == ["DONE", "DONE"]


def test_a_call_that_never_gets_through_was_not_made(project: Project, client: Numbers, mode: dict[str, Any]) -> None:
    project.fault(method="POST", path="*:rentAny", when="before", effect="status", status=503, times=50)

    with pytest.raises(NotDone) as ended:
        client.rent_any("US", "LOCAL", callback_url=mode.get("callback_url"))

    assert ended.value.verdict is Verdict.NOT_DONE
    assert isinstance(ended.value.__cause__, ServerFault)
    assert project.held() == []
    assert states(client) == ["NOT_DONE"]


def test_when_nothing_can_be_read_the_outcome_is_unknown_and_can_be_resolved(
    project: Project, client: Numbers, mode: dict[str, Any]
) -> None:
    def fail() -> None:
        project.fault(method="POST", path="*:rentAny", when="after_commit", effect="status", times=50)
        project.fault(method="GET", path="*", when="before", effect="status", status=503, times=200)

    if mode == MODES[2]:
        # The list before the call must still be read.
        project.fault(method="POST", path="*:rentAny", when="after_commit", effect="delay", seconds=1.0)
        threading.Timer(0.5, fail).start()
    else:
        fail()
    with pytest.raises(OutcomeUnknown) as ended:
        client.rent_any("US", "LOCAL", callback_url=mode.get("callback_url"))
    (open_intent,) = client.journal.open()
    project.clear_faults()
    resolution = client.journal.resolve()

    assert ended.value.verdict is Verdict.UNKNOWN
    assert open_intent.id == ended.value.intent_id
    assert [settled.resource for settled in resolution.done] == project.held()
    assert len(project.held()) == 1


class Late(httpx2.BaseTransport):
    """A network that gives up on a request, and delivers it all the same, later."""

    def __init__(self, seconds: float) -> None:
        self._inner = httpx2.HTTPTransport()
        self._seconds = seconds
        self._late = threading.Semaphore(1)
        self.delivered: list[int] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if not request.url.path.endswith((":rent", ":rentAny")) or not self._late.acquire(blocking=False):
            return self._inner.handle_request(request)
        request.read()
        threading.Timer(self._seconds, self._deliver, [request]).start()
        raise httpx2.ReadTimeout("too slow", request=request)

    def close(self) -> None:
        self._inner.close()

    def _deliver(self, request: httpx2.Request) -> None:
        answer = self._inner.handle_request(request)
        answer.read()
        answer.close()
        self.delivered.append(answer.status_code)


@pytest.mark.parametrize("callback_url", [None, URL], ids=["neither", "marker"])
@pytest.mark.parametrize("keys", [True, False])
def test_a_request_that_arrives_late_is_not_sent_a_second_time(
    project: Project, tmp_path: Path, keys: bool, callback_url: str | None
) -> None:
    network = Late(PATIENCE.server * 0.6)
    with open_client(project, tmp_path / "journal", PATIENCE, idempotency_keys=keys, transport=network) as client:
        client.regions()
        rented = client.rent_any("US", "LOCAL", callback_url=callback_url).phone_number
        deadline = time.monotonic() + 10
        while not network.delivered:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    assert network.delivered == [200]
    assert project.held() == [rented]


def test_too_many_requests_are_waited_for_and_not_read_about(project: Project, client: Numbers) -> None:
    project.fault(method="POST", path="*:rentAny", when="before", effect="status", status=429, times=2)

    client.rent_any("US", "LOCAL")

    assert len(project.held()) == 1


def test_a_stranger_makes_a_difference_ambiguous(project: Project, tmp_path: Path) -> None:
    """Somebody else's rent and our own, and nothing to tell them apart."""
    with open_client(project, tmp_path / "journal", PATIENCE, idempotency_keys=False) as client:
        client.regions()
        project.fault(method="POST", path="*:rentAny", when="after_commit", effect="delay", seconds=1.2)
        ended: list[NumbersError] = []

        def rent() -> None:
            try:
                client.rent_any("US", "LOCAL")
            except NumbersError as error:
                ended.append(error)

        renting = threading.Thread(target=rent)
        renting.start()
        deadline = time.monotonic() + 5
        while not project.held():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        project.api.post(project.path(f"/availableNumbers/{project.free_numbers(1)[0]}:rent")).raise_for_status()
        renting.join()
        (intent,) = client.journal.open()

    assert [error.verdict for error in ended] == [Verdict.UNKNOWN]
    assert (intent.state, len(project.held())) == ("UNKNOWN", 2)


def test_without_a_file_calls_are_as_safe(project: Project) -> None:
    with open_client(project, False, PATIENCE, idempotency_keys=False) as client:
        project.fault(method="POST", path="*:rentAny", when="after_commit", effect="drop")
        rented = client.rent_any("US", "LOCAL").phone_number

    assert project.held() == [rented]


def test_a_client_s_first_call_relies_on_keys_already(project: Project, tmp_path: Path) -> None:
    """An order cannot be found by reading; but the server was asked whether it keeps keys."""
    project.fault(method="POST", path="*:createNumberOrder", when="after_commit", effect="drop")
    with open_client(project, tmp_path / "journal", PATIENCE) as client:
        order = client.orders.create_quantity("US", "LOCAL", 2)
        (intent,) = client.journal.intents()

    assert (intent.state, intent.resource, intent.keyed) == ("DONE", order.id_number_order, True)
