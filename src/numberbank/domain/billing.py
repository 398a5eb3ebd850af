"""Renewals: what is charged when, and what becomes of a number that cannot be paid for.

A number is charged for each period at its start. A charge that the project's balance does not cover is tried again
every day; when the project's grace is over the number is suspended: its links are removed, but it stays with its
holder, and the charge goes on being tried. Periods follow the day of the month on which the number was rented.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from numberbank.domain.clock import add_months
from numberbank.domain.e164 import E164
from numberbank.domain.money import Money

RETRY_PAUSE = timedelta(days=1)


@dataclass(slots=True)
class Account:
    """What a project may still spend while its charges are worked out: None without limit."""

    balance: Money | None
    grace: timedelta

    def pay(self, price: Money) -> bool:
        """Takes the price out of the balance; False, with nothing taken, where it does not cover it."""
        if self.balance is None or price.amount == 0:
            return True
        if price.currency != self.balance.currency or price.amount > self.balance.amount:
            return False
        self.balance = Money(self.balance.amount - price.amount, self.balance.currency)
        return True


@dataclass(frozen=True, slots=True)
class DueCharge:
    """A number whose period at `next_charge_at` is to be charged, tried at `moment`."""

    number: E164
    project_id: str
    price: Money
    interval_months: int
    rented_at: datetime
    next_charge_at: datetime
    moment: datetime
    suspended: bool


@dataclass(frozen=True, slots=True)
class Renewal:
    """The outcome: a period that was charged, or none and a later attempt."""

    due: DueCharge
    paid: bool
    next_charge_at: datetime
    """the start of the next period that is not charged yet"""
    charge_due_at: datetime
    """when that is tried"""
    suspend: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of the ledger."""

    number: E164
    kind: str
    period_start: datetime
    period_end: datetime
    amount: Decimal
    currency: str


def renew(
    charges: Iterable[DueCharge], accounts: dict[str, Account], *, until_suspension: bool = False
) -> list[Renewal]:
    """Works out charges in their order; `accounts` (by project) holds what is left afterwards.

    With `until_suspension`, those after the first moment at which a number is suspended are left for another time.
    """
    renewals: list[Renewal] = []
    last: datetime | None = None
    for charge in charges:
        if last is not None and charge.moment > last:
            break
        renewals.append(_renew(charge, accounts[charge.project_id]))
        if until_suspension and renewals[-1].suspend:
            last = charge.moment
    return renewals


def _renew(charge: DueCharge, account: Account) -> Renewal:
    if account.pay(charge.price):
        end = add_months(charge.next_charge_at, charge.interval_months, charge.rented_at.day)
        return Renewal(charge, True, end, end)
    grace_end = charge.next_charge_at + account.grace
    retry = charge.moment + RETRY_PAUSE
    if charge.moment < grace_end:
        retry = min(retry, grace_end)
    suspend = charge.moment >= grace_end and not charge.suspended
    return Renewal(charge, False, charge.next_charge_at, retry, suspend)
