"""The lanes of a worker: what may be taken on, what may be sent, what is given up."""

from datetime import UTC, datetime, timedelta

from numberbank.storage.events import DueEvent
from numberbank.worker.lanes import MOST_AHEAD, PER_ENDPOINT, Lanes, events_ahead

AHEAD = 16
NOW = datetime(2026, 1, 1, tzinfo=UTC)
HERE, THERE = "https://here.example", "https://there.example"


def event(number: int, endpoint: str = HERE, project_id: str = "p") -> DueEvent:
    return DueEvent(str(number), project_id, f"{endpoint}/events", endpoint, b"{}", 1, "", NOW, NOW, NOW)


def filled(count: int, endpoint: str = HERE) -> Lanes:
    lanes = Lanes(AHEAD)
    for number in range(count):
        lanes.put(event(number, endpoint))
    return lanes


def start(lanes: Lanes, endpoint: str = HERE) -> list[str]:
    return [event.id for event in lanes.startable(endpoint)]


def test_events_start_in_their_order_up_to_the_share() -> None:
    lanes = filled(PER_ENDPOINT + 2)

    assert start(lanes) == [str(number) for number in range(PER_ENDPOINT)]
    assert start(lanes) == []

    lanes.end(HERE, delivered=True)
    assert start(lanes) == [str(PER_ENDPOINT)]


def test_an_endpoint_that_has_not_answered_gets_its_share_and_no_more() -> None:
    lanes = filled(3)

    assert lanes.room == {HERE: PER_ENDPOINT - 3}
    assert lanes.room_of(THERE) == PER_ENDPOINT


def test_one_that_answers_gets_many_when_few_are_left() -> None:
    lanes = filled(PER_ENDPOINT + 2)
    start(lanes)

    lanes.end(HERE, delivered=True)
    assert lanes.room == {HERE: 0}
    assert lanes.any_full

    lanes.end(HERE, delivered=True)
    assert lanes.room == {HERE: AHEAD}
    assert not lanes.any_full


def test_one_that_fails_gives_up_what_waits_and_is_tried_with_one() -> None:
    lanes = filled(PER_ENDPOINT + 2)
    lanes.put(event(100, THERE))
    start(lanes)

    given_up = lanes.end(HERE, delivered=False)

    assert [event.id for event in given_up] == [str(PER_ENDPOINT), str(PER_ENDPOINT + 1)]
    assert lanes.under_way == PER_ENDPOINT - 1
    assert lanes.room == {HERE: 0, THERE: PER_ENDPOINT - 1}
    for _ in range(PER_ENDPOINT - 1):
        lanes.end(HERE, delivered=False)
    assert lanes.room[HERE] == 1


def test_what_comes_for_one_that_has_begun_to_fail_is_not_taken() -> None:
    lanes = filled(2)
    start(lanes)
    lanes.end(HERE, delivered=False)

    assert not lanes.put(event(3))
    assert lanes.put(event(4, THERE))
    lanes.end(HERE, delivered=False)
    assert lanes.put(event(5))
    assert not lanes.put(event(6))
    assert start(lanes) == ["5"]


def test_one_that_answers_again_has_its_share_back() -> None:
    lanes = filled(1)
    start(lanes)
    lanes.end(HERE, delivered=False)
    assert lanes.room == {HERE: 1}

    lanes.put(event(2))
    start(lanes)
    lanes.end(HERE, delivered=True)

    assert lanes.room == {}
    assert lanes.under_way == 0


def test_what_waits_for_one_project_is_given_up_alone() -> None:
    lanes = filled(PER_ENDPOINT + 1)
    lanes.put(event(100, project_id="other"))
    lanes.put(event(101, THERE))
    start(lanes)

    assert [event.id for event in lanes.give_up(lambda each: each.project_id == "p")] == [str(PER_ENDPOINT), "101"]
    assert start(lanes) == []
    lanes.end(HERE, delivered=True)
    assert start(lanes) == ["100"]
    assert lanes.room_of(THERE) == PER_ENDPOINT


def test_no_more_wait_than_are_sent_within_their_lease() -> None:
    for seconds in range(1, 300):
        ahead = events_ahead(timedelta(seconds=seconds), 16.0)
        rounds = 1 + ahead / PER_ENDPOINT
        assert ahead == 0 or rounds * 16 <= seconds
        assert ahead <= MOST_AHEAD

    assert events_ahead(timedelta(seconds=60), 16.0) == 16
    assert events_ahead(timedelta(seconds=20), 16.0) == 0
    assert events_ahead(timedelta(hours=1), 16.0) == MOST_AHEAD
