"""Shapes that several resources share on the wire (reference 1 and 4)."""

from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from numberbank.domain.money import Money, format_amount
from numberbank.domain.patterns import NumberPattern, SearchPattern
from numberbank.domain.provisioning import LinkChange, VoiceTarget, VoiceType


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Base of every shape: snake_case here, camelCase on the wire, unknown members ignored.

    Shapes hold nothing that leads back to them, so that the garbage collector need not know of them.
    """


class MoneyJson(Wire, frozen=True):
    currency_code: str
    amount: str


class NumberPatternJson(Wire, frozen=True):
    pattern: str | None = None
    search_pattern: SearchPattern | None = None


class SmsConfigurationRequest(Wire, frozen=True):
    service_plan_id: str | msgspec.UnsetType | None = msgspec.UNSET
    campaign_id: str | msgspec.UnsetType | None = msgspec.UNSET


class VoiceConfigurationRequest(Wire, frozen=True):
    type: VoiceType | None = None
    app_id: str | None = None
    trunk_id: str | None = None
    service_id: str | None = None


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with 0, 3 or 6 fraction digits, as protobuf's JSON prints it."""
    text = moment.astimezone(UTC).isoformat().removesuffix("+00:00")
    # Python writes none or six of them.
    return f"{text.removesuffix('000') if moment.microsecond else text}Z"


def moment_json(moment: datetime) -> datetime | str:
    """The same, left to the encoder where it writes it so by itself: it is faster, and long lists have many."""
    if moment.microsecond and moment.microsecond % 1000 == 0:
        return timestamp(moment)
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


@lru_cache(maxsize=1024)
def money_json(money: Money) -> MoneyJson:
    return MoneyJson(money.currency, format_amount(money.amount))


def number_pattern(request: NumberPatternJson | None) -> NumberPattern | None:
    """A search kind without a pattern asks for nothing; START is the default kind."""
    if request is None or not request.pattern:
        return None
    return NumberPattern(request.pattern, request.search_pattern or SearchPattern.START)


def link_change(sms: SmsConfigurationRequest | None, voice: VoiceConfigurationRequest | None) -> LinkChange:
    """What a request asks of the links."""
    return LinkChange(
        service_plan_id=given(sms.service_plan_id) if sms else None,
        campaign_id=given(sms.campaign_id) if sms else None,
        voice=_voice_target(voice) if voice else None,
    )


def given(value: str | msgspec.UnsetType | None) -> str | None:
    """None for a member that is absent; a null one counts as empty (reference 1)."""
    return None if value is msgspec.UNSET else value or ""


def _voice_target(voice: VoiceConfigurationRequest) -> VoiceTarget:
    """RTC when no type is given: older clients leave it out (reference 4.4)."""
    match voice.type or VoiceType.RTC:
        case VoiceType.RTC:
            return VoiceTarget(VoiceType.RTC, voice.app_id or "")
        case VoiceType.EST:
            return VoiceTarget(VoiceType.EST, voice.trunk_id or "")
        case VoiceType.FAX:
            return VoiceTarget(VoiceType.FAX, voice.service_id or "")
