"""Resetting projects, seeds that make everything repeatable, and states that are kept by name."""

import threading
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx2
import pytest
from support.programs import Sandbox, sandbox
from support.receiver import Receiver
from support.sandbox_projects import FROZEN, SandboxProject, ok, opened_project, refusal, sandbox_project

LINKED = {
    "smsConfiguration": {"servicePlanId": "plan", "campaignId": "campaign"},
    "voiceConfiguration": {"type": "EST", "trunkId": "trunk"},
}


@pytest.fixture
def project(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project
        project.reset()


@pytest.fixture
def neighbour(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project
        project.reset()


def play(project: SandboxProject, callbacks: Receiver) -> list[bytes]:
    """A scripted sequence with some of everything; what came back, byte by byte."""
    answers: list[bytes] = []

    def call(method: str, path: str, /, **body: object) -> httpx2.Response:
        answer = project.call(method, path, **body)
        answers.append(answer.content)
        return answer

    def sandbox_call(method: str, path: str, /, **body: object) -> None:
        answers.append(project.api.request(method, f"/sandbox/v1{path}", json=body or None).content)

    callbacks.received.clear()
    search = "/availableNumbers?regionCode=US&type=LOCAL"
    first, second = (
        number["phoneNumber"] for number in call("GET", f"{search}&size=50").json()["availableNumbers"][:2]
    )
    call("GET", f"{search}&numberPattern.pattern=7&numberPattern.searchPattern=END&size=7")
    call("PATCH", "/callbackConfiguration", hmacSecret="secret")
    call("POST", f"/availableNumbers/{first}:rent", callbackUrl=callbacks.url, **LINKED)
    call("POST", f"/availableNumbers/{second}:rent", callbackUrl=callbacks.url, **LINKED)
    for _ in range(3):
        call("POST", "/availableNumbers:rentAny", regionCode="US", type="LOCAL", callbackUrl=callbacks.url, **LINKED)
    call("POST", "/availableNumbers:rentAny", regionCode="US", type="LOCAL", smsConfiguration={"campaignId": "c"})
    sandbox_call("POST", "/faults", path="*/availableRegions", when="before", effect="status", probability=0.5)
    for _ in range(10):
        call("GET", "/availableRegions")
    sandbox_call("DELETE", "/faults")
    sandbox_call("POST", "/clock/advance", duration="P3D")
    call("PATCH", f"/activeNumbers/{first}", smsConfiguration={"campaignId": "CAMPAIGN_EXPIRED"})
    call("POST", f"/activeNumbers/{second}:release")
    sandbox_call("POST", "/clock/advance", duration="P2M")
    call("GET", "/activeNumbers")
    call("GET", f"{search}&size=20")
    sandbox_call("GET", "/charges")
    answers.append(project.operator.get(f"/projects/{project.id}/events").content)
    answers += sorted(one.body for one in callbacks.received)
    return answers


def test_with_a_seed_and_a_time_the_same_calls_give_the_same_bytes(
    project: SandboxProject, callbacks: Receiver
) -> None:
    plays = []
    for _ in range(2):
        project.reset(seed=42, time=FROZEN)
        plays.append(play(project, callbacks))

    assert plays[0] == plays[1]
    assert len(callbacks.received) == 5 * 3 + 1 + 3


def test_what_happens_by_itself_does_not_shift_what_requests_draw(project: SandboxProject, callbacks: Receiver) -> None:
    """On a clock that runs, links are made sometime between requests."""
    plays = []
    for pause in (0, 1.0):
        project.reset(seed=42)
        rented = [project.rent_any(callbackUrl=callbacks.url, **LINKED)["phoneNumber"] for _ in range(3)]
        time.sleep(pause)
        plays.append([*rented, *project.search(size=30)])

    assert plays[0] == plays[1]


def test_another_seed_gives_something_else(project: SandboxProject) -> None:
    searches = []
    for seed in (1, 2, 1):
        project.reset(seed=seed)
        searches.append(project.search(size=10))

    assert searches[0] == searches[2]
    assert searches[0] != searches[1]


def test_two_projects_with_one_seed_do_not_collide(
    project: SandboxProject, neighbour: SandboxProject, callbacks: Receiver
) -> None:
    numbers = project.search(size=2)
    for each, number in zip((project, neighbour), numbers, strict=True):
        each.reset(seed=1, time=FROZEN)
        each.rent(number, callbackUrl=callbacks.url, **LINKED)
        each.advance(duration="PT10S")

    assert len({one.event["eventId"] for one in callbacks.received}) == 6


def test_the_sandboxs_seed_makes_projects_repeatable_too() -> None:
    plays = []
    for _ in range(2):
        with (
            sandbox("--seed", "5") as running,
            opened_project(running.url, running.project_id, running.auth) as project,
        ):
            numbers = [project.rent_any(**LINKED)["phoneNumber"] for _ in range(3)]
            plays.append([*numbers, *project.search(size=20)])

    assert plays[0] == plays[1]


def test_a_reset_takes_everything_but_the_key(project: SandboxProject, callbacks: Receiver) -> None:
    project.reset(time=FROZEN)
    project.set_balance("5", graceDays=30)
    ok(project.call("PATCH", "/callbackConfiguration", hmacSecret="secret"))
    kept = project.rent_any(callbackUrl=callbacks.url, **LINKED)["phoneNumber"]
    gone = project.rent_any()["phoneNumber"]
    project.release(gone)
    project.advance(duration="P32D")
    project.sandbox("POST", "/faults", path="*", when="before", effect="drop", probability=0)

    answer = project.sandbox("POST", "/reset")

    assert answer == {"projects": 1}
    assert (project.numbers(), project.charges(), project.events()) == ([], [], [])
    assert project.sandbox("GET", "/faults") == {"faults": []}
    assert project.sandbox("GET", "/clock")["frozen"] is False
    assert ok(project.call("GET", "/callbackConfiguration"))["hmacSecret"] == ""
    (state,) = [each for each in ok(project.operator.get("/projects"))["projects"] if each["projectId"] == project.id]
    assert (state["balance"], state["graceDays"]) == (None, 7)
    for number in (kept, gone):
        assert project.call("GET", f"/availableNumbers/{number}").status_code == 200


def test_a_reset_leaves_other_projects_alone(project: SandboxProject, neighbour: SandboxProject) -> None:
    number = neighbour.rent_any()["phoneNumber"]
    charges = neighbour.charges()

    project.reset(seed=1, time=FROZEN)

    assert (neighbour.numbers(), neighbour.charges()) == ([number], charges)
    assert neighbour.sandbox("GET", "/clock")["frozen"] is False


def test_the_operator_resets_all() -> None:
    with (
        sandbox() as running,
        sandbox_project(running.url) as one,
        sandbox_project(running.url) as other,
    ):
        for each in (one, other):
            each.rent_any()

        without_token = httpx2.post(f"{running.url}/operator/v1/sandbox:reset", auth=one.auth)
        answer = ok(one.operator.post("/sandbox:reset", json={"seed": 1, "time": FROZEN}))

        assert without_token.status_code == 401
        assert answer == {"projects": 3}
        assert [(each.numbers(), each.now()) for each in (one, other)] == [([], FROZEN)] * 2


@pytest.mark.parametrize(
    ("wish", "field"),
    [({"seed": "x"}, "seed"), ({"seed": 1.5}, "seed"), ({"time": "noon"}, "time"), ({"time": "1969-12-31"}, "time")],
)
def test_a_reset_that_is_refused_changes_nothing(project: SandboxProject, wish: dict[str, object], field: str) -> None:
    number = project.rent_any()["phoneNumber"]

    answer = project.api.post("/sandbox/v1/reset", json=wish)

    assert refusal(answer, 400)["details"][0]["fieldViolations"][0]["field"] == field
    assert project.numbers() == [number]


def test_resets_while_links_and_callbacks_are_under_way_leave_no_error(
    capfd: pytest.CaptureFixture[str], callbacks: Receiver
) -> None:
    callbacks.pause = 0.05
    with sandbox(NUMBERBANK_SIMULATED_DELAY="0.05") as running, sandbox_project(running.url) as project:
        stop = threading.Event()

        def rent_all_the_time() -> None:
            with opened_project(running.url, project.id, project.auth) as same:
                while not stop.is_set():
                    same.rent_any(callbackUrl=callbacks.url, **LINKED)

        renting = [threading.Thread(target=rent_all_the_time) for _ in range(4)]
        for each in renting:
            each.start()
        for _ in range(40):
            project.reset()
            time.sleep(0.1)
        stop.set()
        for each in renting:
            each.join()
        number = project.rent_any(callbackUrl=callbacks.url, **LINKED)["phoneNumber"]
        # Those of the rents before come first, one at a time if the receiver was once too busy to answer.
        callbacks.wait_until(
            lambda: sum(one.event["resourceId"] == number for one in callbacks.received) == 3, timeout=90
        )

    output = capfd.readouterr()
    assert "error" not in output.err.lower()
    assert "Traceback" not in output.err
    assert output.err + output.out.partition("Stop it with Ctrl-C.\n")[2] == ""


def test_a_reset_during_an_advance_comes_after_it(project: SandboxProject) -> None:
    project.reset(time=FROZEN)
    for _ in range(5):
        project.rent_any()
    advancing = threading.Thread(target=project.advance, kwargs={"duration": "P10Y"})
    advancing.start()
    while project.now() < "2026-03":
        time.sleep(0.001)

    project.reset(time=FROZEN)

    advancing.join()
    assert (project.now(), project.numbers(), project.charges()) == (FROZEN, [], [])


# Snapshots


def test_a_snapshot_brings_everything_back(project: SandboxProject, callbacks: Receiver) -> None:
    project.reset(seed=9, time=FROZEN)
    project.set_balance("20")
    play(project, callbacks)
    project.sandbox("POST", "/snapshots", name="before")

    def state() -> list[object]:
        return [
            project.call("GET", "/activeNumbers").content,
            project.call("GET", "/callbackConfiguration").content,
            project.charges(),
            [event["body"] for event in project.events()],
            project.balance(),
            project.sandbox("GET", "/clock"),
        ]

    def future() -> list[object]:
        # What an advance has done is left out: the worker may have done some of it a moment before.
        return [
            project.rent_any(**LINKED),
            project.search(size=10),
            project.advance(duration="P3M")["time"],
            project.charges(),
        ]

    before, first = state(), future()

    project.sandbox("POST", "/snapshots/before:restore")

    assert state() == before
    assert future() == first


def test_work_that_was_pending_goes_on_after_a_restore(project: SandboxProject, callbacks: Receiver) -> None:
    project.reset(time=FROZEN)
    number = project.rent_any(callbackUrl=callbacks.url, **LINKED)["phoneNumber"]
    project.sandbox("POST", "/snapshots", name="pending")
    project.reset()

    project.sandbox("POST", "/snapshots/pending:restore")
    project.advance(seconds=90)

    assert project.get(number)["smsConfiguration"]["campaignId"] == "campaign"
    assert len(callbacks.received) == 3


def test_a_running_clock_runs_on_from_the_time_of_the_snapshot(project: SandboxProject) -> None:
    project.advance(duration="P1Y")
    project.sandbox("POST", "/snapshots", name="next year")
    saved = project.now()
    project.advance(duration="P1Y")

    project.sandbox("POST", "/snapshots/next%20year:restore")

    clock = project.sandbox("GET", "/clock")
    assert clock["frozen"] is False
    assert clock["time"][:16] in (saved[:16], project.now()[:16])


def test_snapshots_are_listed_replaced_and_deleted(project: SandboxProject, neighbour: SandboxProject) -> None:
    saved = [project.sandbox("POST", "/snapshots", name=name) for name in ("b", "a", "b")]

    listed = project.sandbox("GET", "/snapshots")["snapshots"]
    others = neighbour.sandbox("GET", "/snapshots")["snapshots"]
    project.sandbox("DELETE", "/snapshots/a")
    again = project.api.delete("/sandbox/v1/snapshots/a")
    restored = project.api.post("/sandbox/v1/snapshots/a:restore")

    assert listed == [saved[1], saved[2]]
    assert others == []
    assert [refusal(answer, 404)["message"] for answer in (again, restored)] == ["The project has no snapshot a"] * 2
    assert project.sandbox("GET", "/snapshots")["snapshots"] == [saved[2]]


def test_a_snapshot_survives_a_reset(project: SandboxProject) -> None:
    number = project.rent_any()["phoneNumber"]
    project.sandbox("POST", "/snapshots", name="kept")

    project.reset()
    project.sandbox("POST", "/snapshots/kept:restore")

    assert project.numbers() == [number]


def test_a_number_that_somebody_else_holds_by_now_keeps_a_snapshot_back(
    project: SandboxProject, neighbour: SandboxProject
) -> None:
    number = project.rent_any()["phoneNumber"]
    project.sandbox("POST", "/snapshots", name="mine")
    project.reset()
    neighbour.rent(number)
    other = project.rent_any()["phoneNumber"]

    answer = project.api.post("/sandbox/v1/snapshots/mine:restore")

    message = refusal(answer, 409)["message"]
    assert message.startswith("somebody else holds a number of the snapshot by now: ")
    assert number[1:] in message
    assert project.numbers() == [other], "the project is as it was"


@pytest.mark.parametrize("name", ["", "a/b", "x" * 101, "nul\0"])
def test_names_that_are_refused(project: SandboxProject, name: str) -> None:
    answer = project.api.post("/sandbox/v1/snapshots", json={"name": name})

    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["x" * 100, "a:restore", "ü ?#%&=+", ":restore"])
def test_names_that_are_taken(project: SandboxProject, name: str) -> None:
    number = project.rent_any()["phoneNumber"]
    project.sandbox("POST", "/snapshots", name=name)
    project.reset()

    project.sandbox("POST", f"/snapshots/{quote(name, safe='')}:restore")
    project.sandbox("DELETE", f"/snapshots/{quote(name, safe='')}")

    assert project.numbers() == [number]
    assert project.sandbox("GET", "/snapshots")["snapshots"] == []
