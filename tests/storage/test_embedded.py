"""Real programs on real folders: who starts the server, who stops it, and what a kill leaves behind."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from numberbank.storage.embedded import (
    EmbeddedDatabaseError,
    default_data_dir,
    embedded_postgres,
    ephemeral_postgres,
)
from numberbank.storage.migrate import migrate

DURABLE = """
import sys
from pathlib import Path
from numberbank.storage.embedded import embedded_postgres
with embedded_postgres(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""
EPHEMERAL = """
import sys
from numberbank.storage.embedded import ephemeral_postgres
with ephemeral_postgres() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


class Program:
    """A program that holds a database until it is told to end."""

    def __init__(self, code: str, *arguments: str, **variables: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | variables,
        )

    def url(self) -> str:
        """Waits until the database is there."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line, "the program ended without a database"
        return line

    def end(self) -> None:
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    """Starts a Program; those that a failed test leaves are ended, and with them their servers."""
    with ExitStack() as stack:

        def start(code: str, *arguments: object, **variables: str) -> Program:
            program = Program(code, *map(str, arguments), **variables)
            stack.callback(program.process.communicate)
            return program

        yield start


@pytest.fixture
def place() -> Iterator[Path]:
    """Not pytest's `tmp_path`: each session of root that starts closes the folder above it to the server's user."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name).resolve()


@pytest.fixture
def folder(place: Path) -> Iterator[Path]:
    """A folder whose server is gone after the test, whatever the test did to it."""
    folder = place / "data"
    yield folder
    if (folder / "postgres" / "PG_VERSION").exists():
        with embedded_postgres(folder):
            pass


def query(url: str, sql: str) -> Any:
    async def run() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(run())


def server_of(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))


def runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def assert_stopped(server: psutil.Process) -> None:
    """The kernel may take a moment from the end of the process's files to the end of the process."""
    wait_until(lambda: not runs(server))


@contextmanager
def bystander(owner: int) -> Iterator[int]:
    """The id of a process that has nothing to do with PostgreSQL."""
    process = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None)
    try:
        yield process.pid
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def test_the_server_runs_inside_the_block_only(folder: Path) -> None:
    with embedded_postgres(folder) as url:
        server = server_of(folder)

        assert query(url, "select current_database()") == "numberbank"
    assert_stopped(server)


def test_the_next_start_is_quicker_and_finds_the_data(folder: Path) -> None:
    began = time.monotonic()
    with embedded_postgres(folder) as url:
        first = time.monotonic() - began
        query(url, "create table kept as select 7 as value")

    began = time.monotonic()
    with embedded_postgres(folder) as url:
        second = time.monotonic() - began

        assert query(url, "select value from kept") == 7
    assert second < first


def test_the_database_is_utf8_and_sorts_by_bytes(folder: Path, start: Callable[..., Program]) -> None:
    url = start(DURABLE, folder, LC_ALL="en_US.UTF-8", LANG="en_US.UTF-8").url()

    assert query(url, "select datcollate from pg_database where datname = current_database()") == "C"
    assert query(url, "show server_encoding") == "UTF8"
    assert query(url, "select 'a' > 'B'")


def test_a_kept_folder_is_safe_from_a_power_cut_and_open_to_many(folder: Path) -> None:
    with embedded_postgres(folder) as url:
        safe = [query(url, f"show {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")]

        assert safe == ["on", "on", "on"]
        assert int(query(url, "show max_connections")) == 300
        assert query(url, "show listen_addresses") == ""


def test_a_database_that_somebody_dropped_is_created_again(folder: Path) -> None:
    with embedded_postgres(folder) as url:
        query(url.replace("/numberbank?", "/postgres?"), "drop database numberbank")

    with embedded_postgres(folder) as url:
        assert query(url, "select current_database()") == "numberbank"


def test_migrations_run_on_the_url(folder: Path) -> None:
    with embedded_postgres(folder) as url:
        assert asyncio.run(migrate(url))


def test_the_last_of_two_programs_stops_the_server(folder: Path, start: Callable[..., Program]) -> None:
    one, other = start(DURABLE, folder), start(DURABLE, folder)
    assert one.url() == other.url()
    server = server_of(folder)

    one.end()
    assert runs(server)
    assert query(f"postgresql://postgres@/numberbank?host={folder}/postgres", "select 1") == 1
    other.end()
    assert_stopped(server)


def test_a_child_with_the_url_does_not_keep_the_server(folder: Path) -> None:
    with embedded_postgres(folder):
        child = subprocess.Popen(["sleep", "60"])
        server = server_of(folder)
    try:
        assert_stopped(server)
    finally:
        child.kill()
        child.wait()


def test_the_server_of_a_killed_program_is_joined_and_stopped(folder: Path, start: Callable[..., Program]) -> None:
    program = start(DURABLE, folder)
    program.url()
    server = server_of(folder)
    program.kill()
    assert runs(server)

    with embedded_postgres(folder) as url:
        assert server_of(folder).pid == server.pid
        assert query(url, "select 1") == 1
    assert_stopped(server)


def test_a_killed_program_does_not_count_among_the_living(folder: Path, start: Callable[..., Program]) -> None:
    killed, last = start(DURABLE, folder), start(DURABLE, folder)
    killed.url(), last.url()
    server = server_of(folder)

    killed.kill()
    last.end()

    assert_stopped(server)


