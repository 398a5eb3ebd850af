"""`numberbank plan` and `numberbank apply`, the real program against a real sandbox."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from support.file_commands import Owner
from support.sandbox_projects import sandbox_project
from support.stub_api import StubApi

from numberbank.files.apply import apply
from numberbank.files.plan import make_plan
from numberbank.files.results import Results

HEADER = (
    "phoneNumber",
    "displayName",
    "smsConfiguration.servicePlanId",
    "smsConfiguration.campaignId",
    "voiceConfiguration.appId",
    "voiceConfiguration.trunkId",
    "callbackUrl",
    "protected",
    "release",
)


URL = "http://127.0.0.1:9/nobody-listens"


def write(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([*row, *[""] * (len(header) - len(row))] for row in rows)
    return path


def results(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_changes_and_releases(owner: Owner) -> None:
    first, second, third, fourth = owner.hold(4)
    wishes = write(
        owner.path("wishes.csv"),
        [
            (first, "Front desk", "plan", "C1", "", "trunk", "https://hooks.example.com/", "yes"),
            (second, "(none)", "", "", "app"),
            (third, "", "", "", "", "", "", "", "yes"),
            (fourth, 'Desk, "3"'),
        ],
    )
    ends = owner.project.get(third)["expireAt"] or owner.project.get(third)["nextChargeDate"]

    planned = owner.done("plan", wishes)
    told = owner.done("apply", wishes, "--yes", "--allow-release")

    assert planned == (
        f"{first}  line 2\n"
        '  displayName                     Desk, "0" -> Front desk\n'
        "  smsConfiguration.servicePlanId  (none) -> plan\n"
        "  smsConfiguration.campaignId     (none) -> C1\n"
        "  voiceConfiguration              (none) -> trunk trunk\n"
        "  callbackUrl                     (none) -> https://hooks.example.com/\n"
        "  protected                       no -> yes\n"
        f"{second}  line 3\n"
        '  displayName         Desk, "1" -> (none)\n'
        "  voiceConfiguration  (none) -> app app\n"
        f"{third}  line 4\n"
        f"  release  ends {ends[:10]}, and with it 0.50 USD a month\n"
        "\n"
        "2 numbers are changed, which costs nothing. 1 number is released, which cannot be undone. "
        f"It ends on {ends[:10]}. No longer charged: 0.50 USD a month; nothing is paid back. 1 number stays as it is.\n"
    )
    written = owner.path("wishes.results.jsonl")
    assert told == f"2 changed, 1 released, 1 unchanged, 0 failed, 0 unknown; see {written}\n"
    assert Counter(each["result"] for each in results(written)) == {"changed": 2, "released": 1, "unchanged": 1}
    owner.project.advance(seconds=60)
    changed = owner.project.get(first)
    assert (changed["displayName"], changed["callbackUrl"], changed["protected"]) == (
        "Front desk",
        "https://hooks.example.com/",
        True,
    )
    assert changed["smsConfiguration"]["servicePlanId"] == "plan"
    assert changed["smsConfiguration"]["campaignId"] == "C1"
    assert changed["voiceConfiguration"]["trunkId"] == "trunk"
    assert owner.project.get(second)["displayName"] == ""
    assert owner.project.get(third)["expireAt"] == ends
    assert owner.done("plan", wishes) == "4 numbers stay as they are.\n"


def test_links_are_taken_away(owner: Owner) -> None:
    (number,) = owner.hold(1)
    owner.done("apply", write(owner.path("wishes.csv"), [(number, "", "plan", "C1", "app")]), "--yes")
    owner.project.advance(seconds=60)

    owner.done("apply", write(owner.path("wishes.csv"), [(number, "", "(none)", "(none)", "(none)")]), "--yes")

    owner.project.advance(seconds=60)
    found = owner.project.get(number)
    assert found["smsConfiguration"] == {"servicePlanId": "", "scheduledProvisioning": None, "campaignId": ""}
    assert (found["voiceConfiguration"]["appId"], found["voiceConfiguration"]["scheduledVoiceProvisioning"]) == (
        "",
        None,
    )


def test_a_campaign_stays_when_its_plan_changes(owner: Owner) -> None:
    """On the wire it looks as if it were taken away, while the plan is on its way."""
    (number,) = owner.hold(1)
    owner.done("apply", write(owner.path("wishes.csv"), [(number, "", "plan", "C1")]), "--yes")
    owner.project.advance(seconds=60)
    wishes = write(owner.path("wishes.csv"), [(number, "", "slow-plan", "C1")])

    assert owner.done("apply", wishes, "--yes").startswith("1 changed")

    assert owner.done("plan", wishes) == "1 number stays as it is.\n"


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_an_export_asks_for_nothing(owner: Owner, form: str) -> None:
    """Also where a link is on its way, and where one is being exchanged for another."""
    first, second, third, _ = owner.hold(4)
    links = {"smsConfiguration": {"servicePlanId": "plan", "campaignId": "C1"}, "voiceConfiguration": {"appId": "app"}}
    for number in (first, second):
        owner.project.call("PATCH", f"/activeNumbers/{number}", **links)
    owner.project.advance(seconds=60)
    owner.project.call("PATCH", f"/activeNumbers/{second}", smsConfiguration={"servicePlanId": "slow-plan"})
    slow = {"voiceConfiguration": {"type": "EST", "trunkId": "slow-trunk"}}
    owner.project.call("PATCH", f"/activeNumbers/{third}", protected=True, **slow)
    target = owner.path(f"numbers.{form}")
    owner.done("export", target)

    assert owner.done("plan", target) == "4 numbers stay as they are.\n"

    # A row cannot be told from one that was edited when what it says is so is so no more.
    owner.project.advance(seconds=7200)
    assert owner.run("plan", target).stdout == (
        f"1 mistake in {target}:\n"
        f'  line {3 if form != "jsonl" else 2}: smsConfiguration.servicePlanId "plan" stands beside a change that '
        "is under way: export anew, or take out the columns of scheduled provisioning\n"
        "\n"
        "3 numbers stay as they are.\n"
    )


def test_a_list_asks_for_nothing(owner: Owner) -> None:
    owner.hold(2)
    target = owner.path("numbers.yaml")
    target.write_text(
        "".join(
            f"- phoneNumber: {each['phoneNumber']}\n  displayName: '{each['displayName']}'\n"
            f"  smsConfiguration: {{servicePlanId: plan}}\n"
            for each in owner.project.call("GET", "/activeNumbers").json()["activeNumbers"]
        )
    )

    assert owner.done("apply", target, "--yes").startswith("2 changed, 0 released")


def test_releases_must_be_allowed(owner: Owner) -> None:
    numbers = owner.hold(2)
    wishes = write(owner.path("wishes.csv"), [(each, *[""] * 7, "yes") for each in numbers])

    refused = owner.run("apply", wishes, "--yes")

    assert refused.returncode == 10
    assert refused.stderr == (
        "Error: 2 rows would release a number\n"
        "  Nothing was changed. Give --allow-release to let them, or empty their column `release`.\n"
    )
    assert owner.project.get(numbers[0])["expireAt"] is None


def test_asks_or_is_told(owner: Owner) -> None:
    (number,) = owner.hold(1)
    wishes = write(owner.path("wishes.csv"), [(number, "New")])

    refused = owner.run("apply", wishes)
    dry = owner.run("apply", wishes, "--dry-run")

    assert refused.returncode == 10
    assert "1 number is changed, which costs nothing. There is no terminal to ask on." in refused.stderr
    assert (dry.returncode, dry.stdout) == (0, owner.done("plan", wishes))
    assert owner.project.get(number)["displayName"] == 'Desk, "0"'
    assert not owner.path("wishes.results.jsonl").exists()


def test_a_file_with_mistakes_changes_nothing(owner: Owner) -> None:
    (number,) = owner.hold(1)
    wishes = write(owner.path("wishes.csv"), [(number, "New"), ("+19995550142", "Not ours")])

    refused = owner.run("apply", wishes, "--yes")

    assert refused.returncode == 2
    assert 'line 3: phoneNumber "+19995550142" is not one of the project\'s numbers: rent it first' in refused.stdout
    assert refused.stderr == (f"Error: 1 mistake in {wishes}\n  Mend them: until then nothing of it can be applied.\n")
    assert owner.project.get(number)["displayName"] == 'Desk, "0"'


def test_some_rows_fail(owner: Owner) -> None:
    numbers = owner.hold(30)
    wishes = write(owner.path("wishes.csv"), [(each, "New") for each in numbers])
    refusal = {"when": "before", "effect": "status", "status": 500, "times": 9}
    owner.project.sandbox("POST", "/faults", method="PATCH", path=f"*/activeNumbers/{numbers[3]}", **refusal)

    partial = owner.run("apply", wishes, "--yes")

    written = owner.path("wishes.results.jsonl")
    assert partial.returncode == 11
    assert partial.stdout == f"29 changed, 0 released, 0 unchanged, 1 failed, 0 unknown; see {written}\n"
    assert partial.stderr == (
        "Error: 1 row of 30 not carried out\n"
        f"  {written} has a line for each row that was tried.\n"
        "  The same command does what is left.\n"
    )
    (failed,) = [each for each in results(written) if each["result"] == "failed"]
    assert (failed["line"], failed["phoneNumber"]) == (5, numbers[3])
    assert failed["reason"].startswith("500 INTERNAL")
    owner.project.sandbox("DELETE", "/faults")

    assert owner.done("apply", wishes, "--yes").startswith("1 changed, 0 released, 29 unchanged, 0 failed")
    assert len(results(written)) == 60


async def test_what_the_server_ignores_has_failed(tmp_path: Path) -> None:
    """As Sinch does with `protected`, which is Numberbank's own."""
    held = {"phoneNumber": "+12025550142", "displayName": "", "regionCode": "US", "type": "LOCAL"}
    stub = StubApi({"GET /activeNumbers/+12025550142": (200, held), "PATCH /activeNumbers/+12025550142": (200, held)})
    wishes = write(tmp_path / "wishes.csv", [("+12025550142", "", "", "", "", "", "", "yes")])

    async with stub.async_client() as client:
        plan = await make_plan(client, wishes)
        with Results(tmp_path / "results.jsonl") as written:
            applied = await apply(client, plan, written, lambda: None)

    assert (applied.changed, applied.failed) == (0, 1)
    (failed,) = results(tmp_path / "results.jsonl")
    assert failed["reason"] == "the server answered, and did not change protected"


