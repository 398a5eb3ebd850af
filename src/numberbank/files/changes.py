"""The difference between what a number is to be and what it is, and the call that makes up for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from numberbank.client import SmsLink, VoiceLink
from numberbank.client.models.numbers import ActiveNumber
from numberbank.domain.provisioning import VoiceTarget, VoiceType
from numberbank.files import columns
from numberbank.files.held import Settings, settings_of
from numberbank.files.wishes import Wish, voice_text


@dataclass(frozen=True, slots=True)
class Change:
    """Of one setting, as text for people; empty where there is nothing."""

    column: str
    old: str
    new: str


class Update(TypedDict):
    """The arguments of `AsyncNumbers.update`; None leaves a setting alone."""

    display_name: str | None
    sms: SmsLink | None
    voice: VoiceLink | None
    callback_url: str | None
    protected: bool | None


def changes_of(wish: Wish, number: ActiveNumber) -> tuple[Change, ...]:
    return tuple(_changes(wish, settings_of(number)))


def _changes(wish: Wish, now: Settings) -> Iterator[Change]:
    campaign = wish.campaign if wish.campaign in now.campaigns else now.campaigns[0]
    texts = (
        (columns.DISPLAY_NAME, now.display_name, wish.display_name),
        (columns.SERVICE_PLAN, now.service_plan, wish.service_plan),
        (columns.CAMPAIGN, campaign, wish.campaign),
        (columns.VOICE, voice_text(now.voice), None if wish.voice is None else voice_text(wish.voice)),
        (columns.CALLBACK_URL, now.callback_url, wish.callback_url),
        (columns.PROTECTED, _flag(now.protected), None if wish.protected is None else _flag(wish.protected)),
    )
    for column, old, new in texts:
        if new is not None and new != old:
            yield Change(column, old, new)


def _flag(value: bool) -> str:
    return "yes" if value else "no"


def update_of(wish: Wish, number: ActiveNumber) -> Update:
    """What is sent for the changes of the wish."""
    changed = {change.column for change in changes_of(wish, number)}
    return Update(
        display_name=wish.display_name if columns.DISPLAY_NAME in changed else None,
        sms=_sms_link(wish, number, changed),
        voice=_voice_link(wish.voice) if wish.voice is not None and columns.VOICE in changed else None,
        callback_url=wish.callback_url if columns.CALLBACK_URL in changed else None,
        protected=wish.protected if columns.PROTECTED in changed else None,
    )


def _sms_link(wish: Wish, number: ActiveNumber, changed: set[str]) -> SmsLink | None:
    """A settled service plan goes along with a new campaign: Sinch describes it as required (reference 8.3)."""
    if columns.CAMPAIGN in changed:
        sms = number.sms_configuration
        settled = sms.service_plan_id if sms is not None and sms.scheduled_provisioning is None else None
        return SmsLink(wish.service_plan if columns.SERVICE_PLAN in changed else settled or None, wish.campaign)
    return SmsLink(wish.service_plan) if columns.SERVICE_PLAN in changed else None


def _voice_link(voice: VoiceTarget) -> VoiceLink:
    makers = {VoiceType.RTC: VoiceLink.app, VoiceType.EST: VoiceLink.trunk, VoiceType.FAX: VoiceLink.fax}
    return makers[voice.type](voice.id)
