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
    imported_error_envelope: bool = False
    """errors of the imported numbers' API carry the envelope of the Numbers API too (its reference, 3)"""
    nnid: str = "104029"
    """under which hosted numbers are entered in the routing registry unless an order names another"""
    service_provider: str = "Numberbank"
    """the name that a letter of authorization gives us"""
    public_url: str = "http://127.0.0.1:8080"
    """where the people who sign letters reach this server"""
    blanket_loa: bool = False
    """every project may rest its orders on a blanket LOA, not only those of which the operator has one"""
