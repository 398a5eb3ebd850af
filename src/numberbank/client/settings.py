"""Whose numbers, with which key, and where: given, or taken from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from numberbank.client.errors import SettingsMissing

SINCH_AUTH = "https://auth.sinch.com"
SINCH_NUMBERS = "https://numbers.api.sinch.com"
SINCH_IMPORTED = "https://imported.numbers.api.sinch.com"


@dataclass(frozen=True, slots=True)
class Hosts:
    """Base URLs without a slash at the end; those of Sinch by default."""

    auth: str = SINCH_AUTH
    numbers: str = SINCH_NUMBERS
    imported: str = SINCH_IMPORTED

    @classmethod
    def numberbank(cls, url: str) -> "Hosts":
        """A Numberbank has all three at one address, the API of imported numbers below `/imported`."""
        url = url.rstrip("/")
        return cls(url, url, f"{url}/imported")


@dataclass(frozen=True, slots=True)
class Settings:
    project_id: str
    key_id: str
    key_secret: str = field(repr=False)
    hosts: Hosts = Hosts()


def read_settings(
    project_id: str | None,
    key_id: str | None,
    key_secret: str | None,
    url: str | None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """What is not given comes from SINCH_PROJECT_ID, SINCH_KEY_ID, SINCH_KEY_SECRET and NUMBERBANK_URL.

    Without a URL the hosts are Sinch's. Raises SettingsMissing.
    """
    environment = os.environ if environment is None else environment
    given = {
        "SINCH_PROJECT_ID": project_id or environment.get("SINCH_PROJECT_ID", ""),
        "SINCH_KEY_ID": key_id or environment.get("SINCH_KEY_ID", ""),
        "SINCH_KEY_SECRET": key_secret or environment.get("SINCH_KEY_SECRET", ""),
    }
    if missing := [name for name, value in given.items() if not value]:
        raise SettingsMissing(missing)
    where = url or environment.get("NUMBERBANK_URL", "")
    project, key, secret = given.values()
    return Settings(project, key, secret, Hosts.numberbank(where) if where else Hosts())
