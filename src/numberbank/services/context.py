"""What every use case needs, made once by the bootstrap."""

import random
from dataclasses import dataclass

from numberbank.domain.clock import Clock
from numberbank.domain.ids import IdSource
from numberbank.domain.policy import Policy
from numberbank.services.wakeup import Wakeup
from numberbank.storage.pool import Database


@dataclass(frozen=True, slots=True)
class Context:
    database: Database
    clock: Clock
    ids: IdSource
    random: random.Random
    policy: Policy
    wakeup: Wakeup
