"""Settings from environment variables, read once into one object."""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from numberbank.domain.clock import real_now
from numberbank.domain.durations import parse_duration
from numberbank.domain.number_orders import OrderPolicy
from numberbank.domain.policy import Policy
from numberbank.domain.provisioning import ProvisioningKind
from numberbank.domain.sealing import KEY_BYTES
from numberbank.mail_settings import SettingsError as SettingsError
from numberbank.mail_settings import SmtpSettings, read_smtp

MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """Where documents are kept: in a bucket, or else in a folder, by default one in the user's data directory."""

    folder: Path | None = None
    bucket: str = ""
    prefix: str = ""
    key: bytes | None = field(default=None, repr=False)
    """seals them; without one, the installation makes its own and keeps it in the database"""


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str
    operator_token: str
    policy: Policy
    connector_urls: dict[ProvisioningKind, str]
    """where the operator's own systems are asked; kinds without one are simulated"""
    connector_secret: str
    emergency_connector_url: str | None
    """where emergency addresses are told; nowhere without one"""
    documents: DocumentSettings = DocumentSettings()
    registry_url: str | None = None
    """where the routing registry is asked for; `manual` leaves it to people, None simulates it"""
    call_url: str | None = None
    """where calls that read out a code are placed; without it, a sandbox shows the codes and a platform calls nobody"""
    smtp: SmtpSettings | None = None
    """how mail is sent; without it, it stays in the outbox"""
    public_url: str | None = None
    """None where none is set, see Policy.public_url"""
    sandbox: bool = False
    """mail is kept, and codes are shown"""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises SettingsError."""
    defaults = Policy()
    return Settings(
        database_url=environment.get("DATABASE_URL", ""),
        operator_token=environment.get("NUMBERBANK_OPERATOR_TOKEN", ""),
        connector_urls={
            kind: url for kind, name in _CONNECTORS.items() if (url := _connector_url(environment, name)) is not None
        },
        connector_secret=environment.get("NUMBERBANK_CONNECTOR_SECRET", ""),
        emergency_connector_url=_connector_url(environment, "NUMBERBANK_EMERGENCY_CONNECTOR"),
        documents=_documents(environment),
        registry_url=_registry_url(environment, "NUMBERBANK_REGISTRY_CONNECTOR"),
        call_url=_connector_url(environment, "NUMBERBANK_CALL_CONNECTOR"),
        smtp=read_smtp(environment),
        public_url=_public_url(environment),
        policy=Policy(
            rent_everywhere=_flag(environment, "NUMBERBANK_RENT_EVERYWHERE"),
            unlink_first=_flag(environment, "NUMBERBANK_UNLINK_FIRST"),
            strict_hmac_secret=_flag(environment, "NUMBERBANK_STRICT_HMAC_SECRET"),
            private_callbacks=_flag(environment, "NUMBERBANK_PRIVATE_CALLBACKS"),
            token_lifetime=_seconds(environment, "NUMBERBANK_TOKEN_LIFETIME", defaults.token_lifetime),
            lease=_seconds(environment, "NUMBERBANK_LEASE", defaults.lease),
            simulated_delay=_seconds(environment, "NUMBERBANK_SIMULATED_DELAY", defaults.simulated_delay),
            orders=_orders(environment, defaults.orders),
            imported_error_envelope=_flag(environment, "NUMBERBANK_IMPORTED_ERROR_ENVELOPE"),
            nnid=environment.get("NUMBERBANK_NNID") or defaults.nnid,
            service_provider=environment.get("NUMBERBANK_SERVICE_PROVIDER") or defaults.service_provider,
            public_url=_public_url(environment) or defaults.public_url,
        ),
    )


def _orders(environment: Mapping[str, str], defaults: OrderPolicy) -> OrderPolicy:
    days = environment.get("NUMBERBANK_RETENTION_DAYS", "")
    return OrderPolicy(
        reservation_of=_reservations(environment, "NUMBERBANK_RESERVATIONS"),
        review_after=_optional_seconds(environment, "NUMBERBANK_REVIEW_AFTER"),
        retention=None
        if days == "never"
        else timedelta(days=_whole(days, "NUMBERBANK_RETENTION_DAYS", 36500))
        if days
        else defaults.retention,
        document_limit=_whole(limit, "NUMBERBANK_DOCUMENT_LIMIT", 2**40)
        if (limit := environment.get("NUMBERBANK_DOCUMENT_LIMIT", ""))
        else defaults.document_limit,
    )


def _documents(environment: Mapping[str, str]) -> DocumentSettings:
    """`NUMBERBANK_DOCUMENT_STORE` is a folder, or a bucket as in s3://bucket/prefix."""
    location, key = environment.get("NUMBERBANK_DOCUMENT_STORE", ""), _key(environment, "NUMBERBANK_DOCUMENT_KEY")
    if location.startswith("s3://"):
        bucket, _, prefix = location.removeprefix("s3://").partition("/")
        return DocumentSettings(bucket=bucket, prefix=prefix, key=key)
    return DocumentSettings(folder=Path(location).expanduser() if location else None, key=key)


