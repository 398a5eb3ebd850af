"""Each project of a sandbox has a clock of its own, which goes forward only."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from support.programs import Sandbox, platform, sandbox
from support.receiver import Receiver
from support.sandbox_projects import FROZEN, SandboxProject, ok, refusal, sandbox_project

USUAL_DELAY = 5.0
"""seconds in which a link is made and told of, on a busy machine; the simulated delay is half a second"""


@pytest.fixture
def project(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project


@pytest.fixture
def neighbour(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project


def violation(answer: httpx2.Response) -> tuple[str, str]:
    """The field and the reason of a 400 that has one."""
    ((found,),) = [detail["fieldViolations"] for detail in refusal(answer, 400)["details"]]
    return found["field"], found["description"]


def advance(project: SandboxProject, **by: object) -> httpx2.Response:
    return project.api.post("/sandbox/v1/clock/advance", json=by)


def test_a_new_clock_shows_real_time_and_runs(project: SandboxProject) -> None:
    before = datetime.now(UTC)
    clock = project.sandbox("GET", "/clock")
    later = project.now()

    assert before < datetime.fromisoformat(clock["time"]) < datetime.fromisoformat(later) < datetime.now(UTC)
    assert clock["frozen"] is False


@pytest.mark.parametrize(
    ("by", "shows"),
    [
        ({"seconds": 0}, "2026-01-31T10:11:12.345678Z"),
        ({"seconds": 90}, "2026-01-31T10:12:42.345678Z"),
        ({"seconds": 0.000001}, "2026-01-31T10:11:12.345679Z"),
        ({"duration": "P1M"}, "2026-02-28T10:11:12.345678Z"),
        ({"duration": "P31D"}, "2026-03-03T10:11:12.345678Z"),
        ({"duration": "P1Y2M1W1DT1H1M0.5S"}, "2027-04-08T11:12:12.845678Z"),
        ({"to": "2026-02-01T00:00:00Z"}, "2026-02-01T00:00:00Z"),
        ({"to": "2026-02-01T01:00:00+01:00"}, "2026-02-01T00:00:00Z"),
        ({"to": "2026-02-01"}, "2026-02-01T00:00:00Z"),
        ({"to": FROZEN}, FROZEN),
    ],
)
def test_ways_to_say_how_far(project: SandboxProject, by: dict[str, object], shows: str) -> None:
    project.reset(time=FROZEN)

    answer = project.advance(**by)

    assert answer == {"time": shows, "frozen": True, "done": {}}
    assert project.now() == shows


@pytest.mark.parametrize(
    ("by", "field"),
    [
        ({}, "body"),
        ({"seconds": 1, "duration": "P1D"}, "body"),
        ({"seconds": -1}, "seconds"),
        ({"seconds": 1e300}, "seconds"),
        ({"seconds": "1"}, "seconds"),
        ({"seconds": True}, "seconds"),
        ({"to": "2026-01-31T10:11:12.345677Z"}, "to"),
        ({"to": "2001-01-01"}, "to"),
        ({"to": "tomorrow"}, "to"),
        ({"to": "2046-12-31"}, "to"),
        ({"to": "0001-01-01T00:00:00+14:00"}, "to"),
        ({"duration": "P21Y"}, "duration"),
        ({"duration": "P9999Y"}, "duration"),
        ({"duration": "P99999M"}, "duration"),
        ({"duration": "PT9999999999S"}, "duration"),
        *[
            ({"duration": text}, "duration")
            for text in ("", "P", "PT", "P1", "1D", "-P1D", "P-1D", "P1H", "P1D ", "p1d")
        ],
    ],
)
def test_what_is_refused(project: SandboxProject, by: dict[str, object], field: str) -> None:
    project.reset(time=FROZEN)

    answer = advance(project, **by)

    assert violation(answer)[0] == field
    assert project.now() == FROZEN


def test_a_refusal_to_go_back_says_why(project: SandboxProject) -> None:
    project.reset(time=FROZEN)

    answer = advance(project, to="2026-01-01T00:00:00Z")

    assert violation(answer)[1] == f"lies before the clock's time, {FROZEN}: clocks go forward only"


def test_clocks_end_before_time_does(project: SandboxProject) -> None:
    project.reset(time="8999-12-01T00:00:00Z")
    rented = project.rent_any()

    beyond = advance(project, duration="P1M1D")
    reset = project.api.post("/sandbox/v1/reset", json={"time": "9999-12-31T23:59:59Z"})

    assert rented["nextChargeDate"] == "9000-01-01T00:00:00Z"
    assert violation(beyond)[0] == "duration"
    assert violation(reset)[0] == "time"


def test_a_frozen_clock_stands_until_it_is_resumed(project: SandboxProject) -> None:
    frozen = project.sandbox("POST", "/clock/freeze")
    time.sleep(0.05)
    still = project.sandbox("GET", "/clock")
    resumed = project.sandbox("POST", "/clock/resume")
    later = project.now()

    assert frozen["frozen"] is True
    assert still == frozen
    assert resumed["frozen"] is False
    lag = datetime.fromisoformat(later) - datetime.fromisoformat(frozen["time"])
    assert timedelta() < lag < timedelta(seconds=5)


def test_a_running_clock_runs_on_from_where_it_was_advanced_to(project: SandboxProject) -> None:
    start = datetime.fromisoformat(project.now())

    answer = project.advance(duration="P10D")

    assert answer["frozen"] is False
    ahead = datetime.fromisoformat(project.now()) - start
    assert timedelta(days=10) < ahead < timedelta(days=10, seconds=5)


def test_work_that_waits_for_a_frozen_clock_is_done_when_that_is_moved(
    project: SandboxProject, callbacks: Receiver
) -> None:
    project.reset(time=FROZEN)
    number = project.rent_any(smsConfiguration={"servicePlanId": "plan"}, callbackUrl=callbacks.url)["phoneNumber"]
    time.sleep(1)
    waiting = project.get(number)["smsConfiguration"]["scheduledProvisioning"]

    done = project.advance(seconds=0.5)["done"]

    assert waiting["status"] == "IN_PROGRESS"
    assert done == {"job": 1, "event": 1}
    assert project.get(number)["smsConfiguration"]["servicePlanId"] == "plan"
    assert [one.event["timestamp"] for one in callbacks.received] == ["2026-01-31T10:11:12.845678"]


def test_renewals_are_dated_a_month_apart(project: SandboxProject) -> None:
    project.reset(time=FROZEN)
    project.rent_any()

    done = project.advance(duration="P1Y")["done"]

    assert done == {"charge": 12}
    assert [charge["periodStart"][:10] for charge in project.charges() if charge["kind"] == "MONTHLY"] == [
        "2026-01-31",
        "2026-02-28",
        *(f"2026-{month}" for month in ("03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31")),
        "2026-11-30",
        "2026-12-31",
        "2027-01-31",
    ]


def test_a_callback_that_fails_is_tried_again_on_the_projects_clock(
    project: SandboxProject, callbacks: Receiver
) -> None:
    project.reset(seed=1, time=FROZEN)
    callbacks.status = 500
    project.rent_any(smsConfiguration={"servicePlanId": "plan"}, callbackUrl=callbacks.url)

    done = project.advance(duration="P5D")["done"]

    assert done["event"] == 15
    assert len({one.body for one in callbacks.received}) == 1
    (event,) = project.events()
    assert (event["status"], event["attempts"]) == ("ENDED", 15)


def test_one_year_of_one_project_is_none_of_another(project: SandboxProject, neighbour: SandboxProject) -> None:
    number = neighbour.rent_any()["phoneNumber"]
    project.rent_any()
    before, charges = neighbour.get(number), neighbour.charges()
    clock = datetime.fromisoformat(neighbour.now())

    project.advance(duration="P1Y")

    assert neighbour.get(number) == before
    assert neighbour.charges() == charges
    assert datetime.fromisoformat(neighbour.now()) - clock < timedelta(minutes=1)
    assert len(project.charges()) == 2 + 12


def test_two_projects_can_rent_a_number_one_after_the_other_at_the_same_time(
    project: SandboxProject, neighbour: SandboxProject
) -> None:
    for each in (project, neighbour):
        each.reset(time=FROZEN)
    number = project.rent_any()["phoneNumber"]
    project.release(number)
    project.advance(duration="P2M")

    neighbour.rent(number)
    neighbour.release(number)
    neighbour.advance(duration="P2M")

    assert project.charges() == neighbour.charges()
    assert neighbour.numbers() == []


def test_callbacks_of_others_come_as_usual_during_an_advance(
    project: SandboxProject, neighbour: SandboxProject, callbacks: Receiver
) -> None:
    project.reset(time=FROZEN)
    for _ in range(30):
        project.rent_any()
        project.advance(duration="PT1H")
    advancing = threading.Thread(target=project.advance, kwargs={"duration": "P15Y"})
    advancing.start()
    while project.now() < "2026-03":
        time.sleep(0.001)

    started = time.monotonic()
    neighbour.rent_any(smsConfiguration={"servicePlanId": "plan"}, callbackUrl=callbacks.url)
    callbacks.wait_for(1)
    delay = time.monotonic() - started

    assert advancing.is_alive(), "the advance was over before the callback came: make it longer"
    advancing.join()
    assert delay < USUAL_DELAY


def test_a_request_during_an_advance_sees_the_time_of_its_step(project: SandboxProject) -> None:
    project.reset(time=FROZEN)
    for _ in range(10):
        project.rent_any()
    advancing = threading.Thread(target=project.advance, kwargs={"duration": "P10Y"})
    advancing.start()
    while project.now() < "2026-03":
        time.sleep(0.001)

    rented = project.rent_any()
    advancing.join()

    starts = [charge["periodStart"] for charge in project.charges() if charge["phoneNumber"] == rented["phoneNumber"]]
    assert FROZEN < starts[0] < "2036"
    renewals = round((datetime(2036, 1, 31, tzinfo=UTC) - datetime.fromisoformat(starts[0])) / timedelta(days=30.44))
    assert abs(len(starts) - 2 - renewals) <= 1


def test_an_advance_waits_for_callbacks_that_are_under_way(project: SandboxProject, callbacks: Receiver) -> None:
    callbacks.pause = 1.0
    project.reset(time=FROZEN)
    project.rent_any(smsConfiguration={"servicePlanId": "plan"}, callbackUrl=callbacks.url)
    project.sandbox("POST", "/clock/resume")
    callbacks.wait_for(1)

    project.advance(duration="P1D")

    assert len(callbacks.received) == 1
    (event,) = project.events()
    assert (event["status"], event["attempts"]) == ("DELIVERED", 1)


def test_two_advances_at_once_are_one_after_the_other(project: SandboxProject) -> None:
    project.reset(time=FROZEN)
    project.rent_any()
    advances = [threading.Thread(target=project.advance, kwargs={"duration": "P1M"}) for _ in range(4)]

    for each in advances:
        each.start()
    for each in advances:
        each.join()

    assert project.now() == "2026-05-28T10:11:12.345678Z"
    assert len(project.charges()) == 2 + 3


def test_tokens_live_in_real_time(project: SandboxProject) -> None:
    form = {"grant_type": "client_credentials"}
    token = ok(project.api.post("/oauth2/token", data=form))["access_token"]

    project.advance(duration="P10Y")

    with httpx2.Client(headers={"authorization": f"Bearer {token}"}) as bearer:
        answer = bearer.get(f"{project.url}/sandbox/v1/clock")
    assert ok(answer)["time"] > "2036"


def test_a_token_expires_in_real_time_while_the_clock_stands() -> None:
    with sandbox(NUMBERBANK_TOKEN_LIFETIME="1") as running, sandbox_project(running.url) as project:
        project.reset(time=FROZEN)
        token = ok(project.api.post("/oauth2/token", data={"grant_type": "client_credentials"}))["access_token"]
        time.sleep(2.1)

        answer = httpx2.get(f"{project.url}/sandbox/v1/clock", headers={"authorization": f"Bearer {token}"})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="expired"'


@pytest.mark.parametrize("auth", [None, ("sandbox-key", "wrong")])
def test_a_clock_is_its_projects_alone(project: SandboxProject, auth: tuple[str, str] | None) -> None:
    answer = httpx2.get(f"{project.url}/sandbox/v1/clock", auth=auth)

    assert answer.status_code == 401


@pytest.mark.usefixtures("anyio_backend")
def test_a_platform_has_no_sandbox(database: str) -> None:
    with platform(database, NUMBERBANK_OPERATOR_TOKEN="operator") as url:
        bearer = {"authorization": "Bearer operator"}
        answers = [
            httpx2.get(f"{url}/sandbox/v1/clock"),
            httpx2.post(f"{url}/sandbox/v1/clock/advance", json={"seconds": 1}),
            httpx2.post(f"{url}/sandbox/v1/faults", json={}),
            httpx2.post(f"{url}/sandbox/v1/reset"),
            httpx2.get(f"{url}/sandbox/v1/snapshots"),
            httpx2.get(f"{url}/sandbox/v1/charges"),
            httpx2.post(f"{url}/operator/v1/sandbox:reset", headers=bearer),
        ]

    assert [answer.status_code for answer in answers] == [404] * 7


def test_the_time_of_a_delivery_is_real_for_receivers_compare_it_with_theirs(
    project: SandboxProject, callbacks: Receiver
) -> None:
    project.reset(time=FROZEN)
    ok(project.call("PATCH", "/callbackConfiguration", hmacSecret="secret"))
    project.rent_any(smsConfiguration={"servicePlanId": "Plan"}, callbackUrl=callbacks.url)

    project.advance(duration="P1D")

    (received,) = callbacks.wait_for(1)
    assert abs(int(received.headers["webhook-timestamp"]) - time.time()) < 60
