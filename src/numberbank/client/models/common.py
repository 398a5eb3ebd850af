"""Shapes that several resources share (reference 1 and 4)."""

from decimal import Decimal
from typing import Any

import msgspec

from numberbank.domain.provisioning import VoiceType

Json = dict[str, Any]
"""a JSON object whose members are the server's affair"""


class Answer(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of what is read: camelCase on the wire, members that are absent get their defaults."""


class Given(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """Base of what is sent: members at their defaults are left out, since null would mean something else."""


class Money(Answer, frozen=True):
    currency_code: str
    amount: Decimal


class SmsLink(Given, frozen=True):
    """What SMS of a number goes to. An empty id in a change unlinks; `campaign_id` is for US numbers."""

    service_plan_id: str | None = None
    campaign_id: str | None = None


class VoiceLink(Given, frozen=True):
    """What voice of a number goes to: make it with `app`, `trunk` or `fax`."""

    type: VoiceType | None = None
    app_id: str | None = None
    trunk_id: str | None = None
    service_id: str | None = None

    @classmethod
    def app(cls, app_id: str) -> "VoiceLink":
        return cls(type=VoiceType.RTC, app_id=app_id)

    @classmethod
    def trunk(cls, trunk_id: str) -> "VoiceLink":
        return cls(type=VoiceType.EST, trunk_id=trunk_id)

    @classmethod
    def fax(cls, service_id: str) -> "VoiceLink":
        return cls(type=VoiceType.FAX, service_id=service_id)


class CallbackConfiguration(Answer, frozen=True):
    """`hmac_secret` signs the callbacks to the project, and comes in clear."""

    project_id: str
    hmac_secret: str = ""
