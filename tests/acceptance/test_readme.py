"""What README and docs tell people to type works as it stands there."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from support.cli import run_command
from support.programs import Sandbox, environment, free_port, sandbox
from support.sandbox_projects import sandbox_project

from numberbank.domain.link_targets import ERROR_CODES
from numberbank.services.sandbox import magic_numbers

ROOT = Path(__file__).parents[2]
ADDRESS = "http://127.0.0.1:8080"


def blocks(file: str, section: str, language: str) -> list[str]:
    """The code of one language in a section (a heading and what is below it)."""
    text = (ROOT / file).read_text()
    marks = re.match("#+", section)
    assert marks
    start = f"\n{text}".index(f"\n{section}\n")
    end = re.compile(rf"^#{{1,{len(marks[0])}}} ", re.MULTILINE).search(text, start + len(section))
    return re.findall(
        rf"^```{language}\n(.*?)^```$", text[start : end.start() if end else None], re.DOTALL | re.MULTILINE
    )


def run_script(script: str, folder: Path, **variables: str) -> str:
    """Runs it with the program on the path and a curl that fails at an error; everything it starts is stopped."""
    (folder / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\n")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment(PATH=path, CURL_HOME=str(folder), **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=90)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 0, output
    return output


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_curl_commands(server: Sandbox, tmp_path: Path) -> None:
    commands = blocks("README.md", "### With curl", "sh")
    assert len(commands) == 2

    output = run_script("\necho\n".join(commands).replace(ADDRESS, server.url), tmp_path)

    assert '"availableRegions":[{' in output
    assert output.count('"phoneNumber":"+1212') == 3
    assert '"status":"WAITING"' in output
    assert '"access_token":"' in output


def test_the_commands_of_a_customer(server: Sandbox, tmp_path: Path) -> None:
    (commands,) = blocks("README.md", "### From the command line", "sh")
    key = {
        "NUMBERBANK_URL": server.url,
        "SINCH_PROJECT_ID": server.project_id,
        "SINCH_KEY_ID": server.key_id,
        "SINCH_KEY_SECRET": server.key_secret,
    }

    output = run_script(commands, tmp_path, XDG_STATE_HOME=str(tmp_path), HOME=str(tmp_path), **key)

    assert re.match(r"NUMBER .*\n(\+1212\d{7} .*\n){3}number +\+1212\d{7}\n", output)


def test_the_python_program(server: Sandbox) -> None:
    (program,) = blocks("README.md", "### With Sinch's Python library", "python")

    ran = subprocess.run(
        [sys.executable, "-c", program.replace(ADDRESS, server.url)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.match(r"\+1\d{10} WAITING\n", ran.stdout)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize(
    ("file", "section", "count"),
    [("README.md", "### Time, faults, and starting over", 1), ("docs/sandbox.md", "# The sandbox", 8)],
)
def test_what_only_a_sandbox_does(server: Sandbox, tmp_path: Path, file: str, section: str, count: int) -> None:
    commands = blocks(file, section, "sh")
    assert len(commands) == count

    output = run_script("\necho\n".join(commands).replace(ADDRESS, server.url), tmp_path, NUMBERBANK_URL=server.url)

    assert '{"projects":' in output
    assert '"error":{' not in output


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_commands_about_billing(server: Sandbox, tmp_path: Path) -> None:
    commands = blocks("docs/billing.md", "# Billing", "sh")
    number = "+12125550142"
    operator = {"NUMBERBANK_URL": server.url, "NUMBERBANK_OPERATOR_TOKEN": "sandbox-operator"}
    rows = "prefix,region,type,capabilities,setup_price,monthly_price,currency\n+1212555,US,LOCAL,SMS,0.50,0.75,USD\n"
    assert run_command("blocks", "import", "-", stdin=rows, **operator).returncode == 0
    with sandbox_project(server.url, "acme") as acme:
        acme.rent(number)
        acme.release(number)

        output = run_script("\necho\n".join(commands).replace(ADDRESS, server.url), tmp_path)

        assert acme.get(number)["expireAt"] is None
    assert output.count('"phoneNumber":"+12125550142"') == 2
    assert '"amount":"100.00"' in output
    assert '"graceDays":14' in output
    assert '"balance":null' in output


def test_the_table_of_magic_values() -> None:
    text = (ROOT / "docs" / "sandbox.md").read_text()

    values = [value for name, value in vars(magic_numbers).items() if name.isupper() and str(value).startswith("+1500")]

    assert len(values) == 7
    assert [value for value in values if f"`{value}" not in text] == []
    assert [code for code in ERROR_CODES if f"`{code}`" not in text] == []


def test_the_table_of_what_the_sandbox_has(server: Sandbox) -> None:
    text = (ROOT / "README.md").read_text()

    for value in (server.project_id, server.key_id, server.key_secret):
        assert f"`{value}`" in text
    regions = httpx2.get(f"{server.project_url}/availableRegions", auth=server.auth).json()["availableRegions"]
    assert f"an inventory of {len(regions)} countries" in text
    assert f"an inventory of {len(regions)} countries" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.usefixtures("anyio_backend")
def test_running_a_platform(database: str, tmp_path: Path) -> None:
    port = str(free_port())
    server, operator = blocks("README.md", "## Run a platform", "sh")
    server = server.replace("postgresql://numberbank:secret@localhost/numberbank", shlex.quote(database))
    server = server.replace("numberbank serve", f"numberbank serve --port {port}")
    operator = operator.replace(ADDRESS, f"http://127.0.0.1:{port}")
    wait = f"until curl http://127.0.0.1:{port}/readyz 2>&1; do sleep 0.1; done"
    stop = "kill -TERM $(jobs -p)\nwait"

    output = run_script("\n".join([server, wait, operator, stop]), tmp_path)

    # The server logs in between.
    for line in ("Imported 10,000 numbers in 1 block.", "Created project acme", "SINCH_PROJECT_ID=acme"):
        assert f"{line}\n" in output


def test_the_example_of_a_block_file(server: Sandbox, tmp_path: Path) -> None:
    (good,) = blocks("docs/blocks.md", "# Number blocks", "csv")
    (bad,) = blocks("docs/blocks.md", "## What is checked", "csv bad")
    (answer,) = blocks("docs/blocks.md", "## What is checked", "text")
    operator = {"NUMBERBANK_URL": server.url, "NUMBERBANK_OPERATOR_TOKEN": "sandbox-operator"}
    (tmp_path / "blocks.csv").write_text(bad)

    imported = run_command("blocks", "import", "-", stdin=good, **operator)
    refused = run_command("blocks", "import", str(tmp_path / "blocks.csv"), **operator)

    assert imported.stdout == "Imported 21,050 numbers in 8 blocks.\n"
    assert refused.stderr.replace(f"{tmp_path}/", "") == answer


def test_the_example_of_a_street_file(server: Sandbox) -> None:
    (streets,) = blocks("docs/emergency.md", "## Streets", "csv")
    operator = {"NUMBERBANK_URL": server.url, "NUMBERBANK_OPERATOR_TOKEN": "sandbox-operator"}

    imported = run_command("streets", "import", "-", stdin=streets, **operator)

    assert imported.stdout == "Imported 3 streets of 2 postal codes.\n"


def test_every_setting_is_described() -> None:
    source = "".join(path.read_text() for path in (ROOT / "src" / "numberbank").rglob("*.py"))
    text = (ROOT / "README.md").read_text()

    read = set(re.findall(r"\"((?:NUMBERBANK|SINCH)_[A-Z_]*[A-Z]|DATABASE_URL)\"", source))

    assert {name for name in read if f"`{name}`" not in text} == set()
    assert set(re.findall(r"`(NUMBERBANK_[A-Z_]+)`", text)) <= read


def test_every_library_is_accounted_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    needed = [*project["dependencies"], *(requirement for extra in extras for requirement in extra)]
    listed = {re.match(r"[a-z0-9-]+", requirement)[0] for requirement in needed} - {"numberbank"}
    text = (ROOT / "docs" / "decisions.md").read_text()

    assert [name for name in listed if f"**{name}**" not in text] == []


@pytest.mark.parametrize(
    "file",
    ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))],
)
def test_links_lead_to_files(file: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / file).read_text())

    assert [target for target in targets if not (ROOT / file).parent.joinpath(target).exists()] == []
