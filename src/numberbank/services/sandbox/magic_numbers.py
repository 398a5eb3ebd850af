"""Numbers of the range +1500555xxxx, whose rent has one outcome each (docs/sandbox.md); no search offers them."""

import asyncio
from decimal import Decimal

from numberbank.domain.e164 import E164
from numberbank.domain.errors import NotFound, NumberbankError, PermissionDenied
from numberbank.domain.number_blocks import BlockTerms, Capability, NumberBlock, NumberType

RANGE = "+1500555"
TAKEN = E164("+15005550001")
BALANCE_TOO_LOW = E164("+15005550002")
TRIAL_ACCOUNT = E164("+15005550003")
BROKEN_ONCE = E164("+15005550004")
HANGS = E164("+15005550005")
ANSWER_LOST = E164("+15005550006")
"""rented and charged, and the connection is closed; see api.sandbox.fault_injection"""

HANG = 24 * 3600
"""seconds, longer than anybody waits"""


def magic_block() -> NumberBlock:
    """All of them, to be rented by exact number."""
    price = Decimal("0.50")
    capabilities = (Capability.SMS, Capability.VOICE)
    terms = BlockTerms("US", NumberType.LOCAL, capabilities, price, price, "USD", 1, True, "sandbox")
    return NumberBlock(RANGE, 4, terms, hidden=True)


class MagicNumbers:
    def __init__(self) -> None:
        self._broken: set[tuple[str, E164]] = set()

    def forget(self, project_id: str) -> None:
        """The next rent of BROKEN_ONCE breaks again."""
        self._broken = {(project, number) for project, number in self._broken if project != project_id}

    async def before_rent(self, project_id: str, number: E164) -> None:
        """Raises, or waits, as the number asks."""
        if number == TAKEN:
            raise NotFound("AvailableNumber", number)
        if number == BALANCE_TOO_LOW:
            raise PermissionDenied("The balance does not cover the setup price and the first period", "AvailableNumber")
        if number == TRIAL_ACCOUNT:
            raise PermissionDenied("Trial account is not enabled to rent number", "AvailableNumber")
        if number == BROKEN_ONCE and (project_id, number) not in self._broken:
            self._broken.add((project_id, number))
            raise NumberbankError("Internal error")
        if number == HANGS:
            await asyncio.sleep(HANG)
