"""All mistakes of a file are told of, each with its place, its reason and its remedy."""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.file_commands import Owner

from numberbank.files.cells import LONGEST_TEXT, LONGEST_URL
from numberbank.files.errors import FileProblem
from numberbank.files.sources import read_sheet
from numberbank.files.wishes import read_wishes

SMS, VOICE = "smsConfiguration", "voiceConfiguration"
PLAN, CAMPAIGN = f"{SMS}.servicePlanId", f"{SMS}.campaignId"
TYPE, APP, TRUNK, FAX = (f"{VOICE}.{name}" for name in ("type", "appId", "trunkId", "serviceId"))
PENDING = f"{SMS}.scheduledProvisioning"
COLUMNS = [
    *("phoneNumber", "displayName", "regionCode", "type", PLAN, CAMPAIGN, TYPE, APP, TRUNK, FAX, "callbackUrl"),
    *("protected", "release", f"{PENDING}.servicePlanId", f"{PENDING}.status"),
]
ROWS = 10_000


@dataclass(frozen=True)
class Case:
    """A row that is wrong. Without a `phoneNumber` of its own it is about a held number of this `kind`."""

    column: str
    cells: dict[str, str]
    reason: str
    remedy: str
    kind: str = "US"
    extra: list[str] = field(default_factory=list)


def number(text: str, reason: str, remedy: str) -> Case:
    return Case("phoneNumber", {"phoneNumber": text, "displayName": "x"}, reason, remedy)


def cell(column: str, text: str, reason: str, remedy: str, kind: str = "US", **more: str) -> Case:
    return Case(
        column, {column: text} | {COLUMNS[int(name[1:])]: value for name, value in more.items()}, reason, remedy, kind
    )


