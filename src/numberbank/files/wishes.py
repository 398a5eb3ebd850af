"""What a row asks for: cells become values, and what is wrong with them is told of, all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from numberbank.domain.e164 import E164
from numberbank.domain.provisioning import VoiceTarget, VoiceType
from numberbank.files import cells, columns
from numberbank.files.mistakes import Wrong
from numberbank.files.sources import Line, Sheet

T = TypeVar("T")
UNDER_WAY = ("WAITING", "IN_PROGRESS")
VOICE_IDS = {
    columns.VOICE_APP: VoiceType.RTC,
    columns.VOICE_TRUNK: VoiceType.EST,
    columns.VOICE_FAX: VoiceType.FAX,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """None leaves a setting as it is, and empty takes it away. `claims` are what the row says is so already, and
    cannot change: by column, as text."""

    line: int
    number: E164
    display_name: str | None = None
    service_plan: str | None = None
    campaign: str | None = None
    voice: VoiceTarget | None = None
    callback_url: str | None = None
    protected: bool | None = None
    release: bool | None = None
    claims: tuple[tuple[str, str], ...] = ()


def read_wishes(sheet: Sheet) -> list[Wish]:
    """Of all rows that name a number; what is wrong is added to the sheet's mistakes."""
    wishes: list[Wish] = []
    first: dict[E164, int] = {}
    for line in sheet.lines:
        wish = _Row(line, sheet).wish()
        if wish is None:
            continue
        if wish.number in first:
            sheet.wrong(
                line.number,
                columns.NUMBER,
                wish.number,
                f"is in line {first[wish.number]} already",
                "write all that a number is to have in one row",
            )
            continue
        first[wish.number] = line.number
        wishes.append(wish)
    return wishes


class _Row:
    def __init__(self, line: Line, sheet: Sheet) -> None:
        self._line = line
        self._sheet = sheet
        self._pending = {
            slot: line.cells.get(f"{slot}.status") in UNDER_WAY for slot in (columns.SMS_PENDING, columns.VOICE_PENDING)
        }
        self._claims: list[tuple[str, str]] = []

    def wish(self) -> Wish | None:
        """None when nobody knows which number it is about."""
        number = self._value(columns.NUMBER, cells.number)
        if columns.NUMBER not in self._line.cells:
            self._wrong(columns.NUMBER, Wrong("is empty", "name the number that the row is about"))
        self._claim(columns.REGION, cells.region)
        self._claim(columns.TYPE, cells.number_type)
        values = Wish(
            self._line.number,
            number or E164(""),
            self._value(columns.DISPLAY_NAME, cells.name),
            self._linked(columns.SERVICE_PLAN, f"{columns.SMS_PENDING}.servicePlanId"),
            self._linked(columns.CAMPAIGN, f"{columns.SMS_PENDING}.campaignId"),
            self._voice(),
            self._value(columns.CALLBACK_URL, cells.url),
            self._value(columns.PROTECTED, cells.flag),
            self._value(columns.RELEASE, cells.flag),
            tuple(self._claims),
        )
        return values if number is not None else None

    def _value(self, column: str, check: Callable[[str], T]) -> T | None:
        text = self._line.cells.get(column)
        if text is None:
            return None
        try:
            return check(text)
        except Wrong as wrong:
            self._wrong(column, wrong)
            return None

    def _claim(self, column: str, check: Callable[[str], str]) -> None:
        value = self._value(column, check)
        if value is not None:
            self._claims.append((column, value))

    def _linked(self, column: str, pending: str) -> str | None:
        """In a row of an export, what a link is on its way to is what is wished for; what it is now is a claim."""
        if not self._pending[columns.SMS_PENDING]:
            return self._value(column, cells.identifier)
        self._claim(column, cells.identifier)
        return self._value(pending, cells.identifier)

    def _voice(self) -> VoiceTarget | None:
        if not self._pending[columns.VOICE_PENDING]:
            return self._voice_in(columns.VOICE)
        now = self._voice_in(columns.VOICE)
        if now is not None:
            self._claims.append((columns.VOICE, voice_text(now)))
        return self._voice_in(columns.VOICE_PENDING)

    def _voice_in(self, slot: str) -> VoiceTarget | None:
        ids = {f"{slot}.{column.rpartition('.')[2]}": kind for column, kind in VOICE_IDS.items()}
        found = {column: self._value(column, cells.identifier) for column in ids}
        given = {column: value for column, value in found.items() if value is not None}
        asked = self._value(f"{slot}.type", cells.voice_type)
        linked = [column for column, value in given.items() if value]
        if len(linked) > 1:
            wrong = Wrong(
                f"contradicts {linked[0]}", f"voice goes to one of them: empty the other, or write {cells.NONE}"
            )
            self._wrong(linked[1], wrong)
            return None
        if not linked:
            return self._no_id(slot, asked, unlinks=bool(given))
        (column,) = linked
        if asked is not None and asked is not ids[column]:
            wrong = Wrong(
                f"is for type {ids[column]}", f"{slot}.type says {asked}: write {ids[column]} there, or nothing"
            )
            self._wrong(column, wrong)
            return None
        return VoiceTarget(ids[column], given[column])

    def _no_id(self, slot: str, asked: VoiceType | None, *, unlinks: bool) -> VoiceTarget | None:
        if unlinks:
            return VoiceTarget()
        if asked is not None and asked is not VoiceType.RTC and slot == columns.VOICE:
            column = next(column for column, kind in VOICE_IDS.items() if kind is asked)
            self._wrong(columns.VOICE_TYPE, Wrong("comes without an id", f"write {column}, too"))
        return None

    def _wrong(self, column: str, wrong: Wrong) -> None:
        self._sheet.mistakes.append(wrong.at(self._line.number, column, self._line.cells.get(column, "")))


def voice_text(voice: VoiceTarget) -> str:
    """For people."""
    names = {VoiceType.RTC: "app", VoiceType.EST: "trunk", VoiceType.FAX: "fax service"}
    return f"{names[voice.type]} {voice.id}" if voice.id else ""
