"""Which of the events that a worker has taken on may be sent: each endpoint has a lane of its own.

A receiver that hangs holds up nobody else. For one that answers, more events are taken on than are sent at once, since
each look at what is due costs as much as a delivery. What has waited for so long that its lease might end before its
delivery is not sent any more: somebody else may have it by then.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from numberbank.storage.events import DueEvent

PER_ENDPOINT = 8
"""deliveries under way to one endpoint; one that has just failed gets a single one"""
AHEAD = 56
"""events that wait for an endpoint that answers"""
REMEMBERED_FAILING = 10_000


@dataclass(slots=True)
class _Lane:
    """There while there is something in it; that of one that answers until a look finds nothing more for it."""

    waiting: deque[tuple[DueEvent, float]] = field(default_factory=deque)
    """each with the time at which it was taken on"""
    under_way: int = 0
    answers: bool = False
    """whether it has taken an event since the lane began"""

    @property
    def length(self) -> int:
        return len(self.waiting) + self.under_way


class Lanes:
    """Times are in seconds, of any clock that only goes forward."""

    def __init__(self, lease: float, longest_attempt: float) -> None:
        self._patience = lease - longest_attempt
        """how long an event may wait"""
        # Behind deliveries that take their longest there would be no time left.
        self._ahead = AHEAD if self._patience > longest_attempt else 0
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

    def put(self, event: DueEvent, taken_at: float) -> bool:
        """False for what an endpoint may not have that has begun to fail since there was room."""
        lane = self._lanes.get(event.endpoint, _Lane())
        if event.endpoint in self._failing and lane.length:
            return False
        lane.waiting.append((event, taken_at))
        self._lanes[event.endpoint] = lane
        return True

    def startable(self, endpoint: str) -> Iterator[DueEvent]:
        """What may be sent now; it counts as under way."""
        lane = self._lanes.get(endpoint, _Lane())
        while lane.waiting and lane.under_way < self._share(endpoint):
            lane.under_way += 1
            event, _ = lane.waiting.popleft()
            yield event

    def too_late(self, endpoint: str, now: float) -> list[DueEvent]:
        """Takes out what has waited for too long."""
        lane = self._lanes.get(endpoint, _Lane())
        late = []
        while lane.waiting and now - lane.waiting[0][1] > self._patience:
            late.append(lane.waiting.popleft()[0])
        return late

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
        if not (lane.length or lane.answers):
            self._lanes.pop(endpoint, None)
        return given_up

    def close_empty(self) -> None:
        """After a look that found nothing for them: who knows what their endpoints will do by the next event."""
        self._lanes = {endpoint: lane for endpoint, lane in self._lanes.items() if lane.length}

    def give_up(self, which: Callable[[DueEvent], bool]) -> list[DueEvent]:
        """Takes out what still waits."""
        given_up: list[DueEvent] = []
        for endpoint, lane in list(self._lanes.items()):
            given_up += (event for event, _ in lane.waiting if which(event))
            lane.waiting = deque(each for each in lane.waiting if not which(each[0]))
            if not lane.length:
                del self._lanes[endpoint]
        return given_up

    def _share(self, endpoint: str) -> int:
        return 1 if endpoint in self._failing else PER_ENDPOINT
