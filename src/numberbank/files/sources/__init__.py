"""Reading files of wishes: each form gives the same lines, and all that is wrong with its own syntax."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from numberbank.files.columns import COLUMNS, NUMBER, REGION, RELEASE, SMS_PENDING, TYPE, VOICE_PENDING
from numberbank.files.errors import FileProblem
from numberbank.files.mistakes import Mistake

_MODULES = {
    ".csv": "csv_table",
    ".yaml": "yaml_list",
    ".yml": "yaml_list",
    ".json": "json_objects",
    ".jsonl": "json_objects",
}
_UNUSED = (
    "projectId",
    SMS_PENDING,
    VOICE_PENDING,
    "smsConfiguration.scheduledProvisioning.lastUpdatedTime",
    "voiceConfiguration.scheduledVoiceProvisioning.lastUpdatedTime",
    "voiceConfiguration.lastUpdatedTime",
)
_KNOWN = frozenset((*COLUMNS, RELEASE, *_UNUSED))


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the text of each cell that matters and is not empty, by column, and the line that it begins in."""

    number: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Sheet:
    lines: list[Line] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    _told: set[str] = field(default_factory=set)

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        """A row, by what its columns have; one without anything is none."""
        given = {column: text for column, text in cells.items() if text}
        if given:
            self.lines.append(Line(line, {column: text for column, text in given.items() if column in _USED}))

    def wrong(self, line: int, column: str, value: str, reason: str, remedy: str) -> None:
        self.mistakes.append(Mistake(line, column, value, reason, remedy))

    def knows(self, line: int, column: str) -> bool:
        """Whether there is such a column; one that there is not is told of once."""
        if column in _KNOWN:
            return True
        if column not in self._told:
            self._told.add(column)
            near = get_close_matches(column, _names(), 1, 0.6)
            remedy = f"did you mean {_names()[near[0]]}?" if near else f"take it out; there are {', '.join(WRITABLE)}"
            self.wrong(line, column, "", "is no column", remedy)
        return False


WRITABLE = (
    NUMBER,
    "displayName",
    "smsConfiguration.servicePlanId",
    "smsConfiguration.campaignId",
    "voiceConfiguration.type",
    "voiceConfiguration.appId",
    "voiceConfiguration.trunkId",
    "voiceConfiguration.serviceId",
    "callbackUrl",
    "protected",
    RELEASE,
)

_USED = frozenset(
    (
        *(*WRITABLE, REGION, TYPE),
        *(f"{SMS_PENDING}.{name}" for name in ("servicePlanId", "campaignId", "status")),
        *(f"{VOICE_PENDING}.{name}" for name in ("type", "appId", "trunkId", "serviceId", "status")),
    )
)


def _names() -> dict[str, str]:
    """Columns by all that people may write for them: the last part of the name alone is one of them."""
    return {name.rpartition(".")[2]: name for name in WRITABLE} | {name: name for name in WRITABLE}


def read_sheet(path: Path) -> Sheet:
    """Raises FileProblem when nothing can be read, and OSError."""
    name = _MODULES.get(path.suffix.lower())
    if name is None:
        endings = ".csv, .yaml, .yml, .json or .jsonl"
        raise FileProblem(f"{path.name} cannot be read as a table of numbers", f"Let its name end in {endings}.")
    text = _decoded(path)
    sheet = Sheet()
    module = importlib.import_module(f"numberbank.files.sources.{name}")
    module.read(text, sheet)
    if not sheet.lines and not sheet.mistakes:
        sheet.wrong(0, "", "", "has no rows", "write one for each number that is to change")
    return sheet


def _decoded(path: Path) -> str:
    """A byte order mark at the beginning, as spreadsheets write it, is none of the text."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileProblem(f"{path.name}: line {line} is not UTF-8", "Save the file as UTF-8.") from None