def test_stops_when_the_next_row_would_fare_no_better(owner: Owner) -> None:
    numbers = owner.hold(40)
    wishes = write(owner.path("wishes.csv"), [(each, "New") for each in numbers])
    slow_down = {"when": "before", "effect": "status", "status": 429, "times": 1000}
    owner.project.sandbox("POST", "/faults", method="PATCH", path="*/activeNumbers/*", **slow_down)

    stopped = owner.run("apply", wishes, "--yes")

    assert stopped.returncode == 7
    assert stopped.stderr.startswith("Error: stopped: 429 ")
    assert "32 rows not tried" in stopped.stderr


def test_nothing_is_changed_when_it_cannot_begin(owner: Owner) -> None:
    (number,) = owner.hold(1)
    wishes = write(owner.path("wishes.csv"), [(number, "New")])

    unreachable = owner.run("apply", wishes, "--yes", NUMBERBANK_URL="http://127.0.0.1:9")
    no_results = owner.run("apply", wishes, "--yes", "--results", owner.path("missing") / "results.jsonl")

    assert unreachable.returncode == 8
    assert "Does http://127.0.0.1:9 (NUMBERBANK_URL) run" in unreachable.stderr
    assert no_results.returncode == 1
    assert no_results.stderr.endswith("results.jsonl: No such file or directory\n")
    assert owner.project.get(number)["displayName"] == 'Desk, "0"'


