"""What our client has beside what each client of the Numbers API is asked (tests/conformance)."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from support.client_project import Project, open_client

from numberbank.client import (
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    Numbers,
    Patience,
    SmsLink,
    Verdict,
    VoiceLink,
)


@pytest.mark.parametrize(
    ("voice", "kind", "member"),
    [
        (VoiceLink.app("app-1"), "RTC", "app_id"),
        (VoiceLink.trunk("trunk-1"), "EST", "trunk_id"),
        (VoiceLink.fax("fax-1"), "FAX", "service_id"),
    ],
    ids=["app", "trunk", "fax"],
)
def test_voice_links_have_names_of_their_own(client: Numbers, voice: VoiceLink, kind: str, member: str) -> None:
    rented = client.rent_any("US", "LOCAL", voice=voice)

    assert rented.voice_configuration is not None
    scheduled = rented.voice_configuration.scheduled_voice_provisioning
    assert scheduled is not None
    assert (scheduled.type, getattr(scheduled, member)) == (kind, getattr(voice, member))


def test_a_callback_url_carries_the_marker(client: Numbers) -> None:
    rented = client.rent_any("US", "LOCAL", callback_url="http://127.0.0.1:9/x")
    (intent,) = client.journal.intents()

    assert rented.callback_url == f"http://127.0.0.1:9/x?numberbank-intent={intent.id}"
    assert client.rent_any("US", "LOCAL", sms=SmsLink("plan-1")).callback_url == ""


def test_a_refusal_carries_number_and_violations_and_a_verdict(client: Numbers) -> None:
    with pytest.raises(NotFound) as free:
        client.check("+12025550199")
    with pytest.raises(NotFound) as taken:
        client.rent("+12025550199")
    with pytest.raises(InvalidRequest) as wrong:
        client.rent_any("US", "CELL", pattern="x")

    assert (free.value.number, free.value.status, free.value.verdict) == ("+12025550199", 404, None)
    assert (taken.value.number, taken.value.verdict) == ("+12025550199", Verdict.NOT_DONE)
    assert "+12025550199" in str(taken.value)
    assert {violation.field for violation in wrong.value.violations} == {"type", "numberPattern.pattern"}
    assert wrong.value.verdict is Verdict.NOT_DONE


def test_wrong_credentials_are_a_verdict_too(project: Project) -> None:
    with (
        Numbers(project.id, project.key_id, "wrong", url=project.url, journal=False) as stranger,
        pytest.raises(NotAuthenticated, match="Client authentication failed") as refused,
    ):
        stranger.rent_any("US", "LOCAL")

    assert refused.value.verdict is Verdict.NOT_DONE


def test_a_protected_number_is_not_released(client: Numbers) -> None:
    number = client.rent_any("US", "LOCAL").phone_number
    assert client.update(number, protected=True).protected

    with pytest.raises(InvalidRequest):
        client.release(number)


def test_a_list_may_be_left_in_the_middle(client: Numbers) -> None:
    rented = sorted(client.rent_any("US", "LOCAL").phone_number for _ in range(3))

    assert next(iter(client.list(page_size=1))).phone_number == rented[0]
    assert [number.phone_number for number in client.list(page_size=2)] == rented


def test_the_journal_knows_what_was_done(client: Numbers) -> None:
    number = client.rent_any("US", "LOCAL").phone_number
    client.release(number)
    with pytest.raises(NotFound):
        client.release("+12025550199")

    assert [(intent.kind, intent.resource, intent.state) for intent in client.journal.intents()] == [
        ("rentAny", number, "DONE"),
        ("release", number, "DONE"),
        ("release", "+12025550199", "NOT_DONE"),
    ]
    assert client.journal.open() == []


@pytest.fixture
def unlucky(project: Project, tmp_path: Path) -> Iterator[Numbers]:
    """A client that cannot find out what became of its call."""
    patience = Patience(server=0.2, attempts=1, first_pause=0.01)
    with open_client(project, tmp_path / "journal", patience) as client:
        client.regions()
        project.fault(method="POST", path="*:rentAny", when="after_commit", effect="drop")
        project.fault(method="GET", path="*", when="before", effect="status", status=503, times=1000)
        yield client


def test_the_journal_resolves_what_was_left_open(unlucky: Numbers, client: Numbers, project: Project) -> None:
    """By another client, after a crash for example."""
    with pytest.raises(Exception, match="may have been carried out"):
        unlucky.rent_any("US", "LOCAL")
    project.clear_faults()

    (left,) = client.journal.open()
    resolution = client.journal.resolve()

    assert left.state == "UNKNOWN"
    assert [settled.resource for settled in resolution.done] == project.held()
    assert (resolution.not_done, resolution.unknown, client.journal.open()) == ((), (), [])


def test_a_server_that_offers_keys_is_not_read(project: Project, client: Numbers) -> None:
    client.regions()
    project.fault(method="GET", path="*", when="before", effect="status", status=503, times=1000)
    project.fault(method="POST", path="*:rentAny", when="after_commit", effect="drop", times=2)

    rented = client.rent_any("US", "LOCAL").phone_number

    project.clear_faults()
    assert project.held() == [rented]


def test_a_raw_list_is_what_the_server_sent_page_by_page(client: Numbers) -> None:
    rented = {client.rent_any("US", "LOCAL").phone_number for _ in range(3)}

    pages = list(client.list_raw(region="US", page_size=2))

    assert [len(page.items) for page in pages] == [2, 1]
    assert {msgspec.json.decode(item)["phoneNumber"] for page in pages for item in page.items} == rented
    assert [len(page.items) for page in client.list_raw(pages[0].next_page_token, region="US", page_size=2)] == [1]
