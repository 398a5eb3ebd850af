"""Switches where the reference leaves a choice; the defaults follow its rules of precedence."""

from dataclasses import dataclass
from datetime import timedelta

from numberbank.domain.number_orders import OrderPolicy


@dataclass(frozen=True, slots=True)
class Policy:
    rent_everywhere: bool = False
    """rent and rentAny for every region and type, not US LOCAL only (reference 15, row 22)"""
    unlink_first: bool = False
    """refuse a direct move from one link to another (reference 15, row 9)"""
    strict_hmac_secret: bool = False
    """accept only secrets of 32 to 64 letters, digits and hyphens (reference 15, row 14)"""
    private_callbacks: bool = False
    """callbacks may go to any host, by http too; otherwise only to public ones, by https"""
    token_lifetime: timedelta = timedelta(seconds=3599)
    lease: timedelta = timedelta(seconds=60)
    """for how long a worker has a job or a callback to itself; longer than an attempt can take"""
    simulated_delay: timedelta = timedelta(milliseconds=500)
    """how long the simulated connector takes for a link"""
    orders: OrderPolicy = OrderPolicy()