def test_a_line_of_results_that_was_broken_off_spoils_no_other(owner: Owner) -> None:
    (number,) = owner.hold(1)
    owner.path("results.jsonl").write_text('{"line":2,"phoneN')

    owner.done(
        "apply",
        write(owner.path("wishes.csv"), [(number, "New")]),
        *("--yes", "--results", owner.path("results.jsonl")),
    )

    broken, whole = owner.path("results.jsonl").read_text().splitlines()
    assert broken == '{"line":2,"phoneN'
    assert json.loads(whole)["result"] == "changed"


@pytest.fixture
def twins(owner: Owner) -> Iterator[list[Owner]]:
    """Two owners in the same sandbox."""
    with ExitStack() as stack:
        other = stack.enter_context(sandbox_project(owner.project.url))
        folder = owner.path("twin")
        folder.mkdir()
        yield [owner, Owner(other, owner.dsn, folder)]


def _wishes(owner: Owner) -> Path:
    numbers = owner.hold(60)
    plans = ["plan", "plan", "", ""]
    rows = [
        (number, *[""] * 7, "yes")
        if index % 6 == 5
        else (
            number,
            f"New {index}",
            plans[index % 4],
            "C1" if index % 4 == 0 else "",
            "app" if index % 3 == 0 else "",
            "",
            URL,
        )
        for index, number in enumerate(numbers)
    ]
    return write(owner.path("wishes.csv"), rows)


def test_killed_ten_times_it_ends_where_an_unbroken_run_ends(twins: list[Owner]) -> None:
    broken, whole = twins
    lines = whole.lines_of("apply", _wishes(whole), "--yes", "--allow-release")

    kills = broken.killed_ten_times("apply", lines, "apply", _wishes(broken), "--yes", "--allow-release")

    assert kills >= 5
    for each in twins:
        each.project.advance(seconds=600)
    assert _states(broken) == _states(whole)
    assert _events(broken) == _events(whole)
    assert max(_events(broken).values()) == 1
    assert broken.project.charges() == whole.project.charges() == []


def _states(owner: Owner) -> list[dict[str, Any]]:
    """All that both have in common; numbers and times are their own."""
    numbers = owner.project.call("GET", "/activeNumbers?pageSize=1000").json()["activeNumbers"]
    for number in numbers:
        number["expireAt"] = number["expireAt"] is not None
        for name in ("phoneNumber", "projectId", "nextChargeDate"):
            del number[name]
        for pending in (
            number["smsConfiguration"]["scheduledProvisioning"],
            number["voiceConfiguration"]["scheduledVoiceProvisioning"],
        ):
            if pending:
                del pending["lastUpdatedTime"]
    assert len(numbers) == 60
    return list(numbers)


def _events(owner: Owner) -> Counter[tuple[int, str]]:
    """Each event by the number's place and its type."""
    events = owner.project.events()
    assert events
    return Counter((int(event["resourceId"][1:]) % 100_000, json.loads(event["body"])["eventType"]) for event in events)