CASES = [
    number("", "is empty", "name the number"),
    number("12025550142", "has no plus sign", "write +12025550142"),
    number("0012025550142", "begins with 00", "write +12025550142"),
    number("+1 (202) 555-0142", "has spaces or signs in it", "write +12025550142"),
    number("020 7946 0958", "has no country code", "with a plus sign and the country code"),
    number("+0402025550142", "has a zero after the plus sign", "write the country code there"),
    number("+123456", "is too short", "7 to 15 digits"),
    number("+1234567890123456", "is too long", "7 to 15 digits"),
    number("1.20255E+10", "is an amount that a spreadsheet made", "make the column text"),
    number("+1202CALLNOW", "has letters in it", "a plus sign and 7 to 15 digits"),
    number("tel:+12025550142", "has tel: before it", "write the number alone"),
    number("+12025550142; +12025550143", "is more than one number", "write a row for each"),
    number("+١٢٠٢٥٥٥٠١٤٢", "has digits of another script", "write the digits 0 to 9"),
    number("(none)", "cannot be taken away", "name the number"),
    number("?", "is no number", "a plus sign and 7 to 15 digits"),
    number("+19995550142", "is not one of the project's numbers", "rent it first"),
    number("TWICE", "is in line 2 already", "in one row"),
    cell("displayName", "x" * 256, "has 256 characters", "at most 255"),
    cell("displayName", "Front\ndesk", "has a line break or a control character", "take it out"),
    cell("regionCode", "USA", "is no region", "write its two letters"),
    cell("regionCode", "GB", "cannot be changed, it is US", "about another number"),
    cell("type", "mobile", "is no type of number", "write MOBILE, LOCAL, TOLL_FREE"),
    cell("type", "TOLL_FREE", "cannot be changed, it is LOCAL", "about another number"),
    cell(PLAN, "p" * 256, "has 256 characters", "at most 255"),
    cell(PLAN, "my plan", "has a space in it", "an id has none"),
    cell(PLAN, "plan\x07", "has a line break or a control character", "take it out"),
    cell(PLAN, "plan", "needs SMS, which this number cannot", "leave it empty", "voice only"),
    cell(CAMPAIGN, "c" * 256, "has 256 characters", "at most 255"),
    cell(CAMPAIGN, "my campaign", "has a space in it", "an id has none"),
    cell(CAMPAIGN, "C1", "is a campaign, and the number has no service plan", f"write {PLAN}, too"),
    cell(CAMPAIGN, "C1", "is a campaign, and the row takes the service plan away", "write (none) here", c4="(none)"),
    cell(CAMPAIGN, "C1", "is a campaign, and the number is of SE", "for numbers of the US", "SE", c4="plan"),
    cell(TYPE, "SIP", "is no type of voice", "write RTC (app), EST (trunk) or FAX"),
    cell(TYPE, "FAX", "comes without an id", f"write {FAX}, too"),
    cell(APP, "a" * 256, "has 256 characters", "at most 255"),
    cell(TRUNK, "my trunk", "has a space in it", "an id has none"),
    cell(FAX, "f" * 300, "has 300 characters", "at most 255"),
    cell(TRUNK, "t", f"contradicts {APP}", "voice goes to one of them", c7="a"),
    cell(FAX, "f", f"contradicts {TRUNK}", "voice goes to one of them", c8="t"),
    cell(TRUNK, "t", "is for type EST", f"{TYPE} says RTC", c6="RTC"),
    cell(APP, "a", "is for type RTC", f"{TYPE} says FAX", c6="FAX"),
    Case(VOICE, {APP: "a"}, "needs voice, which this number cannot", "leave it empty", "sms only"),
    cell("callbackUrl", "hooks.example.com", "is not a URL that begins with https://", "write one such as"),
    cell("callbackUrl", "ftp://example.com/x", "is not a URL that begins with https://", "write one such as"),
    cell("callbackUrl", "https:///x", "is not a URL that begins with https:// and a host", "write one such as"),
    cell("callbackUrl", "https://example.com:99999/", "is not a URL", "write one such as"),
    cell("callbackUrl", "https://[::1/", "is not a URL", "write one such as"),
    cell("callbackUrl", "https://example.com/a b", "has a space or a control character", "write one such as"),
    cell("callbackUrl", "https://me:secret@example.com/", "must not carry a user name", "write one such as"),
    cell("callbackUrl", f"https://example.com/{'x' * 2048}", "has 2068 characters", "at most 2048"),
    cell("protected", "maybe", "is neither yes nor no", "write yes or no"),
    cell("protected", "(none)", "is neither yes nor no", "write yes or no"),
    cell("release", "later", "is neither yes nor no", "write yes or no"),
    cell("release", "yes", "is refused, the number is protected", "writes no in the column protected", "protected"),
    cell("release", "yes", "is together with a change of displayName", "either change a number or", c1="New"),
    cell("release", "no", "cannot be taken back: the number ends at", "ask the operator", "released"),
    cell(PLAN, "plan-2", "stands beside a change that is under way", "export anew", c13="plan-1", c14="WAITING"),
    Case("", {}, "has 16 cells where the header has 18", "leave no cell out", extra=[]),
    Case("", {}, "has 19 cells where the header has 18", "between double quotes", extra=["", "", "", ""]),
]
HEADER = [*COLUMNS, "displayname", "phoneNumber", ""]
IN_HEADER = [
    ("displayname", "is no column", "did you mean displayName?"),
    ("phoneNumber", "is there twice", "take one of the two out"),
    ("", "gives column 18 no name", "name it, or take it out"),
]


