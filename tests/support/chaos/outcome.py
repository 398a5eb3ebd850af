"""What came of a run, in figures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """Of one family. `done` names what the client says that it made or changed, `there` what the server has."""

    family: str
    calls: int
    done: list[str]
    told: list[str]
    """what calls returned, before the client was killed or after; the rest of `done` was resolved"""
    unknown: int
    there: list[str]

    def __str__(self) -> str:
        not_done = self.calls - len(self.done) - self.unknown
        share = 100 * self.unknown / max(self.calls, 1)
        return (
            f"  {self.family:<18}{self.calls:>6} calls{len(self.done):>6} done{not_done:>6} not done"
            f"{self.unknown:>6} unknown ({share:5.2f} %){len(self.there):>6} on the server"
        )


@dataclass(frozen=True)
class Outcome:
    mode: str
    kills: int
    resolved: int
    """intents that were settled by `resolve` after a kill"""
    tallies: dict[str, Tally]
    order_tags: list[str]
    """of all orders: the call that each comes from"""
    charged: list[str]
    due: list[str]
    """the numbers that ought to be charged: what was rented, and what was ordered and submitted"""
    seconds: float

    def __str__(self) -> str:
        calls = sum(tally.calls for tally in self.tallies.values())
        title = f"{self.mode}: {calls} calls, {self.kills} kills, {self.resolved} intents resolved after one"
        charges = f"  {len(self.due)} numbers to be charged, {len(self.charged)} charges; {self.seconds:.0f} s"
        return "\n".join([title, *(str(tally) for tally in self.tallies.values() if tally.calls), charges])
