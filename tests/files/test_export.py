"""`numberbank export`, the real program against a real sandbox."""

import csv
import fcntl
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pyarrow.parquet as pq
import pytest
from support.file_commands import Owner
from support.programs import command, environment
from support.stub_api import StubApi

from numberbank.cli.views import HELD_NUMBER
from numberbank.files.columns import COLUMNS
from numberbank.files.export import export

NUMBERS = int(os.environ.get("EXPORT_NUMBERS", "20000"))
FORMATS = ("json", "jsonl", "csv", "parquet")


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of an export, of any format."""
    match path.suffix:
        case ".json":
            rows = json.loads(path.read_bytes())
        case ".jsonl":
            rows = [json.loads(line) for line in path.read_text().splitlines()]
        case ".csv":
            rows = list(csv.DictReader(path.read_text().splitlines()))
        case _:
            rows = pq.read_table(path).to_pylist()
    assert isinstance(rows, list)
    return rows


def numbers_in(path: Path) -> list[str]:
    return [row["phoneNumber"] for row in read(path)]


def wire(owner: Owner) -> list[dict[str, Any]]:
    numbers: list[dict[str, Any]] = []
    token = ""
    while True:
        query = {"pageSize": 1000, "pageToken": token}
        page = owner.project.api.get(f"/v1/projects/{owner.project.id}/activeNumbers", params=query).json()
        numbers += page["activeNumbers"]
        if not (token := page["nextPageToken"]):
            return numbers


@pytest.mark.parametrize("form", FORMATS)
def test_has_each_number_once_and_in_order(owner: Owner, form: str) -> None:
    numbers = owner.hold(2345)
    target = owner.path(f"numbers.{form}")

    told = owner.done("export", target)

    assert numbers_in(target) == numbers
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    assert told == f"Wrote 2,345 numbers to {target} ({target.stat().st_size:,} bytes)\nSHA-256 {digest}\n"
    assert [path.name for path in owner.folder.glob("numbers.*")] == [target.name]


def test_json_is_what_the_wire_has(owner: Owner) -> None:
    number = owner.hold(3)[0]
    owner.project.call("PATCH", f"/activeNumbers/{number}", smsConfiguration={"servicePlanId": "slow-plan"})

    owner.done("export", owner.path("numbers.json"))
    owner.done("export", owner.path("numbers.jsonl"))

    assert read(owner.path("numbers.json")) == read(owner.path("numbers.jsonl")) == wire(owner)


def test_csv_and_parquet_have_the_columns_of_a_list(owner: Owner) -> None:
    number = owner.hold(2)[1]
    owner.project.call("PATCH", f"/activeNumbers/{number}", voiceConfiguration={"type": "FAX", "serviceId": "slow-fax"})

    owner.done("export", owner.path("numbers.csv"))
    owner.done("export", owner.path("numbers.parquet"))

    assert tuple(HELD_NUMBER.fields) == COLUMNS
    rows, typed = read(owner.path("numbers.csv")), read(owner.path("numbers.parquet"))
    for row in (rows[1], typed[1]):
        assert tuple(row) == COLUMNS
        assert row["displayName"] == 'Desk, "1"'
        assert row["voiceConfiguration.scheduledVoiceProvisioning.serviceId"] == "slow-fax"
    assert rows[1]["capability"].split("|") == typed[1]["capability"] == ["SMS", "VOICE"]
    assert rows[1]["expireAt"] == ""
    assert typed[1]["expireAt"] is None
    assert rows[1]["nextChargeDate"][:19] == f"{typed[1]['nextChargeDate']:%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_a_project_without_numbers(owner: Owner, form: str) -> None:
    target = owner.path(f"numbers.{form}")

    assert owner.done("export", target).startswith(f"Wrote 0 numbers to {target}")

    assert read(target) == []


def test_filters(owner: Owner) -> None:
    local, free = owner.hold(2), owner.hold(2, type_="TOLL_FREE")
    canada, sweden = owner.hold(2, "CA"), owner.hold(2, "SE", "MOBILE")
    target = owner.path("numbers.jsonl")

    def exported(*options: str) -> list[str]:
        owner.done("export", target, *options)
        return numbers_in(target)

    assert exported() == [*local, *free, *canada, *sweden]
    assert exported("--type", "LOCAL") == [*local, *canada]
    assert exported("--region", "US", "--region", "ca", "--type", "LOCAL") == [*canada, *local]
    assert exported("--type", "MOBILE", "--type", "TOLL_FREE", "--region", "SE", "--region", "US") == [*sweden, *free]


@pytest.mark.parametrize("form", FORMATS)
def test_killed_ten_times_it_ends_with_the_same_bytes(owner: Owner, form: str) -> None:
    owner.hold(5000)
    owner.hold(1500, "SE", "MOBILE")
    target, other = owner.path(f"numbers.{form}"), owner.path(f"unbroken.{form}")
    filters = ("--region", "US", "--region", "SE")

    lines = owner.lines_of("export", other, *filters)
    kills = owner.killed_ten_times(form, lines, "export", target, *filters)

    assert kills >= 5
    assert target.read_bytes() == other.read_bytes()
    assert [path.name for path in owner.folder.glob("numbers.*")] == [target.name]


def test_goes_on_where_it_was_interrupted(owner: Owner) -> None:
    owner.hold(3500)
    target, state = owner.path("numbers.csv"), owner.path("numbers.csv.part-state")
    target.write_text("the old one")
    owner.project.sandbox(
        "POST", "/faults", method="GET", path="*/activeNumbers", when="before", effect="delay", seconds=0.3
    )
    process = subprocess.Popen(
        command("export", str(target)), env=environment(**owner.variables), stderr=subprocess.PIPE, text=True
    )
    while not state.exists() or json.loads(state.read_text())["position"]["count"] < 1000:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (
        130,
        f"Error: interrupted\n  {target} is as it was.\n"
        "  The same command goes on where this one stopped, if you give it within the hour.\n",
    )
    assert target.read_text() == "the old one"

    told = owner.done("export", target)

    assert re.search(r"Wrote 3,500 numbers to \S+ \([\d,]+ bytes\), [123],000 of them before the break\n", told)
    assert len(read(target)) == 3500


def test_a_failed_run_leaves_the_old_file(owner: Owner) -> None:
    owner.hold(2500)
    target = owner.path("numbers.csv")
    target.write_text("the old one")
    owner.project.sandbox(
        "POST", "/faults", method="GET", path="*/activeNumbers", when="before", effect="status", status=503, times=9
    )

    failed = owner.run("export", target)

    assert (failed.returncode, failed.stdout) == (8, "")
    assert failed.stderr.startswith("Error: 503 ")
    assert f"  {target} is as it was.\n  The same command goes on where this one stopped" in failed.stderr
    assert target.read_text() == "the old one"


def half_done(owner: Owner, target: Path) -> dict[str, Any]:
    """Puts a part beside the file that an unbroken run has written, as if a run had been killed after one page."""
    lines = target.read_bytes().splitlines(keepends=True)
    part = b"".join(lines[:1001])
    query = {"pageSize": 1000, "orderBy": "phoneNumber"}
    page = owner.project.api.get(f"/v1/projects/{owner.project.id}/activeNumbers", params=query).json()
    state = {
        "wanted": json.dumps([owner.project.url + f"/v1/projects/{owner.project.id}", [[None, None]], ".csv"]),
        "position": {"token": page["nextPageToken"], "count": 1000},
        "size": len(part),
        "sha256": hashlib.sha256(part).hexdigest(),
        "saved_at": time.time(),
    }
    owner.path("numbers.csv.part").write_bytes(part + lines[1001])
    owner.path("numbers.csv.part-state").write_text(json.dumps(state))
    return state


def test_begins_anew_when_it_cannot_go_on(owner: Owner) -> None:
    owner.hold(1200)
    target, part, state_file = (owner.path(f"numbers.csv{ending}") for ending in ("", ".part", ".part-state"))
    owner.done("export", target)
    whole = target.read_bytes()

    def change(**members: Any) -> None:
        state_file.write_text(json.dumps(half_done(owner, target) | members))

    half_done(owner, target)
    assert ", 1,000 of them before the break" in owner.done("export", target)
    assert target.read_bytes() == whole
    for damage in (
        lambda: part.write_bytes(b"x" * 1_000_000),
        lambda: part.write_bytes(b"x"),
        part.unlink,
        lambda: state_file.write_bytes(b"{"),
        lambda: change(saved_at=time.time() - 3601),
        lambda: change(position={"token": "forgotten", "count": 1000}),
        lambda: change(wanted="another"),
    ):
        half_done(owner, target)
        damage()
        assert "before the break" not in owner.done("export", target)
        assert target.read_bytes() == whole


def test_two_do_not_write_the_same_file(owner: Owner) -> None:
    target = owner.path("numbers.csv")
    with owner.path("numbers.csv.part").open("w") as part:
        fcntl.flock(part, fcntl.LOCK_EX)

        refused = owner.run("export", target)

    assert refused.returncode == 2
    assert "another export is writing numbers.csv.part" in refused.stderr


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        (
            "numbers.txt",
            2,
            "Error: numbers.txt does not say what to write\n  Let its name end in .json, .jsonl, .csv or",
        ),
        ("missing/numbers.csv", 1, "numbers.csv.part: No such file or directory\n"),
    ],
)
def test_files_that_cannot_be_written(owner: Owner, name: str, code: int, message: str) -> None:
    failed = owner.run("export", owner.path(name))

    assert failed.returncode == code
    assert message in failed.stderr


async def test_a_smaller_page_is_asked_for_where_the_big_one_is_refused(tmp_path: Path) -> None:
    """Sinch publishes no maximum."""

    def answer(request: httpx2.Request) -> tuple[int, Any]:
        if "pageSize=1000" in str(request.url):
            return 400, {"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "pageSize", "details": []}}
        number = {"phoneNumber": "+12025550142", "displayName": "Front\ndesk"}
        return 200, {"activeNumbers": [number], "nextPageToken": "", "totalSize": 1}

    async with StubApi({"GET /activeNumbers": answer}).async_client() as client:
        done = await export(client, tmp_path / "numbers.csv", lambda count, expected: None)

    assert (done.count, numbers_in(tmp_path / "numbers.csv")) == (1, ["+12025550142"])


@pytest.mark.parametrize("form", ["jsonl", "json"])
async def test_a_server_that_writes_objects_over_several_lines(tmp_path: Path, form: str) -> None:
    page = b'{"activeNumbers": [{\r\n  "phoneNumber": "+12025550142"\n}, {"phoneNumber":\n"+12025550143"}]}'
    target = tmp_path / f"numbers.{form}"

    async with StubApi({"GET /activeNumbers": (200, page)}).async_client() as client:
        await export(client, target, lambda count, expected: None)

    assert numbers_in(target) == ["+12025550142", "+12025550143"]
    assert target.read_text().count("\n") == {"jsonl": 2, "json": 4}[form]


async def test_numbers_that_came_or_went_show_in_the_count(tmp_path: Path) -> None:
    pages = [
        (200, {"activeNumbers": [{"phoneNumber": "+12025550142"}], "nextPageToken": "2", "totalSize": 3}),
        (200, {"activeNumbers": [{"phoneNumber": "+12025550144"}], "nextPageToken": "", "totalSize": 3}),
    ]
    async with StubApi({"GET /activeNumbers": list(pages)}).async_client() as client:
        done = await export(client, tmp_path / "numbers.json", lambda count, expected: None)

    assert (done.count, done.expected) == (2, 3)


def test_parquet_is_an_extra(owner: Owner) -> None:
    program = "import sys; sys.modules['pyarrow'] = None\nfrom numberbank.cli.main import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program, "export", str(owner.path("numbers.parquet"))],
        env=environment(**owner.variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 2
    assert "Parquet needs pyarrow, which is not installed\n  pip install 'numberbank[parquet]'" in ran.stderr


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_memory_stays_flat(owner: Owner, form: str) -> None:
    """`make export-memory` takes 100,000 numbers."""
    owner.hold(1000)
    few = _peak(owner, form)
    owner.hold(NUMBERS - 1000)
    many = _peak(owner, form)
    print(f"\n{form}: {few / 1024:.1f} MiB for 1,000 numbers, {many / 1024:.1f} MiB for {NUMBERS:,}")

    assert many < few + 30 * 1024


def _peak(owner: Owner, form: str) -> int:
    """In KiB."""
    program = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *command("export", str(owner.path(f"numbers.{form}")))],
        env=environment(**owner.variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return int(ran.stdout)
