"""How mail is sent: one URL, as in `smtps://user:password@mail.example.com:465`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


class SettingsError(Exception):
    """A variable has a value that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    host: str
    port: int
    tls: bool
    """from the first byte; otherwise the connection is upgraded when the server offers it"""
    user: str
    password: str = field(repr=False)
    sender: str = ""


def read_smtp(environment: Mapping[str, str]) -> SmtpSettings | None:
    """None when no mail is to be sent. Raises SettingsError."""
    text = environment.get("NUMBERBANK_SMTP_URL", "")
    if not text:
        return None
    # The value may hold a password, so that the message does not repeat it.
    problem = "NUMBERBANK_SMTP_URL is not of the form smtp://user:password@host:587 or smtps://host:465"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise SettingsError(problem) from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError(problem)
    sender = environment.get("NUMBERBANK_MAIL_FROM", "")
    if "@" not in sender:
        raise SettingsError(
            "NUMBERBANK_MAIL_FROM is needed with NUMBERBANK_SMTP_URL: the address that mail is sent from"
        )
    tls = parts.scheme == "smtps"
    return SmtpSettings(
        host=parts.hostname,
        port=port or (465 if tls else 587),
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
    )
