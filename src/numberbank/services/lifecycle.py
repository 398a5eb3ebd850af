"""What time does to numbers."""

from datetime import datetime

from numberbank.domain.provisioning import LinkChange, VoiceTarget, plan_jobs
from numberbank.services.context import Context
from numberbank.storage import lifecycle as storage
from numberbank.storage.provisioning_jobs import NumberPlan, store_plans

BATCH = 100
_NO_LINKS = LinkChange(service_plan_id="", campaign_id="", voice=VoiceTarget())


async def expire_numbers(context: Context, moment: datetime) -> int:
    """Ends a batch of released numbers whose paid period is over, and removes their links; how many there were."""
    async with context.database.transaction() as connection:
        digits = await storage.lock_expired(connection, moment, BATCH)
        if not digits:
            return 0
        numbers = await storage.read_numbers(connection, digits)
        await storage.start_aging(connection, numbers)
        plans = [
            NumberPlan(
                number.number,
                number.project_id,
                plan,
                [context.random.ulid(number.project_id, moment) for _ in plan.put],
            )
            for number in numbers
            for plan in (plan_jobs(number.links, number.pending, _NO_LINKS),)
        ]
        await store_plans(connection, plans, moment)
    context.wakeup.ask()
    return len(digits)
