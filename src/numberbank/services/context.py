"""What every use case needs, made once by the bootstrap."""

from dataclasses import dataclass

from numberbank.domain.clock import Clock
from numberbank.domain.policy import Policy
from numberbank.domain.randomness import Randomness
from numberbank.services.wakeup import Wakeup
from numberbank.storage.pool import Database


@dataclass(frozen=True, slots=True)
class Context:
    database: Database
    clock: Clock
    random: Randomness
    policy: Policy
    wakeup: Wakeup