def test_each_of_many_kinds_in_ten_thousand_rows(owner: Owner) -> None:
    """At least fifty kinds, in rows scattered over the file, through the program."""
    held = iter(owner.hold(ROWS + len(CASES)))
    others = {
        "SE": iter(owner.hold(10, "SE", "MOBILE")),
        "voice only": iter(owner.hold(10, capabilities=["VOICE"])),
        "sms only": iter(owner.hold(10, capabilities=["SMS"])),
        "protected": held,
        "released": held,
        "US": held,
    }
    first = next(held)
    rows = [{"phoneNumber": first, "displayName": "The first"}]
    expected: dict[int, list[Case]] = {}
    step = ROWS // len(CASES)
    while len(rows) < ROWS:
        rows.append({"phoneNumber": next(held), "displayName": f"Line {len(rows)}"})
        if len(rows) % step == 0 and len(rows) // step <= len(CASES):
            case = CASES[len(rows) // step - 1]
            rows[-1] = _row(owner, case, others, first)
            expected[len(rows)] = [case]
    path = owner.path("wishes.csv")
    lines = _write(path, rows, expected)

    ran = owner.run("plan", path, "--output", "jsonl")

    entries = [json.loads(line) for line in ran.stdout.splitlines()]
    mistakes = [entry for entry in entries if entry["kind"] == "mistake"]
    found = [(entry["line"], entry["column"], entry["reason"], entry["remedy"]) for entry in mistakes]
    wanted = [(1, *each) for each in IN_HEADER] + [
        (lines[index], case.column, case.reason, case.remedy) for index, (case,) in expected.items()
    ]
    assert len({(each[1], each[2], each[3]) for each in wanted}) >= 50
    assert len(found) == len(wanted)
    for (line, column, reason, remedy), (*place, part, advice) in zip(found, wanted, strict=True):
        assert [line, column] == place
        assert part in reason
        assert advice in remedy
    assert sum(entry["kind"] == "change" for entry in entries) == ROWS - len(CASES)
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"Error: {len(wanted)} mistakes in {path}\n")


def _row(owner: Owner, case: Case, others: dict[str, Any], first: str) -> dict[str, str]:
    cells = dict(case.cells)
    if cells.get("phoneNumber") == "TWICE":
        cells["phoneNumber"] = first
    cells.setdefault("phoneNumber", next(others[case.kind]))
    match case.kind:
        case "protected":
            owner.project.call("PATCH", f"/activeNumbers/{cells['phoneNumber']}", protected=True)
        case "released":
            owner.project.release(cells["phoneNumber"])
    return cells


def _write(path: Path, rows: list[dict[str, str]], expected: dict[int, list[Case]]) -> dict[int, int]:
    """The line that each row begins in."""
    begins: dict[int, int] = {}
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        line = 2
        for index, row in enumerate(rows, 1):
            begins[index] = line
            cells = [row.get(column, "") for column in COLUMNS] + ["", "", ""]
            for case in expected.get(index, ()):
                if "cells where" in case.reason:
                    cells = cells[:16] if "16" in case.reason.split(" cells")[0] else [*cells, ""]
            writer.writerow(cells)
            line += 1 + "".join(cells).count("\n")
    return begins


FILES: list[tuple[str, bytes, int, str, str]] = [
    ("empty.csv", b"", 0, "has no rows", "write one for each number"),
    ("header.csv", b"phoneNumber,displayName\n", 0, "has no rows", "write one for each number"),
    ("unnamed.csv", b"number,displayName\n+12025550142,x\n", 1, "is no column of this file", "this one too"),
    ("semicolons.csv", b"phoneNumber;displayName\n+12025550142;x\n", 1, "separates columns by ';'", "with commas"),
    ("tabs.csv", b"phoneNumber\tdisplayName\n", 1, "separates columns by", "with commas"),
    ("open.csv", b'phoneNumber,displayName\n+12025550142,"x\n', 2, "is no CSV", "and close it"),
    ("after.csv", b'phoneNumber,displayName\n+12025550142,"x"y\n', 2, "is no CSV", "twice"),
    ("cut.yaml", b"- phoneNumber: +12025550142\n  displayName: [x\n", 3, "is no YAML", "mend it"),
    ("tab.yaml", b"- phoneNumber: +12025550142\n\tdisplayName: x\n", 2, "is no YAML", "mend it"),
    ("control.yaml", b"- phoneNumber: +12025550142\n  displayName: \x01\n", 2, "YAML does not allow", "take it out"),
    ("mapping.yaml", b"phoneNumber: +12025550142\n", 1, "begins no list", 'begin each row with "- phoneNumber:"'),
    ("texts.yaml", b"- +12025550142\n", 1, "is no row", "write names and values"),
    ("twice.yaml", b"- phoneNumber: +12025550142\n  displayName: x\n  displayName: y\n", 3, "is there twice", "one of"),
    ("unknown.yaml", b"- phoneNumber: +12025550142\n  servicePlan: x\n", 2, "is no column", f"did you mean {PLAN}?"),
    (
        "far.yaml",
        b"- phoneNumber: +12025550142\n  colour: x\n",
        2,
        "is no column",
        "there are phoneNumber, displayName",
    ),
    ("value.yaml", b"- phoneNumber: +12025550142\n  displayName: [[x]]\n", 2, "is no text", "behind the colon"),
    ("tag.yaml", b"- phoneNumber: +12025550142\n  displayName: !!python/none x\n", 2, "is no text", "behind the colon"),
    ("name.yaml", b"- phoneNumber: +12025550142\n  [x]: y\n", 2, "has a name that is no text", "name of a column"),
    ("cut.json", b'[\n{"phoneNumber": "+12025550142"},\n{"phoneNumber"', 3, "is no JSON", "mend it"),
    ("comma.json", b'[\n{"phoneNumber": "+12025550142"}\n{}]', 3, "a comma or the end of the array", "mend it"),
    ("texts.json", b'["+12025550142"]', 1, "is no object", "write an object for each"),
    ("amount.json", b'[{"phoneNumber": "+12025550142", "displayName": 5}]', 1, "is no text", "double quotes"),
    ("unknown.json", b'[{"phoneNumber": "+12025550142",\n"sms": {"plan": "x"}}]', 1, "is no column", "take it out"),
    ("line.jsonl", b'{"phoneNumber": "+12025550142"}\n{\n', 2, "is no JSON", "an object a line"),
]