def test_a_start_follows_a_killed_server_at_once(folder: Path, start: Callable[..., Program]) -> None:
    program = start(DURABLE, folder)
    query(program.url(), "create table kept as select 7 as value")
    killed = server_of(folder)
    killed.send_signal(signal.SIGKILL)

    with embedded_postgres(folder) as url:
        server = server_of(folder)

        assert server.pid != killed.pid
        assert query(url, "select value from kept") == 7
        program.end()
        assert runs(server)
    assert_stopped(server)


def test_a_killed_server_does_not_spoil_the_end_of_its_program(folder: Path, start: Callable[..., Program]) -> None:
    program = start(DURABLE, folder)
    program.url()
    server_of(folder).send_signal(signal.SIGKILL)

    program.end()


def test_the_id_of_a_killed_server_may_be_in_use_again(folder: Path, start: Callable[..., Program]) -> None:
    program = start(DURABLE, folder)
    program.url()
    server, pid_file = server_of(folder), folder / "postgres" / "postmaster.pid"
    _, *rest = pid_file.read_text().splitlines()
    server.send_signal(signal.SIGKILL)
    program.kill()
    assert_stopped(server)

    with bystander(pid_file.stat().st_uid) as pid:
        pid_file.write_text("\n".join([str(pid), *rest, ""]))
        with embedded_postgres(folder) as url:
            assert query(url, "select 1") == 1


def test_a_program_killed_while_it_makes_the_folder_leaves_no_half(folder: Path, start: Callable[..., Program]) -> None:
    program = start(DURABLE, folder)
    wait_until(lambda: any(folder.glob("postgres.new/PG_VERSION")))
    program.kill()

    with embedded_postgres(folder) as url:
        assert query(url, "select 1") == 1
    assert not (folder / "postgres.new").exists()


@pytest.mark.parametrize("name", ["deep" * 30, "with space, comma and 'quote'", "Über"])
def test_a_path_that_no_socket_can_have(name: str, place: Path, start: Callable[..., Program]) -> None:
    folder, neighbour = place / name / "one", place / name / "other"
    programs = [start(DURABLE, folder), start(DURABLE, neighbour), start(DURABLE, folder, TMPDIR=str(place))]
    url, other_url, same_url = [program.url() for program in programs]

    assert url == same_url != other_url
    for one in (url, other_url):
        assert query(one, "show data_directory") == str((folder if one == url else neighbour) / "postgres")
    for program in programs:
        program.end()
    socket_dirs = [Path(one.partition("host=")[2].partition("&")[0]) for one in (url, other_url)]
    assert not any(path.exists() for path in socket_dirs)


def test_variables_of_other_postgres_clients_change_nothing(folder: Path, start: Callable[..., Program]) -> None:
    url = start(DURABLE, folder, PGPORT="5999", PGHOST="nowhere", PGOPTIONS="-c nonsense=1").url()

    assert query(url, "select 1") == 1


def test_a_throw_away_server_leaves_nothing() -> None:
    with ephemeral_postgres() as url:
        folder = Path(query(url, "show data_directory")).parent
        server = server_of(folder)

        assert query(url, "show fsync") == "off"
    assert_stopped(server)
    assert not folder.exists()


def test_what_a_killed_throw_away_server_left_goes_with_the_next(start: Callable[..., Program], place: Path) -> None:
    killed = start(EPHEMERAL, TMPDIR=str(place))
    folder = Path(query(killed.url(), "show data_directory")).parent
    server = server_of(folder)
    killed.kill()

    start(EPHEMERAL, TMPDIR=str(place)).url()

    assert_stopped(server)
    assert not folder.exists()


def test_throw_away_servers_that_start_together_spare_each_other(start: Callable[..., Program], place: Path) -> None:
    programs = [start(EPHEMERAL, TMPDIR=str(place)) for _ in range(4)]

    urls = {program.url() for program in programs}

    assert len(urls) == 4
    assert [query(url, "select 1") for url in urls] == [1] * 4


def test_a_folder_that_cannot_be_written_is_named(place: Path) -> None:
    file = place / "file"
    file.touch()

    with pytest.raises(EmbeddedDatabaseError, match=rf"{file}/data cannot be written: .*--data-dir"):
        embedded_postgres(file / "data").__enter__()


@pytest.mark.parametrize("version", ["16", None])
def test_a_folder_of_another_postgres_is_refused(version: str | None, folder: Path) -> None:
    with embedded_postgres(folder):
        pass
    version_file = folder / "postgres" / "PG_VERSION"
    version_file.write_text(f"{version}\n") if version else version_file.unlink()

    with pytest.raises(
        EmbeddedDatabaseError, match=rf"{folder} is of PostgreSQL {version or 'no version'}.*--data-dir"
    ):
        embedded_postgres(folder).__enter__()
    shutil.rmtree(folder)


def test_a_folder_that_is_itself_a_cluster_is_refused(place: Path) -> None:
    (place / "PG_VERSION").write_text("18\n")

    with pytest.raises(EmbeddedDatabaseError, match=rf"{place} is the data folder of another PostgreSQL"):
        embedded_postgres(place).__enter__()
    assert not (place / "postgres").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused(folder: Path) -> None:
    with embedded_postgres(folder):
        pass
    os.chown(folder / "postgres", 1, 1)

    with pytest.raises(EmbeddedDatabaseError, match=rf"{folder} was made by another user"):
        embedded_postgres(folder).__enter__()
    shutil.rmtree(folder)


def test_the_default_folder_is_in_no_closed_home_for_root() -> None:
    folder = default_data_dir()

    assert "numberbank" in folder.parts
    assert os.geteuid() != 0 or not folder.is_relative_to(Path.home())
