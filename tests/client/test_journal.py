"""The journal: several processes, crashes, and whose a new number is."""

import multiprocessing
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from numberbank.client.claims import claim_exact, claim_new
from numberbank.client.intents import Intent, State
from numberbank.client.journal import KEPT, Journal, now
from numberbank.client.markers import mark_of, marked
from numberbank.client.proofs.findings import CannotTell, Happened, Nothing

BASE, PROJECT = "https://api.test", "p"


def intent(id_: str, **changes: object) -> Intent:
    moment = now()
    made = Intent(
        id=id_,
        base=BASE,
        project_id=PROJECT,
        kind="rentAny",
        path="/availableNumbers:rentAny",
        body={"regionCode": "US"},
        number="",
        family="activeNumbers",
        resource="",
        marked=False,
        keyed=False,
        before=[],
        begun_at=moment,
        busy_until=moment + 60,
        deadline=moment + 60,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def fits(body: dict[str, object], item: object) -> bool:
    return "pattern" not in body or str(item).startswith(str(body["pattern"]))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "journal.sqlite3")


def uncertain(journal: Journal, *intents: Intent) -> None:
    for each in intents:
        journal.begin(each)
        journal.move(each.id, State.UNCERTAIN, now() + 60, now() + 60)


def new(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def test_what_is_written_is_read(journal: Journal) -> None:
    made = intent("a", before=["+1", "+2"], body={"regionCode": "US", "callbackUrl": "ü"})
    journal.begin(made)

    assert journal.get("a") == made
    assert journal.get("b") is None
    assert journal.intents(BASE, PROJECT) == journal.unsettled(BASE, PROJECT) == [made]
    assert journal.intents(BASE, "other") == []


def test_it_is_for_its_user_alone(journal: Journal, tmp_path: Path) -> None:
    journal.begin(intent("a"))

    assert stat.S_IMODE((tmp_path / "state" / "journal.sqlite3").stat().st_mode) == 0o600


def test_what_is_settled_is_not_sent_again(journal: Journal) -> None:
    journal.begin(intent("a"))

    assert journal.move("a", State.UNCERTAIN, 0, 0)
    assert journal.settle("a", State.NOT_DONE) is State.NOT_DONE
    assert not journal.move("a", State.SENDING, 0, 0)
    assert journal.settle("a", State.UNKNOWN) is State.NOT_DONE


def test_the_server_s_own_answer_overrules_what_was_read(journal: Journal) -> None:
    journal.begin(intent("a"))
    journal.settle("a", State.NOT_DONE)

    assert journal.settle("a", State.DONE, "+1") is State.DONE


def test_what_was_given_up_can_still_be_settled(journal: Journal) -> None:
    journal.begin(intent("a"))
    journal.settle("a", State.UNKNOWN, candidates=("+1",))

    assert [each.id for each in journal.unsettled(BASE, PROJECT)] == ["a"]
    assert journal.settle("a", State.DONE, "+1") is State.DONE


def test_what_is_settled_is_forgotten_in_time(journal: Journal, tmp_path: Path) -> None:
    for name in ("old", "open", "fresh"):
        journal.begin(intent(name))
    journal.settle("old", State.DONE, "+1")
    journal.settle("fresh", State.DONE, "+2")
    with journal.transaction() as connection:
        connection.execute("update intent set settled_at = settled_at - ? where id = 'old'", (KEPT + 1,))
    journal.close()

    again = Journal(tmp_path / "state" / "journal.sqlite3")

    assert {each.id for each in again.intents(BASE, PROJECT)} == {"open", "fresh"}


def test_without_a_path_it_is_gone_with_the_client() -> None:
    memory = Journal(None)
    memory.begin(intent("a"))
    memory.close()

    assert memory.get("a") is None


def write_many(path: Path, name: str, count: int) -> None:
    journal = Journal(path)
    for at in range(count):
        journal.begin(intent(f"{name}-{at}"))
        journal.settle(f"{name}-{at}", State.DONE, f"{name}-{at}")


def claim_one(path: Path, name: str) -> None:
    journal = Journal(path)
    made = journal.get(name)
    assert made is not None
    claim_new(journal, made, new(*(f"+{at}" for at in range(8))), fits, now())


def in_processes(*jobs: tuple[object, ...]) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=job[0], args=job[1:]) for job in jobs]  # type: ignore[arg-type]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0


def test_many_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    in_processes(*((write_many, path, f"p{at}", 25) for at in range(4)))

    rows = sqlite3.connect(path).execute("select count(*), sum(state = 'DONE') from intent").fetchone()

    assert rows == (100, 100)


