"""The one shape of a row: a column for each member of an active number, named by its path on the wire.

An export writes all of them, `numberbank list --output csv` has the same, and a plan reads any of them.
"""

import msgspec

from numberbank.client.models.common import Answer

NUMBER = "phoneNumber"
REGION = "regionCode"
TYPE = "type"
DISPLAY_NAME = "displayName"
SERVICE_PLAN = "smsConfiguration.servicePlanId"
CAMPAIGN = "smsConfiguration.campaignId"
SMS_PENDING = "smsConfiguration.scheduledProvisioning"
VOICE = "voiceConfiguration"
VOICE_TYPE = "voiceConfiguration.type"
VOICE_APP = "voiceConfiguration.appId"
VOICE_TRUNK = "voiceConfiguration.trunkId"
VOICE_FAX = "voiceConfiguration.serviceId"
VOICE_PENDING = "voiceConfiguration.scheduledVoiceProvisioning"
CALLBACK_URL = "callbackUrl"
PROTECTED = "protected"
RELEASE = "release"
"""ours, and the only one that is not on the wire"""

COLUMNS = (
    NUMBER,
    REGION,
    TYPE,
    DISPLAY_NAME,
    "capability",
    SERVICE_PLAN,
    CAMPAIGN,
    f"{SMS_PENDING}.servicePlanId",
    f"{SMS_PENDING}.campaignId",
    f"{SMS_PENDING}.status",
    f"{SMS_PENDING}.errorCodes",
    VOICE_TYPE,
    VOICE_APP,
    VOICE_TRUNK,
    VOICE_FAX,
    f"{VOICE_PENDING}.type",
    f"{VOICE_PENDING}.appId",
    f"{VOICE_PENDING}.trunkId",
    f"{VOICE_PENDING}.serviceId",
    f"{VOICE_PENDING}.status",
    CALLBACK_URL,
    PROTECTED,
    "money.amount",
    "money.currencyCode",
    "paymentIntervalMonths",
    "nextChargeDate",
    "expireAt",
)


class _Money(Answer, frozen=True):
    amount: str = ""
    currency_code: str = ""


class _SmsPending(Answer, frozen=True):
    service_plan_id: str | None = ""
    campaign_id: str | None = ""
    status: str = ""
    error_codes: tuple[str, ...] | None = ()


class _Sms(Answer, frozen=True):
    service_plan_id: str | None = ""
    campaign_id: str | None = ""
    scheduled_provisioning: _SmsPending | None = None


class _VoicePending(Answer, frozen=True):
    type: str = ""
    app_id: str | None = ""
    trunk_id: str | None = ""
    service_id: str | None = ""
    status: str = ""


class _Voice(Answer, frozen=True):
    type: str = ""
    app_id: str | None = ""
    trunk_id: str | None = ""
    service_id: str | None = ""
    scheduled_voice_provisioning: _VoicePending | None = None


_NO_SMS, _NO_SMS_PENDING, _NO_VOICE, _NO_VOICE_PENDING, _NO_MONEY = (
    _Sms(),
    _SmsPending(),
    _Voice(),
    _VoicePending(),
    _Money(),
)


class _Number(Answer, frozen=True):
    """An active number whose times and amounts stay the texts that they are: a file has them as the wire has."""

    phone_number: str
    region_code: str = ""
    type: str = ""
    display_name: str | None = ""
    capability: tuple[str, ...] = ()
    sms_configuration: _Sms | None = None
    voice_configuration: _Voice | None = None
    callback_url: str | None = ""
    protected: bool = False
    money: _Money | None = None
    payment_interval_months: int = 0
    next_charge_date: str | None = None
    expire_at: str | None = None


_decoder = msgspec.json.Decoder(_Number)
Cell = str | int | bool | None


def cells_of(number: msgspec.Raw) -> tuple[Cell, ...]:
    """The cells of a number as it came, in the order of COLUMNS; lists are joined with `|`."""
    row = _decoder.decode(number)
    sms = row.sms_configuration or _NO_SMS
    sms_pending = sms.scheduled_provisioning or _NO_SMS_PENDING
    voice = row.voice_configuration or _NO_VOICE
    voice_pending = voice.scheduled_voice_provisioning or _NO_VOICE_PENDING
    money = row.money or _NO_MONEY
    return (
        row.phone_number,
        row.region_code,
        row.type,
        row.display_name,
        "|".join(row.capability),
        sms.service_plan_id,
        sms.campaign_id,
        sms_pending.service_plan_id,
        sms_pending.campaign_id,
        sms_pending.status,
        "|".join(sms_pending.error_codes or ()),
        voice.type,
        voice.app_id,
        voice.trunk_id,
        voice.service_id,
        voice_pending.type,
        voice_pending.app_id,
        voice_pending.trunk_id,
        voice_pending.service_id,
        voice_pending.status,
        row.callback_url,
        row.protected,
        money.amount,
        money.currency_code,
        row.payment_interval_months,
        row.next_charge_date,
        row.expire_at,
    )
