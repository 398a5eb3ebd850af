"""What time, or a new order, calls for: its letter is mailed, its work is begun, or its letter has got too old."""

from numberbank.domain.clock import Due
from numberbank.domain.e164 import e164_to_int
from numberbank.domain.hosting_orders import OrderState, OrderStep, OrderType, start_of_work
from numberbank.domain.loa import LoaKind
from numberbank.services.context import Context
from numberbank.services.holds import start_links
from numberbank.services.hosting_orders import reject_locked
from numberbank.services.loa import mail_letter
from numberbank.storage.holds import lock_holds
from numberbank.storage.hosting_order_numbers import numbers_of_order, schedule_updates, start_platform
from numberbank.storage.hosting_orders import find_due_order, lock_due_order, move_order


async def step_due_order(context: Context, due: Due) -> int:
    """Takes one step of one order; 0 when none is due."""
    async with context.database.connection() as connection:
        order_id = await find_due_order(connection, due)
    if order_id is None:
        return 0
    async with context.database.transaction() as connection:
        # Numbers are locked before their order, as everywhere.
        numbers = await numbers_of_order(connection, order_id)
        await lock_holds(connection, [e164_to_int(number) for number in numbers])
        found = await lock_due_order(connection, due, order_id)
        if found is None:
            return 1
        order, moment = found
        if order.state is not OrderState.SUBMITTED:
            await reject_locked(context, connection, order, "The letter was not signed in time", moment)
        elif order.type is OrderType.IMPORT:
            await move_order(connection, order.id, OrderStep.START, moment)
            await start_platform(connection, order.id, moment)
            plan, campaign = order.service_plan_id, order.campaign_id
            await start_links(context, connection, order.project_id, numbers, plan, campaign, moment)
        elif order.loa is not None and order.loa.kind is LoaKind.BLANKET:
            await move_order(connection, order.id, OrderStep.START, moment)
            start = start_of_work(order.scheduled_at, moment, toll_free=order.toll_free)
            await schedule_updates(connection, order.id, start)
        else:
            await mail_letter(context, connection, order, moment)
    context.wakeup.ask()
    return 1