def test_no_two_processes_claim_the_same_number(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(path)
    names = [f"i{at}" for at in range(4)]
    uncertain(journal, *(intent(name) for name in names))
    uncertain(journal, *(intent(f"more-{at}") for at in range(4)))
    in_processes(*((claim_one, path, name) for name in names))

    claimed = [each.resource for each in journal.intents(BASE, PROJECT) if each.state is State.DONE]

    assert len(claimed) == len(set(claimed)) == 4


def test_one_new_number_is_this_calls(journal: Journal) -> None:
    made = intent("a")
    uncertain(journal, made)

    assert claim_new(journal, made, new("+1"), fits, now()) == Happened("+1", "+1")
    assert journal.get("a").state is State.DONE  # type: ignore[union-attr]


def test_no_new_number_is_nothing(journal: Journal) -> None:
    made = intent("a")
    uncertain(journal, made)

    assert claim_new(journal, made, {}, fits, now()) == Nothing()


def test_what_another_call_got_by_its_answer_is_not_this_ones(journal: Journal) -> None:
    made = intent("a")
    uncertain(journal, made)
    journal.begin(intent("b"))
    journal.settle("b", State.DONE, "+1")

    assert claim_new(journal, made, new("+1", "+2"), fits, now()) == Happened("+2", "+2")


def test_more_new_numbers_than_calls_are_a_strangers(journal: Journal) -> None:
    made = intent("a")
    uncertain(journal, made)

    finding = claim_new(journal, made, new("+1", "+2"), fits, now())

    assert isinstance(finding, CannotTell)
    assert finding.candidates == ("+1", "+2")


def test_calls_with_the_same_wish_share_what_is_new(journal: Journal) -> None:
    first, second = intent("a"), intent("b")
    uncertain(journal, first, second)

    assert claim_new(journal, first, new("+1", "+2"), fits, now()) == Happened("+1", "+1")
    assert claim_new(journal, second, new("+1", "+2"), fits, now()) == Happened("+2", "+2")


def test_a_call_leaves_a_rival_the_number_that_only_this_could_have_made(journal: Journal) -> None:
    """The later call had seen +2 before it began, so +2 cannot be its own."""
    first, second = intent("a"), intent("b", before=["+2"])
    uncertain(journal, first, second)

    assert claim_new(journal, first, new("+1", "+2"), fits, now()) == Happened("+2", "+2")
    assert claim_new(journal, second, new("+1"), fits, now()) == Happened("+1", "+1")


def test_calls_with_another_wish_make_it_unclear(journal: Journal) -> None:
    first, second = intent("a"), intent("b", body={"regionCode": "US", "pattern": "+1"})
    uncertain(journal, first, second)

    assert isinstance(claim_new(journal, first, new("+1"), fits, now()), CannotTell)
    assert claim_new(journal, first, new("+2"), fits, now()) == Happened("+2", "+2")


def test_after_a_claim_nothing_is_proved_before_the_claimers_deadline(journal: Journal) -> None:
    first, second = intent("a"), intent("b")
    uncertain(journal, first, second)
    claim_new(journal, first, new("+1"), fits, now())

    finding = claim_new(journal, second, new("+1"), fits, now())

    assert isinstance(finding, Nothing)
    assert finding.not_before > now() + 30


def test_what_was_given_up_over_stays_in_dispute(journal: Journal) -> None:
    first, second = intent("a"), intent("b")
    uncertain(journal, first, second)
    journal.settle("a", State.UNKNOWN, candidates=("+1", "+2"))

    assert isinstance(claim_new(journal, second, new("+1"), fits, now()), CannotTell)


def test_a_number_by_name_goes_to_one_call(journal: Journal) -> None:
    first, second = (intent(name, kind="rent", resource="+1", before=False) for name in "ab")
    uncertain(journal, first, second)

    assert claim_exact(journal, first, "+1") == Happened("+1", "+1")
    assert claim_exact(journal, second, "+1") == Nothing(final=True)


def test_calls_under_way_are_waited_for(journal: Journal) -> None:
    made = intent("a")
    uncertain(journal, made)
    for name, changes in {
        "marked": {"marked": True},
        "dead": {"busy_until": now() - 1},
        "named": {"resource": "+9"},
    }.items():
        journal.begin(intent(name, **changes))
    assert not journal.in_flight(made, now())

    journal.begin(intent("b"))
    assert journal.in_flight(made, now())
    assert not journal.in_flight(made, now() - 60)


@pytest.mark.parametrize(
    "url", ["https://h.test/x", "https://h.test/x?a=b", "http://h.test", "https://h.test/?a=%2B#f"]
)
def test_the_marker_goes_into_the_query(url: str) -> None:
    body = marked({"callbackUrl": url, "type": "LOCAL"}, "abc")

    assert body is not None
    assert mark_of(body["callbackUrl"]) == "abc"
    assert body["type"] == "LOCAL"
    assert mark_of(url) == ""


@pytest.mark.parametrize("body", [None, {}, {"callbackUrl": ""}, {"callbackUrl": "https://h.test/" + "x" * 2030}])
def test_without_a_place_there_is_no_marker(body: dict[str, str] | None) -> None:
    assert marked(body, "abc") is None
