"""Projects and their access keys."""

from dataclasses import dataclass
from datetime import datetime

from numberbank.domain.money import Money


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    display_name: str
    hmac_secret: str
    created_at: datetime
    strict_links: bool = False
    """links must be registered, see domain.link_targets"""
    grace_days: int = 7
    """how long a number whose charge fails keeps its links"""
    balance: Money | None = None
    """what it may still spend; None without limit"""


@dataclass(frozen=True, slots=True)
class AccessKey:
    id: str
    project_id: str
    secret_hash: bytes
    """SHA-256: secrets are random and long, so that a slow hash would protect nothing"""
    revoked: bool
