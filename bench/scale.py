"""How much is measured: enough for figures, or just enough to see that every row runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    rows_at_once: int
    """one, where figures matter"""
    rounds: int
    slow_rounds: int
    """where one takes minutes"""
    seconds: float
    """of load, in each round"""
    warm_up: float
    clients: int
    """of load where nothing else is said"""
    inventory: int
    """numbers on offer where size is not the subject"""
    sizes: tuple[int, ...]
    """numbers on offer where it is, in ascending order"""
    occupied: int
    """numbers of an inventory of which a share is held"""
    shares: tuple[float, ...]
    """these shares, in ascending order"""
    lengths: tuple[int, ...]
    """digits of the patterns that are searched for"""
    probe: float
    """seconds of searches with one kind of pattern"""
    held: int
    """numbers of a project with many"""
    contenders: int
    """clients that want the same numbers"""
    rents_each: int
    """that each of them makes where everybody gets one"""
    events: int
    year: tuple[int, int]
    """numbers that are advanced by a year: few, and many"""


FULL = Scale(
    rows_at_once=1,
    rounds=5,
    slow_rounds=3,
    seconds=4.0,
    warm_up=2.0,
    clients=32,
    inventory=10**7,
    sizes=(10**5, 10**7, 10**9),
    occupied=10**6,
    shares=(0.5, 0.99, 0.999),
    lengths=(2, 4, 7, 10),
    probe=1.0,
    held=100_000,
    contenders=64,
    rents_each=50,
    events=5000,
    year=(100, 1000),
)
SHORT = Scale(
    rows_at_once=3,
    rounds=1,
    slow_rounds=1,
    seconds=0.1,
    warm_up=0.05,
    clients=4,
    inventory=10**4,
    sizes=(10**4, 10**5),
    occupied=10**4,
    shares=(0.999,),
    lengths=(4,),
    probe=0.02,
    held=300,
    contenders=8,
    rents_each=5,
    events=50,
    year=(1, 3),
)
