"""What a row may ask of its number, as that is now. The server has the last word; this is so that nobody need wait."""

from collections.abc import Iterator

from numberbank.client.models.numbers import ActiveNumber, SmsConfiguration
from numberbank.files import columns
from numberbank.files.cells import NONE
from numberbank.files.changes import changes_of
from numberbank.files.held import Settings, settings_of, voice_now
from numberbank.files.mistakes import Mistake
from numberbank.files.wishes import Wish, voice_text
from numberbank.schemas.common import timestamp


def broken_rules(wish: Wish, number: ActiveNumber | None) -> Iterator[Mistake]:
    if number is None:
        yield Mistake(
            wish.line,
            columns.NUMBER,
            wish.number,
            "is not one of the project's numbers",
            "rent it first, or take it out",
        )
        return
    now = settings_of(number)
    yield from _claims(wish, number, now)
    yield from _sms(wish, number, now)
    yield from _voice(wish, number)
    yield from _release(wish, number)


def _claims(wish: Wish, number: ActiveNumber, now: Settings) -> Iterator[Mistake]:
    sms = number.sms_configuration or SmsConfiguration()
    fixed = {columns.REGION: number.region_code, columns.TYPE: number.type}
    moving = {
        columns.SERVICE_PLAN: (sms.service_plan_id, now.service_plan),
        columns.CAMPAIGN: (sms.campaign_id, *now.campaigns),
        columns.VOICE: (voice_text(voice_now(number)), voice_text(now.voice)),
    }
    for column, value in wish.claims:
        if column in fixed and value != fixed[column]:
            reason = f"cannot be changed, it is {fixed[column]}"
            yield Mistake(wish.line, column, value, reason, "look whether the row is about another number")
        elif column in moving and value and value not in moving[column]:
            yield Mistake(
                wish.line,
                column,
                value,
                "stands beside a change that is under way",
                "export anew, or take out the columns of scheduled provisioning",
            )


def _sms(wish: Wish, number: ActiveNumber, now: Settings) -> Iterator[Mistake]:
    links = {columns.SERVICE_PLAN: wish.service_plan, columns.CAMPAIGN: wish.campaign}
    for column, value in links.items():
        if value and "SMS" not in number.capability:
            yield Mistake(wish.line, column, value, "needs SMS, which this number cannot", "leave it empty")
    if not wish.campaign:
        return
    plan = now.service_plan if wish.service_plan is None else wish.service_plan
    if number.region_code != "US":
        reason = f"is a campaign, and the number is of {number.region_code}"
        yield Mistake(wish.line, columns.CAMPAIGN, wish.campaign, reason, "campaigns are for numbers of the US")
    elif wish.service_plan == "":
        reason = "is a campaign, and the row takes the service plan away"
        yield Mistake(wish.line, columns.CAMPAIGN, wish.campaign, reason, f"write {NONE} here, too")
    elif not plan:
        reason = "is a campaign, and the number has no service plan"
        yield Mistake(wish.line, columns.CAMPAIGN, wish.campaign, reason, f"write {columns.SERVICE_PLAN}, too")


def _voice(wish: Wish, number: ActiveNumber) -> Iterator[Mistake]:
    if wish.voice is not None and wish.voice.id and "VOICE" not in number.capability:
        yield Mistake(
            wish.line, columns.VOICE, voice_text(wish.voice), "needs voice, which this number cannot", "leave it empty"
        )


def _release(wish: Wish, number: ActiveNumber) -> Iterator[Mistake]:
    if wish.release is None:
        return
    if not wish.release:
        if number.expire_at is not None:
            reason = f"cannot be taken back: the number ends at {timestamp(number.expire_at)}"
            yield Mistake(wish.line, columns.RELEASE, "no", reason, "ask the operator, or leave it empty")
        return
    if number.protected:
        yield Mistake(
            wish.line,
            columns.RELEASE,
            "yes",
            "is refused, the number is protected",
            "first apply a file that writes no in the column protected",
        )
    elif changes_of(wish, number):
        column = changes_of(wish, number)[0].column
        reason = f"is together with a change of {column}"
        yield Mistake(wish.line, columns.RELEASE, "yes", reason, "either change a number or release it")
