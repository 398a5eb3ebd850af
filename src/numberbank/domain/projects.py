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
    imported_hmac_secret: str = ""
    """signs the callbacks of the imported numbers' API"""
    import_limit: int = 5
    """how many numbers one order may import"""
    blanket_loa: bool = False
    """a blanket letter of authorization is on file"""


@dataclass(frozen=True, slots=True)
class AccessKey:
    id: str
    project_id: str
    secret_hash: bytes
    """SHA-256: secrets are random and long, so that a slow hash would protect nothing"""
    revoked: bool


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """An access key with its secret, which is shown this once."""

    id: str
    secret: str
