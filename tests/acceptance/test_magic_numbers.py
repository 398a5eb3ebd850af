"""The numbers +1500555xxxx: renting one has the outcome that docs/sandbox.md says, and nothing else is odd."""

from collections.abc import Iterator

import httpx2
import pytest
from support.programs import Sandbox, platform
from support.sandbox_projects import SandboxProject, ok, refusal, sandbox_project

GOOD = "+15005550000"
TAKEN = "+15005550001"
BALANCE_TOO_LOW = "+15005550002"
TRIAL_ACCOUNT = "+15005550003"
BROKEN_ONCE = "+15005550004"
HANGS = "+15005550005"
ANSWER_LOST = "+15005550006"
ALL = [GOOD, TAKEN, BALANCE_TOO_LOW, TRIAL_ACCOUNT, BROKEN_ONCE, HANGS, ANSWER_LOST]


@pytest.fixture
def project(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    """After it, the magic numbers are available again."""
    with sandbox_project(running_sandbox.url) as project:
        yield project
        project.reset()


@pytest.fixture
def neighbour(running_sandbox: Sandbox) -> Iterator[SandboxProject]:
    with sandbox_project(running_sandbox.url) as project:
        yield project
        project.reset()


def rent(project: SandboxProject, number: str, timeout: float = 60) -> httpx2.Response:
    """Over a connection of its own."""
    url = f"{project.url}/v1/projects/{project.id}/availableNumbers/{number}:rent"
    return httpx2.post(url, auth=project.auth, timeout=timeout)


def trial_account(message: str) -> dict[str, object]:
    detail = {"type": "ResourceInfo", "resourceType": "AvailableNumber", "resourceName": "", "owner": ""}
    return {
        "code": 403,
        "message": message,
        "status": "PERMISSION_DENIED",
        "details": [{**detail, "description": message}],
    }


@pytest.mark.parametrize("number", [GOOD, "+15005550007", "+15005559999"])
def test_rented(project: SandboxProject, number: str) -> None:
    answer = ok(rent(project, number))

    assert answer["phoneNumber"] == number
    assert project.numbers() == [number]
    assert len(project.charges()) == 2


def test_just_taken_by_somebody_else(project: SandboxProject) -> None:
    offered = project.call("GET", f"/availableNumbers/{TAKEN}")

    answers = [rent(project, TAKEN) for _ in range(2)]

    assert ok(offered)["phoneNumber"] == TAKEN
    assert [refusal(answer, 404)["details"][0]["resourceName"] for answer in answers] == [TAKEN, TAKEN]
    assert project.numbers() == []


def test_the_balance_is_too_low(project: SandboxProject) -> None:
    answer = rent(project, BALANCE_TOO_LOW)

    message = "The balance does not cover the setup price and the first period"
    assert refusal(answer, 403) == trial_account(message)
    assert project.charges() == []


def test_a_trial_account(project: SandboxProject) -> None:
    answer = rent(project, TRIAL_ACCOUNT)

    assert refusal(answer, 403) == trial_account("Trial account is not enabled to rent number")


def test_500_once_and_then_fine(project: SandboxProject, neighbour: SandboxProject) -> None:
    first = rent(project, BROKEN_ONCE)
    charges = project.charges()
    second = rent(project, BROKEN_ONCE)
    others = rent(neighbour, BROKEN_ONCE)
    third = rent(neighbour, BROKEN_ONCE)

    assert refusal(first, 500) == {"code": 500, "message": "Internal error", "status": "INTERNAL", "details": []}
    assert charges == []
    assert second.status_code == 200
    assert others.status_code == 500, "each project has its own first time"
    assert third.status_code == 404


def test_a_reset_project_has_its_first_time_again(project: SandboxProject) -> None:
    answers = []
    for _ in range(2):
        answers += [rent(project, BROKEN_ONCE).status_code for _ in range(2)]
        project.reset()

    assert answers == [500, 200, 500, 200]


def test_hangs(project: SandboxProject) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        rent(project, HANGS, timeout=1)

    assert project.numbers() == []


def test_a_key_that_is_wrong_does_not_hang(project: SandboxProject) -> None:
    url = f"{project.url}/v1/projects/{project.id}/availableNumbers/{HANGS}:rent"

    answer = httpx2.post(url, auth=(project.auth[0], "wrong"))

    assert answer.status_code == 401


def test_rented_and_charged_but_the_answer_is_lost(project: SandboxProject) -> None:
    with pytest.raises(httpx2.TransportError):
        rent(project, ANSWER_LOST)
    again = rent(project, ANSWER_LOST)

    assert project.numbers() == [ANSWER_LOST]
    assert len(project.charges()) == 2
    assert again.status_code == 404, "it is held already, and that can be heard"


def test_no_search_offers_them(project: SandboxProject) -> None:
    searches = [
        {"numberPattern.pattern": "+1500"},
        {"numberPattern.pattern": "+1500555", "size": "1000"},
        {"numberPattern.pattern": "5005550000", "numberPattern.searchPattern": "CONTAINS"},
        {"numberPattern.pattern": "5550000", "numberPattern.searchPattern": "END"},
    ]

    found = [number for query in searches for number in project.search(**query)]

    assert [number for number in found if number.startswith("+1500555")] == []


def test_rent_any_does_not_pick_them(project: SandboxProject) -> None:
    answer = project.call(
        "POST",
        "/availableNumbers:rentAny",
        regionCode="US",
        type="LOCAL",
        numberPattern={"pattern": "+1500555", "searchPattern": "START"},
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("number", ALL)
def test_each_can_be_checked(project: SandboxProject, number: str) -> None:
    answer = ok(project.call("GET", f"/availableNumbers/{number}"))

    assert answer == {
        "phoneNumber": number,
        "regionCode": "US",
        "type": "LOCAL",
        "capability": ["SMS", "VOICE"],
        "setupPrice": {"currencyCode": "USD", "amount": "0.50"},
        "monthlyPrice": {"currencyCode": "USD", "amount": "0.50"},
        "paymentIntervalMonths": 1,
        "supportingDocumentationRequired": True,
    }


@pytest.mark.parametrize("number", ["+15005540005", "+15005560006"])
def test_numbers_beside_the_range_do_not_exist(project: SandboxProject, number: str) -> None:
    assert rent(project, number, timeout=10).status_code == 404


def test_a_held_magic_number_is_like_any_other(project: SandboxProject) -> None:
    project.reset(time="2026-01-31T10:11:12Z")
    ok(rent(project, GOOD))

    renamed = project.call("PATCH", f"/activeNumbers/{GOOD}", displayName="magic")
    released = project.release(GOOD)
    project.advance(duration="P2M")

    assert ok(renamed)["displayName"] == "magic"
    assert released["expireAt"] == "2026-02-28T10:11:12Z"
    assert project.numbers() == []
    assert project.call("GET", f"/availableNumbers/{GOOD}").status_code == 200


@pytest.mark.usefixtures("anyio_backend")
def test_a_platform_has_none(database: str) -> None:
    with platform(database, NUMBERBANK_OPERATOR_TOKEN="sandbox-operator") as url, sandbox_project(url) as project:
        answers = {number: rent(project, number, timeout=10).status_code for number in ALL}

    assert answers == dict.fromkeys(ALL, 404)
