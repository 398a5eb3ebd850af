"""Every fault, as a client sees it over a real socket."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import requests
from sinch.domains.numbers.api.v1.exceptions import NumbersException
from support.programs import Sandbox, sandbox
from support.sandbox_projects import FROZEN, SandboxProject, ok, refusal, sandbox_project
from support.sdk import sinch_client

RENT_ANY = "/v1/projects/*/availableNumbers:rentAny"
HANGS = "+15005550005"
TOKEN = {"grant_type": "client_credentials"}


@pytest.fixture
def project(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project


@pytest.fixture
def neighbour(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project


def fault(project: SandboxProject, effect: str, when: str = "before", **more: Any) -> Any:
    return project.sandbox("POST", "/faults", **{"path": RENT_ANY, "effect": effect, "when": when, **more})


def rent_any(project: SandboxProject, timeout: float = 60) -> httpx2.Response:
    """Over a connection of its own."""
    return httpx2.post(
        f"{project.url}/v1/projects/{project.id}/availableNumbers:rentAny",
        json={"regionCode": "US", "type": "LOCAL"},
        auth=project.auth,
        timeout=timeout,
    )


def wait_for_numbers(project: SandboxProject, count: int) -> None:
    deadline = time.monotonic() + 10
    while len(project.numbers()) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_dropped_before_it_is_not_rented(project: SandboxProject) -> None:
    fault(project, "drop")

    with pytest.raises(httpx2.TransportError):
        rent_any(project)

    assert (project.numbers(), project.charges()) == ([], [])
    assert rent_any(project).status_code == 200, "it struck once"


def test_dropped_after_the_commit_it_is_rented_and_charged(project: SandboxProject) -> None:
    project.set_balance("1.00")
    fault(project, "drop", "after_commit")

    with pytest.raises(httpx2.TransportError):
        rent_any(project)

    (number,) = project.numbers()
    assert [(charge["phoneNumber"], charge["kind"]) for charge in project.charges()] == [
        (number, "MONTHLY"),
        (number, "SETUP"),
    ]
    assert project.balance() == "0.00"


def test_a_drop_on_a_kept_connection_closes_that_one_alone(project: SandboxProject) -> None:
    fault(project, "drop")
    project.now()

    with pytest.raises(httpx2.TransportError):
        project.call("POST", "/availableNumbers:rentAny", regionCode="US", type="LOCAL")

    assert project.rent_any()["projectId"] == project.id


@pytest.mark.parametrize("when", ["before", "after_commit"])
@pytest.mark.parametrize(("status", "name"), [(429, "RESOURCE_EXHAUSTED"), (500, "INTERNAL"), (503, "UNAVAILABLE")])
def test_a_status_comes_in_the_envelope(project: SandboxProject, when: str, status: int, name: str) -> None:
    fault(project, "status", when, status=status)

    answer = rent_any(project)

    assert answer.headers["content-type"] == "application/json"
    assert refusal(answer, status) == {"code": status, "message": "Injected fault", "status": name, "details": []}
    assert len(project.numbers()) == (1 if when == "after_commit" else 0)


@pytest.mark.parametrize("when", ["before", "after_commit"])
def test_a_delay_is_waited_for(project: SandboxProject, when: str) -> None:
    fault(project, "delay", when, seconds=0.4)
    started = time.monotonic()

    answer = rent_any(project)

    assert answer.status_code == 200
    assert 0.4 <= time.monotonic() - started < 5
    assert project.numbers() == [answer.json()["phoneNumber"]]


def test_who_gives_up_during_a_delay_before_has_rented_nothing(project: SandboxProject) -> None:
    fault(project, "delay", seconds=0.5)

    with pytest.raises(httpx2.ReadTimeout):
        rent_any(project, timeout=0.1)

    time.sleep(0.7)
    assert (project.numbers(), project.charges()) == ([], [])


def test_who_gives_up_during_a_delay_after_the_commit_has_rented(project: SandboxProject) -> None:
    fault(project, "delay", "after_commit", seconds=60)

    with pytest.raises(httpx2.ReadTimeout):
        rent_any(project, timeout=0.3)

    wait_for_numbers(project, 1)
    assert len(project.charges()) == 2


def test_it_strikes_as_often_as_asked(project: SandboxProject) -> None:
    fault(project, "status", status=503, times=3)

    answers = [rent_any(project).status_code for _ in range(5)]

    assert answers == [503, 503, 503, 200, 200]
    assert project.sandbox("GET", "/faults") == {"faults": []}


def test_with_a_seed_the_same_requests_are_struck(project: SandboxProject) -> None:
    def answers() -> list[int]:
        project.reset(seed=11, time=FROZEN)
        fault(project, "status", status=500, probability=0.5)
        return [rent_any(project).status_code for _ in range(40)]

    first, second = answers(), answers()

    assert first == second
    assert 8 < Counter(first)[500] < 32


@pytest.mark.parametrize(("probability", "struck"), [(0, 0), (1, 10)])
def test_a_probability_has_no_end(project: SandboxProject, probability: float, struck: int) -> None:
    added = fault(project, "status", probability=probability)

    answers = Counter(rent_any(project).status_code for _ in range(10))

    assert answers[500] == struck
    assert project.sandbox("GET", "/faults") == {"faults": [added]}


def test_a_probability_can_run_out(project: SandboxProject) -> None:
    fault(project, "status", probability=0.5, times=2)

    answers = [rent_any(project).status_code for _ in range(40)]

    assert Counter(answers) == {500: 2, 200: 38}


def test_faults_are_listed_and_deleted(project: SandboxProject) -> None:
    first = fault(project, "drop", times=7)
    second = fault(project, "delay", seconds=2, method="post", path="/v1/*")

    listed = project.sandbox("GET", "/faults")
    project.sandbox("DELETE", f"/faults/{first['id']}")
    again = project.api.delete(f"/sandbox/v1/faults/{first['id']}")
    left = project.sandbox("GET", "/faults")
    project.sandbox("DELETE", "/faults")

    assert listed == {"faults": [first, second]}
    assert first == {
        "id": first["id"],
        "method": "*",
        "path": RENT_ANY,
        "when": "before",
        "effect": "drop",
        "seconds": 0.0,
        "status": 500,
        "times": 7,
        "probability": 1.0,
    }
    assert (second["method"], second["times"]) == ("POST", 1)
    assert refusal(again, 404)["details"][0]["resourceName"] == first["id"]
    assert left == {"faults": [second]}
    assert project.sandbox("GET", "/faults") == {"faults": []}


def test_the_first_that_fits_strikes_alone(project: SandboxProject) -> None:
    fault(project, "status", status=429)
    fault(project, "status", status=503)

    assert [rent_any(project).status_code for _ in range(3)] == [429, 503, 200]


@pytest.mark.parametrize(
    ("method", "path", "struck"),
    [
        ("POST", RENT_ANY, True),
        ("*", "*", True),
        ("*", "/v1/*", True),
        ("*", "*rent*", True),
        ("*", "*:rent[A-B]ny", True),
        ("*", "/v1/projects/{id}/availableNumbers:rentAny", True),
        ("GET", RENT_ANY, False),
        ("POST", "/v1/projects/*/availableNumbers:rent", False),
        ("POST", "/v1/projects/*/availableNumbers:rentany", False),
        ("POST", "/v1/projects/*/activeNumbers*", False),
        ("POST", "/v1/projects/?/availableNumbers:rentAny", False),
    ],
)
def test_method_and_glob(project: SandboxProject, method: str, path: str, struck: bool) -> None:
    fault(project, "status", method=method, path=path.replace("{id}", project.id))

    assert rent_any(project).status_code == (500 if struck else 200)


def test_a_glob_is_held_against_the_decoded_path(project: SandboxProject) -> None:
    number = project.search(size=1)[0]
    fault(project, "status", method="POST", path=f"*/availableNumbers/{number}:rent")

    answer = project.call("POST", f"/availableNumbers/%2B{number[1:]}:rent")

    assert answer.status_code == 500


def test_other_projects_and_the_sandboxs_own_calls_are_not_hit(
    project: SandboxProject, neighbour: SandboxProject
) -> None:
    fault(project, "status", path="*", times=1000)

    assert rent_any(neighbour).status_code == 200
    assert project.sandbox("GET", "/clock")["frozen"] is False
    assert httpx2.get(f"{project.url}/healthz").status_code == 200
    assert rent_any(project).status_code == 500


def test_a_token_is_asked_for_in_vain_by_one_key(project: SandboxProject, neighbour: SandboxProject) -> None:
    fault(project, "status", path="/oauth2/token", status=503)

    others = httpx2.post(f"{project.url}/oauth2/token", data=TOKEN, auth=neighbour.auth)
    struck = httpx2.post(f"{project.url}/oauth2/token", data=TOKEN, auth=project.auth)
    again = httpx2.post(f"{project.url}/oauth2/token", data=TOKEN, auth=project.auth)

    assert (others.status_code, struck.status_code, again.status_code) == (200, 503, 200)


def test_a_key_in_the_form_is_known_too(project: SandboxProject) -> None:
    fault(project, "status", path="/oauth2/token", status=503)
    form = {**TOKEN, "client_id": project.auth[0], "client_secret": project.auth[1]}

    answers = [httpx2.post(f"{project.url}/oauth2/token", data=form).status_code for _ in range(2)]

    assert answers == [503, 200]


def test_a_request_that_is_refused_is_not_made_good_by_a_fault(project: SandboxProject) -> None:
    fault(project, "delay", "after_commit", seconds=0.1)

    answer = httpx2.post(
        f"{project.url}/v1/projects/{project.id}/availableNumbers:rentAny", json={}, auth=(project.auth[0], "wrong")
    )

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"effect": "explode"}, "effect"),
        ({"when": "sometimes"}, "when"),
        ({"effect": "status", "status": 404}, "status"),
        ({"times": 0}, "times"),
        ({"times": 1.5}, "times"),
        ({"probability": 1.1}, "probability"),
        ({"probability": -0.1}, "probability"),
        ({"seconds": -1}, "seconds"),
        ({"seconds": 3601}, "seconds"),
        ({"path": "v1"}, "path"),
        ({"path": ""}, "path"),
    ],
)
def test_what_is_refused(project: SandboxProject, wish: dict[str, Any], field: str) -> None:
    asked = {"path": RENT_ANY, "effect": "drop", "when": "before", **wish}

    answer = project.api.post("/sandbox/v1/faults", json=asked)

    ((violation,),) = [detail["fieldViolations"] for detail in refusal(answer, 400)["details"]]
    assert violation["field"] == field


@pytest.mark.parametrize("missing", ["path", "effect", "when"])
def test_what_must_be_said(project: SandboxProject, missing: str) -> None:
    asked = {"path": RENT_ANY, "effect": "drop", "when": "before"}
    del asked[missing]

    answer = project.api.post("/sandbox/v1/faults", json=asked)

    assert missing in answer.text
    assert answer.status_code == 400


def test_a_large_body_is_received_after_a_delay_too(project: SandboxProject) -> None:
    number = project.rent_any()["phoneNumber"]
    fault(project, "delay", path="*/activeNumbers/*", seconds=0.1)

    answer = project.call("PATCH", f"/activeNumbers/{number}", displayName="kept", ignored="x" * 500_000)

    assert ok(answer)["displayName"] == "kept"


def test_the_official_client_gets_the_status_as_its_own_error(project: SandboxProject) -> None:
    fault(project, "status", status=503)

    with sinch_client(project.url, project.id, *project.auth) as client:
        with pytest.raises(NumbersException) as raised:
            client.numbers.rent_any(region_code="US", number_type="LOCAL")
        rented = client.numbers.rent_any(region_code="US", number_type="LOCAL")

    assert raised.value.http_response.status_code == 503
    assert project.numbers() == [rented.phone_number]


def test_the_official_client_never_hears_of_a_number_that_it_pays_for(project: SandboxProject) -> None:
    fault(project, "drop", "after_commit")

    with (
        sinch_client(project.url, project.id, *project.auth) as client,
        pytest.raises(requests.ConnectionError),
    ):
        client.numbers.rent_any(region_code="US", number_type="LOCAL")

    assert len(project.numbers()) == 1


def test_clients_that_gave_up_do_not_keep_a_sandbox_from_stopping() -> None:
    with sandbox() as running, sandbox_project(running.url) as project:
        fault(project, "delay", seconds=3600)
        with pytest.raises(httpx2.ReadTimeout):
            rent_any(project, timeout=0.2)
        with pytest.raises(httpx2.ReadTimeout):
            httpx2.post(
                f"{project.url}/v1/projects/{project.id}/availableNumbers/{HANGS}:rent", auth=project.auth, timeout=0.2
            )
        started = time.monotonic()

        running.process.terminate()

        assert running.process.wait(30) == 0
        assert time.monotonic() - started < 8