@pytest.mark.parametrize(("name", "content", "line", "reason", "remedy"), FILES, ids=[case[0] for case in FILES])
def test_what_is_wrong_with_a_whole_file(
    tmp_path: Path, name: str, content: bytes, line: int, reason: str, remedy: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    sheet = read_sheet(path)

    (mistake,) = sheet.mistakes
    assert mistake.line == line
    assert reason in mistake.reason
    assert remedy in mistake.remedy
    assert str(mistake).startswith(f"line {line}: " if line else "the file: ")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("wishes.xlsx", b"PK", "wishes.xlsx cannot be read as a table of numbers"),
        ("latin.csv", b"phoneNumber,displayName\n+12025550142,B\xfcro\n", "latin.csv: line 2 is not UTF-8"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(FileProblem, match=message):
        read_sheet(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.csv", b"\xef\xbb\xbfphoneNumber,displayName\r\n\r\n+12025550142, Front desk \r\n"),
        ("order.csv", 'displayName,phoneNumber\n"Front\u2028desk",+12025550142\n'.replace("\u2028", " ").encode()),
        ("flow.yaml", b"[{phoneNumber: +12025550142, displayName: Front desk, callbackUrl: ~, protected: }]"),
        ("list.yml", b"---\n- phoneNumber: '+12025550142'\n  displayName: Front desk\n  capability: [SMS]\n"),
        ("lines.jsonl", b'{"phoneNumber": "+12025550142", "displayName": "Front desk", "expireAt": null}\n\n'),
        ("array.json", b'\n[ {"phoneNumber": "+12025550142",\n "displayName": "Front desk"} ]\n'),
    ],
)
def test_forms_of_the_same_wish(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    sheet = read_sheet(path)
    (wish,) = read_wishes(sheet)

    assert sheet.mistakes == []
    assert (wish.number, wish.display_name, wish.callback_url, wish.protected) == (
        "+12025550142",
        "Front desk",
        None,
        None,
    )


def test_lengths_are_those_of_the_contract() -> None:
    contract = yaml.safe_load((Path(__file__).parents[2] / "openapi" / "numbers.yaml").read_text())
    schemas = contract["components"]["schemas"]

    assert schemas["UpdateActiveNumberRequest"]["properties"]["displayName"]["maxLength"] == LONGEST_TEXT
    assert schemas["ChangedSmsConfiguration"]["properties"]["servicePlanId"]["maxLength"] == LONGEST_TEXT
    assert schemas["CallbackUrl"]["maxLength"] == LONGEST_URL
