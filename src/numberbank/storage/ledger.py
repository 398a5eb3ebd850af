"""Charges and balances."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from numberbank.domain.billing import Account, Charge, DueCharge, Renewal
from numberbank.domain.clock import Due
from numberbank.domain.e164 import e164_from_int, e164_to_int
from numberbank.domain.money import Money
from numberbank.storage.due import due_arguments, is_due
from numberbank.storage.pool import Connection, Row


async def lock_due_charges(connection: Connection, due: Due, limit: int) -> list[DueCharge]:
    """Numbers whose next period is to be charged, for this transaction alone, in the order of their times."""
    rows = await connection.fetch(
        f"""
        select t.* from number t join project p on p.id = t.project_id
        where t.charge_due_at is not null and {is_due("charge_due_at")}
        order by t.charge_due_at, t.e164 limit $5 for update of t skip locked
        """,
        *due_arguments(due),
        limit,
    )
    return [due_charge(row) for row in rows]


def due_charge(row: Row) -> DueCharge:
    """From a row of the table `number`."""
    return DueCharge(
        number=e164_from_int(row["e164"]),
        project_id=row["project_id"],
        price=Money(row["price"], row["currency"]),
        interval_months=row["interval_months"],
        rented_at=row["rented_at"],
        next_charge_at=row["next_charge_at"],
        moment=row["charge_due_at"],
        suspended=row["suspended_at"] is not None,
    )


async def lock_accounts(connection: Connection, project_ids: Sequence[str]) -> dict[str, Account]:
    """The accounts of projects; nobody else can spend from those that have a balance until the transaction ends."""
    rows = await connection.fetch(
        """
        with locked as (
            select id, balance from project where id = any ($1::text[]) and balance is not null order by id for update
        )
        select p.id, locked.balance, p.balance_currency, p.grace_days
        from project p left join locked using (id) where p.id = any ($1::text[])
        """,
        sorted(project_ids),
    )
    return {
        row["id"]: Account(
            None if row["balance"] is None else Money(row["balance"], row["balance_currency"]),
            timedelta(days=row["grace_days"]),
        )
        for row in rows
    }


async def record_renewals(connection: Connection, renewals: Sequence[Renewal], accounts: dict[str, Account]) -> None:
    """Writes charges, what is left of balances, and when each number is charged next, in one statement."""
    await connection.execute(
        """
        with renewal as (
            select * from unnest($1::bigint[], $2::bool[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
                $6::bool[], $7::timestamptz[])
            as r (e164, paid, period_start, next_charge_at, charge_due_at, suspend, moment)
        ), charged as (
            insert into charge (e164, kind, period_start, period_end, project_id, amount, currency)
            select r.e164, 'MONTHLY', r.period_start, r.next_charge_at, n.project_id, n.price, n.currency
            from renewal r join number n using (e164) where r.paid
        ), spent as (
            update project p set balance = a.balance
            from unnest($8::text[], $9::numeric[]) as a (id, balance) where p.id = a.id
        )
        update number n set next_charge_at = r.next_charge_at, charge_due_at = r.charge_due_at,
            suspended_at = case when r.paid then null when r.suspend then r.moment else n.suspended_at end
        from renewal r where n.e164 = r.e164
        """,
        [e164_to_int(renewal.due.number) for renewal in renewals],
        [renewal.paid for renewal in renewals],
        [renewal.due.next_charge_at for renewal in renewals],
        [renewal.next_charge_at for renewal in renewals],
        [renewal.charge_due_at for renewal in renewals],
        [renewal.suspend for renewal in renewals],
        [renewal.due.moment for renewal in renewals],
        [project_id for project_id, account in accounts.items() if account.balance is not None],
        [account.balance.amount for account in accounts.values() if account.balance is not None],
    )


async def store_balances(connection: Connection, accounts: dict[str, Account]) -> None:
    """Writes what is left of the balances of locked accounts."""
    left = {project_id: account.balance.amount for project_id, account in accounts.items() if account.balance}
    await connection.execute(
        """
        update project p set balance = a.balance
        from unnest($1::text[], $2::numeric[]) as a (id, balance) where p.id = a.id
        """,
        list(left),
        list(left.values()),
    )


async def list_charges(
    connection: Connection, project_id: str, after: tuple[datetime, int, str] | None, limit: int
) -> list[Charge]:
    """In the order of their periods, at most `limit` after `after` (period, digits and kind of the last one seen)."""
    rows = await connection.fetch(
        """
        select e164, kind, period_start, period_end, amount, currency from charge
        where project_id = $1 and ($2::timestamptz is null or (period_start, e164, kind) > ($2, $3, $4))
        order by period_start, e164, kind limit $5
        """,
        project_id,
        after[0] if after else None,
        after[1] if after else 0,
        after[2] if after else "",
        limit,
    )
    return [
        Charge(
            e164_from_int(row["e164"]),
            row["kind"],
            row["period_start"],
            row["period_end"],
            row["amount"],
            row["currency"],
        )
        for row in rows
    ]


async def set_balance(connection: Connection, project_id: str, balance: Money | None) -> None:
    """None lets the project spend without limit."""
    await connection.execute(
        "update project set balance = $2, balance_currency = coalesce($3, balance_currency) where id = $1",
        project_id,
        balance.amount if balance else None,
        balance.currency if balance else None,
    )


async def add_to_balance(connection: Connection, project_id: str, amount: Decimal) -> bool:
    """False when the project has no balance."""
    status = await connection.execute(
        "update project set balance = balance + $2 where id = $1 and balance is not null", project_id, amount
    )
    return status == "UPDATE 1"


async def retry_unpaid(connection: Connection, project_id: str, now: datetime) -> None:
    """Tries the charges that could not be paid for again at once."""
    await connection.execute(
        "update number set charge_due_at = $2 where project_id = $1 and charge_due_at > $2 and next_charge_at <= $2",
        project_id,
        now,
    )
