"""What the project's numbers are now, for the rows of a file."""

from collections.abc import Collection
from contextlib import aclosing, suppress
from dataclasses import dataclass

import msgspec

from numberbank.client import AsyncNumbers, NotFound
from numberbank.client.models.numbers import ActiveNumber, SmsConfiguration, VoiceConfiguration
from numberbank.domain.provisioning import VoiceTarget, VoiceType
from numberbank.files.at_once import for_each
from numberbank.files.lists import number_pages
from numberbank.files.wishes import UNDER_WAY

FEW = 100
"""up to so many numbers are asked for one by one; for more, all are listed"""


async def read_held(client: AsyncNumbers, numbers: Collection[str]) -> dict[str, ActiveNumber]:
    """Those of `numbers` that the project has."""
    if len(numbers) <= FEW:
        return await _one_by_one(client, numbers)
    wanted = set(numbers)
    held: dict[str, ActiveNumber] = {}
    async with aclosing(number_pages(client)) as pages:
        async for page in pages:
            for each in page.items:
                number = msgspec.json.decode(each, type=ActiveNumber)
                if number.phone_number in wanted:
                    held[number.phone_number] = number
    return held


async def _one_by_one(client: AsyncNumbers, numbers: Collection[str]) -> dict[str, ActiveNumber]:
    held: dict[str, ActiveNumber] = {}

    async def read(number: str) -> None:
        with suppress(NotFound):
            held[number] = await client.get(number)

    await for_each(numbers, read)
    return held


@dataclass(frozen=True, slots=True)
class Settings:
    """What of a number can be changed. A link that is on its way counts as made: it was asked for."""

    display_name: str
    service_plan: str
    campaigns: tuple[str, ...]
    """what it is; two where the wire does not tell whether a campaign stays when its service plan changes"""
    voice: VoiceTarget
    callback_url: str
    protected: bool


def settings_of(number: ActiveNumber) -> Settings:
    service_plan, campaigns = _sms_of(number.sms_configuration or SmsConfiguration())
    return Settings(
        number.display_name,
        service_plan,
        campaigns,
        _voice_of(number.voice_configuration or VoiceConfiguration()),
        number.callback_url or "",
        number.protected,
    )


def _sms_of(sms: SmsConfiguration) -> tuple[str, tuple[str, ...]]:
    coming = sms.scheduled_provisioning
    if coming is None or coming.status not in UNDER_WAY:
        return sms.service_plan_id, (sms.campaign_id,)
    plan, campaign = coming.service_plan_id, coming.campaign_id
    if plan not in ("", sms.service_plan_id) and not campaign and sms.campaign_id:
        return plan, (sms.campaign_id, "")
    return plan, (campaign,)


def _voice_of(voice: VoiceConfiguration) -> VoiceTarget:
    coming = voice.scheduled_voice_provisioning
    if coming is not None and coming.status in UNDER_WAY:
        return _target(coming.type, coming.app_id, coming.trunk_id, coming.service_id)
    return _target(voice.type, voice.app_id, voice.trunk_id, voice.service_id)


def voice_now(number: ActiveNumber) -> VoiceTarget:
    """What it is linked to, whatever is on its way."""
    voice = number.voice_configuration or VoiceConfiguration()
    return _target(voice.type, voice.app_id, voice.trunk_id, voice.service_id)


def _target(kind: str, app: str, trunk: str, fax: str) -> VoiceTarget:
    """None is linked to nothing, whatever its type."""
    id_ = {VoiceType.RTC: app, VoiceType.EST: trunk, VoiceType.FAX: fax}[VoiceType(kind)]
    return VoiceTarget(VoiceType(kind), id_) if id_ else VoiceTarget()