def _key(environment: Mapping[str, str], name: str) -> bytes | None:
    text = environment.get(name, "")
    if not text:
        return None
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(f"{name} must be {KEY_BYTES} bytes in base64; `openssl rand -base64 {KEY_BYTES}` makes one")
    return key


def _reservations(environment: Mapping[str, str], name: str) -> dict[str, timedelta]:
    """`AU=PT24H,DE=PT72H`: a region and an ISO 8601 duration."""
    reservations = {}
    for entry in filter(None, environment.get(name, "").split(",")):
        region, _, text = entry.strip().partition("=")
        duration = parse_duration(text)
        if not re.fullmatch("[A-Z]{2}", region) or duration is None:
            raise SettingsError(f"{name} has {entry!r}: write a region and a duration, as in AU=PT24H")
        now = real_now()
        reservations[region] = duration.after(now) - now
    return reservations


def _whole(text: str, name: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise SettingsError(f"{name} is {text!r}: write a whole number from 1 to {most}")
    return int(text)


def _optional_seconds(environment: Mapping[str, str], name: str) -> timedelta | None:
    return _seconds(environment, name, timedelta()) if environment.get(name) else None


_CONNECTORS = {
    ProvisioningKind.SMS_PLATFORM: "NUMBERBANK_SMS_CONNECTOR",
    ProvisioningKind.CAMPAIGN: "NUMBERBANK_CAMPAIGN_CONNECTOR",
    ProvisioningKind.VOICE_PLATFORM: "NUMBERBANK_VOICE_CONNECTOR",
}


def _connector_url(environment: Mapping[str, str], name: str) -> str | None:
    text = environment.get(name, "")
    if text in ("", "simulated"):
        return None
    if not text.startswith(("http://", "https://")):
        raise SettingsError(f"{name} is {text!r}: write simulated, or the URL of your system")
    if not environment.get("NUMBERBANK_CONNECTOR_SECRET"):
        raise SettingsError(f"{name} needs NUMBERBANK_CONNECTOR_SECRET, which signs the calls to your system")
    return text


def _registry_url(environment: Mapping[str, str], name: str) -> str | None:
    return MANUAL if environment.get(name) == MANUAL else _connector_url(environment, name)


def _public_url(environment: Mapping[str, str]) -> str | None:
    text = environment.get("NUMBERBANK_PUBLIC_URL", "")
    if text and not text.startswith(("http://", "https://")):
        raise SettingsError(f"NUMBERBANK_PUBLIC_URL is {text!r}: write a URL, as in https://numbers.example.com")
    return text or None


def _flag(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "").lower()
    if text in ("", "0", "false", "no"):
        return False
    if text in ("1", "true", "yes"):
        return True
    raise SettingsError(f"{name} is {text!r}: write true or false")


def _seconds(environment: Mapping[str, str], name: str, default: timedelta) -> timedelta:
    text = environment.get(name, "")
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 10**8:
        raise SettingsError(f"{name} is {text!r}: write a number of seconds")
    return timedelta(seconds=seconds)
