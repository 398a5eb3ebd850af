"""What people see: the golden files of help, tables and errors, in a sandbox whose clock stands."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.cli import credentials, invoke
from support.client_project import Project
from support.golden import check_golden, transcript_of
from support.hosting import DIRECT
from support.orders import AU_DATA, PDF
from support.programs import Sandbox, sandbox
from support.sandbox_projects import FROZEN, opened_project

HELP = [
    "--help",
    *("callbacks --help", "journal --help", "orders --help", "orders attachments --help", "emergency --help"),
    *("imported --help", "imported qualified --help", "imported hosting --help", "rent --help"),
]
NUMBERS = [
    "search --region US --type LOCAL --pattern +1201 --size 3",
    "search --region US --type LOCAL --pattern +1201 --size 2 --output csv",
    "search --region US --type LOCAL --pattern +9",
    "check +15005550000",
    "rent +15005550000 --service-plan my-plan --dry-run",
    "rent +15005550000 --service-plan my-plan --yes",
    "rent +15005550008 +15005550009 --dry-run",
    "rent +15005550001 +15005550008 +15005550009 --yes --output jsonl",
    "rent-any --region US --type LOCAL --pattern +1201 --capability VOICE --yes",
    "clock advance PT10S",
    'update +15005550008 --name "受付 front desk" --protect',
    'update +15005550009 --name "Branch" --voice-trunk my-trunk --dry-run',
    "list",
    "list --pattern +1500 --output csv",
    "list --pattern +1500555 --output json",
    "list --region SE",
    "list --region SE --output json",
    "get +15005550000",
    "release +15005550009 +15005550000 --yes",
    "list --pattern +1500",
    "journal list",
    "journal list --state open",
    "journal resolve --output json",
]
ERRORS = [
    "search --region USA --type LOCAL",
    "search --region US --type local",
    "search --type LOCAL",
    "check +15005550001",
    "check 12345",
    "rent +15005550000",
    "rent +15005550001 --yes",
    "rent +15005550002 --yes",
    "rent +15005550003 --yes",
    "rent +15005550001 +15005550002 --yes",
    "rent +15005550000 --voice-app a --voice-fax b --yes",
    "rent-any --region US --type LOCAL --pattern +9 --yes",
    "rent-any --region SE --type MOBILE",
    "rent-any --region AD --type LOCAL --pattern +376713",
    "rent +376712000 +376713000",
    "get +15005550000",
    "update +15005550000",
    "update +15005550000 --name x",
    "release +15005550000 --yes",
    "release +15005550000 +15005550009",
    "orders get nothing",
    "orders create --region AU --type MOBILE",
    "orders create +61491570006 --region AU --type MOBILE --sequential",
    "orders create --region AU --type MOBILE --quantity 2",
    "emergency get +15005550000",
    "imported get +12085550142",
    "imported delete +12085550142",
    "imported update +12085550142",
    "imported qualified verify +12085550142 1234",
    "imported hosting get nothing",
    "imported hosting text-enable +12085550142 --region US --service-plan p --yes",
    "callbacks set-secret",
    "nonsense",
]
ORDERS = [
    "orders requirements --region US --type LOCAL",
    "orders create --region AU --type MOBILE --quantity 2 --dry-run",
    "orders create --region AU --type MOBILE --quantity 2 --service-plan my-plan --yes",
    "orders numbers ORDER",
    "orders submit ORDER --yes",
    "orders registration put ORDER registration.json",
    "orders registration put ORDER letter.pdf",
    "orders attachments upload ORDER letter-of-authority letter.pdf",
    "orders attachments list ORDER",
    "orders registration get ORDER",
    "orders submit ORDER",
    "orders submit ORDER --yes",
    "orders get ORDER --output jsonl",
]
ADDRESS = '--name "Head office" --street-number 3500 --city Atlanta --state GA --postal-code 30326'
EMERGENCY = [
    "rent-any --region US --type LOCAL --pattern +1404 --yes --output jsonl",
    "emergency get NUMBER",
    f'emergency validate NUMBER {ADDRESS} --street "Lenox Road"',
    f'emergency validate NUMBER {ADDRESS} --street "Lenox Road NE"',
    f'emergency provision NUMBER {ADDRESS} --street "Lenox Road NE" --dry-run',
    f'emergency provision NUMBER {ADDRESS} --street "Lenox Road NE"',
    "emergency get NUMBER --output csv",
    "emergency deprovision NUMBER",
    "emergency deprovision NUMBER --yes",
    "emergency get NUMBER",
]
IMPORTED = [
    "imported add +12085550142 --region US --service-plan my-plan",
    "imported add +12085550142 --region US --service-plan my-plan --yes",
    "imported add +12085550142 --region US --service-plan my-plan --yes",
    'imported update +12085550142 --name "Front desk"',
    "clock advance PT10S",
    "imported list",
    "imported get +12085550142",
    "imported delete +12085550142 --yes",
    "imported qualified add +12085550160 +12085550161",
    "clock advance PT10S",
    "imported qualified list",
    "imported qualified get +12085550160",
    "imported qualified delete +12085550161 --yes",
    "imported hosting import +12085550170 +12085550171 --region US --service-plan my-plan --yes",
    "clock advance PT10S",
    "imported hosting list",
    "imported hosting get ORDER",
    "imported hosting report ORDER",
    "imported hosting numbers ORDER",
    "imported hosting number ORDER +12085550170",
    "imported hosting text-enable +12085550180 --region US --service-plan my-plan --loa loa.json --dry-run",
    "imported hosting text-enable-toll-free +18005550180 --region US --service-plan my-plan --loa loa.json "
    "--at 2026-02-01T10:00 --dry-run",
    "callbacks show",
]
BLOCKS = """\
prefix,region,type,capabilities,setup_price,monthly_price,currency,interval_months
+376712,AD,LOCAL,SMS,0.50,0.75,EUR,1
+376713,AD,LOCAL,SMS,1.50,0.75,EUR,12
"""
"""of two prices"""
TRANSCRIPTS = {
    "help": HELP,
    "numbers": NUMBERS,
    "errors": ERRORS,
    "orders": ORDERS,
    "emergency": EMERGENCY,
    "imported": IMPORTED,
}
REMEMBERED = {"ORDER": re.compile(r"\b01[0-9a-z]{24}\b"), "NUMBER": re.compile(r"\+1404\d{7}")}
"""what later commands name so, when an earlier one has printed it"""


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    """Alone, so that what others hold changes no search."""
    with sandbox() as running:
        operator = {"NUMBERBANK_URL": running.url, "NUMBERBANK_OPERATOR_TOKEN": "sandbox-operator"}
        assert invoke("blocks", "import", "-", stdin=BLOCKS, **operator).exit_code == 0
        yield running


@pytest.fixture
def project(server: Sandbox) -> Iterator[Project]:
    with opened_project(server.url, server.project_id, server.auth) as same:
        same.reset(time=FROZEN)
        yield Project(server.url, server.project_id, server.key_id, server.key_secret, same.api)


@pytest.mark.parametrize("name", sorted(TRANSCRIPTS))
def test_what_is_printed(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    found: dict[str, str] = {}
    transcript = ""
    for written in TRANSCRIPTS[name]:
        arguments = shlex.split(written)
        ran = invoke(
            *(found.get(argument, argument) for argument in arguments),
            XDG_STATE_HOME=str(tmp_path),
            HOME=str(tmp_path),
            **credentials(project),
        )
        # What a worker did before it does not count as done on the way.
        if arguments[0] != "clock":
            transcript += transcript_of(arguments, ran) + "\n"
        found |= {name: match[0] for name, pattern in REMEMBERED.items() if (match := pattern.search(ran.stdout))}

    check_golden(name, transcript)


def write_files(folder: Path) -> None:
    (folder / "registration.json").write_text(json.dumps({"data": AU_DATA}))
    (folder / "letter.pdf").write_bytes(PDF)
    (folder / "loa.json").write_text(json.dumps(DIRECT))
