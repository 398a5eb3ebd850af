"""Blocks for tests that do not need the whole sandbox inventory."""

from decimal import Decimal

from numberbank.domain.e164 import E164
from numberbank.domain.number_blocks import BlockTerms, Capability, NumberBlock, NumberType
from numberbank.services.context import Context
from numberbank.storage.claims import Claim, claim_numbers
from numberbank.storage.number_blocks import insert_blocks


def terms(
    region: str = "US",
    type_: NumberType = NumberType.LOCAL,
    capabilities: tuple[Capability, ...] = (Capability.SMS, Capability.VOICE),
    price: str = "0.50",
    interval_months: int = 1,
) -> BlockTerms:
    amount = Decimal(price)
    return BlockTerms(region, type_, capabilities, amount, amount, "USD", interval_months, True, "test")


US_LOCAL = NumberBlock("+1201350", 4, terms())
US_TOLL_FREE = NumberBlock("+1800350", 4, terms(type_=NumberType.TOLL_FREE))
SE_MOBILE = NumberBlock("+4670174", 4, terms("SE", NumberType.MOBILE))
AU_MOBILE = NumberBlock("+6149157", 4, terms("AU", NumberType.MOBILE))
DE_LOCAL = NumberBlock("+493012", 4, terms("DE", capabilities=(Capability.VOICE,)))


async def store(context: Context, *blocks: NumberBlock) -> None:
    async with context.database.connection() as connection:
        await insert_blocks(connection, ((block, context.random.shared.random()) for block in blocks))


async def hold(context: Context, project_id: str, *numbers: str) -> None:
    """Makes the project the holder of available numbers, also of those that :rent would refuse."""
    moment = context.clock.now(project_id)
    async with context.database.connection() as connection:
        outcomes = await claim_numbers(connection, [Claim(E164(each), project_id, "", moment) for each in numbers])
    assert all(outcome.number for outcome in outcomes)
