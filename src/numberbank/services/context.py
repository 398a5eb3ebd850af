"""What every use case needs, made once by the bootstrap."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from numberbank.domain.clock import Clock
from numberbank.domain.e164 import E164
from numberbank.domain.policy import Policy
from numberbank.domain.randomness import Randomness
from numberbank.services.document_vault import DocumentVault
from numberbank.services.wakeup import Wakeup
from numberbank.storage.claims import Claim, ClaimOutcome, claim_numbers
from numberbank.storage.pool import Connection, Database, JoinedDatabase


async def nothing(project_id: str, number: E164) -> None:
    """What a platform does before a rent."""


@dataclass(frozen=True, slots=True)
class Context:
    database: Database
    clock: Clock
    random: Randomness
    policy: Policy
    wakeup: Wakeup
    claim: Callable[[Claim], Awaitable[ClaimOutcome]]
    """by services.claims, together with those of others; within a transaction by itself"""
    documents: DocumentVault
    before_rent: Callable[[str, E164], Awaitable[None]] = nothing
    """called with project and number; a sandbox refuses or delays some by it"""

    def within(self, connection: Connection) -> "Context":
        """The same for a use case that is to be a part of the transaction that the connection is in."""

        async def claim(wanted: Claim) -> ClaimOutcome:
            [outcome] = await claim_numbers(connection, [wanted])
            return outcome

        return replace(self, database=JoinedDatabase(connection, self.database.dsn), claim=claim)
