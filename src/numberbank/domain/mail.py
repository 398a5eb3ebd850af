"""A mail that is to be sent, with one attached file."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """`id` stays the same over its attempts, and is part of its Message-ID."""

    id: str
    project_id: str
    recipient: str
    subject: str
    body: str
    attachment_name: str
    attachment: bytes
    """a PDF"""
    created_at: datetime


class MailProblem(Exception):
    """A mail could not be handed over; the message says why. `final` is true when trying again is of no use."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final
