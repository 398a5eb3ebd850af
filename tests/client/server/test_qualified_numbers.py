"""Qualified numbers: each method against the server."""

from collections.abc import Iterator

import pytest
from support.client_project import Project

from numberbank.client import BusinessAddress, InvalidRequest, Loa, NotFound, Numbers, Person, Refused, Verdict

PREFIX = "GLOBAL_PROCESS_STATE_"
LOA = Loa(
    Person("Alma", "Example", "alma@example.com"),
    BusinessAddress("12", "Mill Road", "Boise", "ID", "83702", "US"),
    "Example Voice",
)


def code_of(project: Project, number: str) -> str:
    """What the call has read out."""
    challenges = project.api.get("/sandbox/v1/voiceChallenges").json()["voiceChallenges"]
    return next(str(each["code"]) for each in challenges if each["phoneNumber"] == number)


def test_a_number_is_qualified_by_a_call(client: Numbers, project: Project, foreign: Iterator[str]) -> None:
    number = next(foreign)
    (added,) = client.qualified.add([number])
    project.advance("PT1M")
    eligible = client.qualified.get(number)
    called = client.qualified.send_voice_challenge(number)
    code = code_of(project, number)
    failed = client.qualified.verify_voice_challenge(number, f"{(int(code) + 1) % 10000:04}")
    verified = client.qualified.verify_voice_challenge(number, code)
    client.qualified.delete(number)

    assert (added.phone_number, added.project_id, added.region_code) == (number, project.id, "US")
    assert added.global_process_state == f"{PREFIX}ELIGIBLE_CHECK_PENDING"
    assert added.created_time is not None
    assert eligible.global_process_state == f"{PREFIX}ELIGIBLE"
    assert eligible.osr_eligibility is not None
    assert eligible.osr_eligibility.status == "DONE"
    assert called.global_process_state == f"{PREFIX}VERIFICATION_PENDING"
    assert failed.global_process_state == f"{PREFIX}VERIFICATION_FAILED"
    assert verified.global_process_state == f"{PREFIX}VERIFIED"
    assert verified.ownership_verification is not None
    assert verified.ownership_verification.status == "DONE"
    assert verified.hosted_number is not None
    assert verified.hosted_number.status == 0
    with pytest.raises(NotFound):
        client.qualified.get(number)


def test_the_list_takes_every_filter(client: Numbers, project: Project, foreign: Iterator[str]) -> None:
    (verified,) = project.verify([next(foreign)])
    (added,) = client.qualified.add([next(foreign)])

    def found(**filters: object) -> list[str]:
        return [number.phone_number for number in client.qualified.list(**filters)]  # type: ignore[arg-type]

    assert found() == [verified, added.phone_number]
    assert found(states=[f"{PREFIX}VERIFIED"], region="US", order_by="updatedTime") == [verified]
    assert found(states=[f"{PREFIX}VERIFIED", f"{PREFIX}ELIGIBLE_CHECK_PENDING"]) == [verified, added.phone_number]
    assert found(region="CA") == []


def test_text_enable(client: Numbers, project: Project, foreign: Iterator[str]) -> None:
    numbers = project.verify([next(foreign), next(foreign)])

    order = client.qualified.text_enable("US", numbers, "plan", LOA, campaign_id="campaign")

    assert sorted(number.phone_number for number in client.hosting.numbers(order.hosting_order_id)) == sorted(numbers)
    assert client.qualified.get(numbers[0]).global_process_state == f"{PREFIX}HOSTING_IN_PROGRESS"


def test_text_enable_toll_free(client: Numbers, project: Project, toll_free: Iterator[str]) -> None:
    (number,) = project.verify([next(toll_free)])

    order = client.qualified.text_enable_toll_free("US", [number], "plan", LOA, display_name="Help line")

    assert order.display_name == "Help line"
    assert order.text_enable_info is not None


def test_refusals(client: Numbers, foreign: Iterator[str]) -> None:
    number = next(foreign)
    with pytest.raises(InvalidRequest) as wrong:
        client.qualified.add(["12"])
    with pytest.raises(NotFound) as unknown:
        client.qualified.text_enable("US", [number], "plan", LOA)
    client.qualified.add([number])
    with pytest.raises(Refused) as early:
        client.qualified.send_voice_challenge(number)

    assert wrong.value.violations
    assert unknown.value.verdict is Verdict.NOT_DONE
    assert (early.value.status, early.value.code) == (400, "FAILED_PRECONDITION")
