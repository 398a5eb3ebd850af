"""Settings from environment variables, read once into one object."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from numberbank.domain.policy import Policy
from numberbank.domain.provisioning import ProvisioningKind
from numberbank.mail_settings import SettingsError as SettingsError
from numberbank.mail_settings import SmtpSettings, read_smtp

MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str
    operator_token: str
    policy: Policy
    connector_urls: dict[ProvisioningKind, str]
    """where the operator's own systems are asked; kinds without one are simulated"""
    connector_secret: str
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
            simulated_delay=_seconds(environment, "NUMBERBANK_SIMULATED_DELAY", defaults.simulated_delay),
            imported_error_envelope=_flag(environment, "NUMBERBANK_IMPORTED_ERROR_ENVELOPE"),
            nnid=environment.get("NUMBERBANK_NNID") or defaults.nnid,
            service_provider=environment.get("NUMBERBANK_SERVICE_PROVIDER") or defaults.service_provider,
            public_url=_public_url(environment) or defaults.public_url,
        ),
    )


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
