"""The lanes of a worker: what may be taken on, what may be sent, what is given up."""

from datetime import UTC, datetime

import pytest

from numberbank.storage.events import DueEvent
from numberbank.worker.lanes import AHEAD, PER_ENDPOINT, Lanes

LEASE, LONGEST_ATTEMPT = 60.0, 16.0
NOW = datetime(2026, 1, 1, tzinfo=UTC)
HERE, THERE = "https://here.example", "https://there.example"


def event(number: int, endpoint: str = HERE, project_id: str = "p") -> DueEvent:
    return DueEvent(str(number), project_id, f"{endpoint}/events", endpoint, b"{}", 1, "", NOW, NOW, NOW)


def put(lanes: Lanes, event: DueEvent, taken_at: float = 0.0) -> bool:
    return lanes.put(event, taken_at)


def filled(count: int, endpoint: str = HERE) -> Lanes:
    lanes = Lanes(LEASE, LONGEST_ATTEMPT)
    for number in range(count):
        put(lanes, event(number, endpoint))
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
    put(lanes, event(100, THERE))
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

    assert not put(lanes, event(3))
    assert put(lanes, event(4, THERE))
    lanes.end(HERE, delivered=False)
    assert put(lanes, event(5))
    assert not put(lanes, event(6))
    assert start(lanes) == ["5"]


def test_one_that_answers_again_has_its_share_back() -> None:
    lanes = filled(1)
    start(lanes)
    lanes.end(HERE, delivered=False)
    assert lanes.room == {HERE: 1}

    put(lanes, event(2))
    start(lanes)
    lanes.end(HERE, delivered=True)

    assert lanes.room == {HERE: PER_ENDPOINT + AHEAD}
    assert lanes.under_way == 0


def test_what_waits_for_one_project_is_given_up_alone() -> None:
    lanes = filled(PER_ENDPOINT + 1)
    put(lanes, event(100, project_id="other"))
    put(lanes, event(101, THERE))
    start(lanes)

    assert [event.id for event in lanes.give_up(lambda each: each.project_id == "p")] == [str(PER_ENDPOINT), "101"]
    assert start(lanes) == []
    lanes.end(HERE, delivered=True)
    assert start(lanes) == ["100"]
    assert lanes.room_of(THERE) == PER_ENDPOINT


def test_what_has_waited_too_long_for_its_lease_is_not_sent() -> None:
    lanes = filled(PER_ENDPOINT + 1)
    put(lanes, event(100), 10.0)
    start(lanes)
    lanes.end(HERE, delivered=True)

    assert lanes.too_late(HERE, LEASE - LONGEST_ATTEMPT) == []
    assert [each.id for each in lanes.too_late(HERE, LEASE - LONGEST_ATTEMPT + 0.1)] == [str(PER_ENDPOINT)]
    assert start(lanes) == ["100"]
    assert lanes.too_late(HERE, 1000.0) == lanes.too_late(THERE, 1000.0) == []


@pytest.mark.parametrize(("lease", "ahead"), [(2 * LONGEST_ATTEMPT, 0), (2 * LONGEST_ATTEMPT + 1, AHEAD), (1.0, 0)])
def test_none_waits_where_a_lease_is_too_short_for_it(lease: float, ahead: int) -> None:
    lanes = Lanes(lease, LONGEST_ATTEMPT)
    put(lanes, event(1))

    assert start(lanes) == ["1"]
    lanes.end(HERE, delivered=True)
    assert lanes.room == {HERE: PER_ENDPOINT + ahead}


def test_one_that_answers_keeps_its_room_until_a_look_finds_nothing_for_it() -> None:
    lanes = filled(1)
    start(lanes)
    lanes.end(HERE, delivered=True)
    assert lanes.room == {HERE: PER_ENDPOINT + AHEAD}

    put(lanes, event(2, THERE))
    lanes.close_empty()
    assert lanes.room == {THERE: PER_ENDPOINT - 1}
