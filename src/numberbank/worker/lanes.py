"""Which of the events that a worker has taken on may be sent: each endpoint has a lane of its own.

A receiver that hangs holds up nobody else. For one that answers, more events are taken on than are sent at once, since
each look at what is due costs as much as a delivery.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from numberbank.storage.events import DueEvent

PER_ENDPOINT = 8
"""deliveries under way to one endpoint; one that has just failed gets a single one"""
MOST_AHEAD = 24
"""events that wait for an endpoint that answers"""
REMEMBERED_FAILING = 10_000


@dataclass(slots=True)
class _Lane:
    """There while there is something in it."""

    waiting: deque[DueEvent] = field(default_factory=deque)
    under_way: int = 0
    answers: bool = False
    """whether it has taken an event since the lane began"""

    @property
    def length(self) -> int:
        return len(self.waiting) + self.under_way


def events_ahead(lease: timedelta, longest_attempt: float) -> int:
    """So many that each is sent within its lease, behind those under way, though all take `longest_attempt` seconds."""
    rounds = int(lease.total_seconds() / longest_attempt)
    return min(PER_ENDPOINT * max(rounds - 1, 0), MOST_AHEAD)


class Lanes:
    def __init__(self, ahead: int) -> None:
        """`ahead` is how many events wait for an endpoint that answers."""
        self._ahead = ahead
        self._lanes: dict[str, _Lane] = {}
        self._failing: set[str] = set()

    @property
    def under_way(self) -> int:
        """Deliveries in all of them."""
        return sum(lane.under_way for lane in self._lanes.values())

    @property
    def room(self) -> dict[str, int]:
        """How many more events may be taken on for each endpoint that has some, or that fails."""
        return {endpoint: self.room_of(endpoint) for endpoint in self._lanes.keys() | self._failing}

    def room_of(self, endpoint: str) -> int:
        """Of one that answers many at once, when few are left; else its share."""
        lane = self._lanes.get(endpoint, _Lane())
        if not lane.answers:
            return max(self._share(endpoint) - lane.length, 0)
        if lane.length > PER_ENDPOINT:
            return 0
        return PER_ENDPOINT + self._ahead - lane.length

    @property
    def any_full(self) -> bool:
        return any(not self.room_of(endpoint) for endpoint in self._lanes)

    def put(self, event: DueEvent) -> bool:
        """False for what an endpoint may not have that has begun to fail since there was room."""
        lane = self._lanes.get(event.endpoint, _Lane())
        if event.endpoint in self._failing and lane.length:
            return False
        lane.waiting.append(event)
        self._lanes[event.endpoint] = lane
        return True

    def startable(self, endpoint: str) -> Iterator[DueEvent]:
        """What may be sent now; it counts as under way."""
        lane = self._lanes.get(endpoint, _Lane())
        while lane.waiting and lane.under_way < self._share(endpoint):
            lane.under_way += 1
            yield lane.waiting.popleft()

    def end(self, endpoint: str, *, delivered: bool) -> list[DueEvent]:
        """Notes the end of a delivery; what is not to be sent for now, since the endpoint fails."""
        lane = self._lanes[endpoint]
        lane.under_way -= 1
        lane.answers = delivered
        if delivered:
            self._failing.discard(endpoint)
        elif len(self._failing) < REMEMBERED_FAILING:
            self._failing.add(endpoint)
        given_up = [] if delivered else self.give_up(lambda event: event.endpoint == endpoint)
        if not lane.length:
            self._lanes.pop(endpoint, None)
        return given_up

    def give_up(self, which: Callable[[DueEvent], bool]) -> list[DueEvent]:
        """Takes out what still waits."""
        given_up: list[DueEvent] = []
        for endpoint, lane in list(self._lanes.items()):
            given_up += (event for event in lane.waiting if which(event))
            lane.waiting = deque(event for event in lane.waiting if not which(event))
            if not lane.length:
                del self._lanes[endpoint]
        return given_up

    def _share(self, endpoint: str) -> int:
        return 1 if endpoint in self._failing else PER_ENDPOINT
