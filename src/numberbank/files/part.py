"""A file on its way: written beside its target, gone on with after a break, and put in its place when it is whole.

    numbers.csv              the file as it was, until the very end
    numbers.csv.part         what has come so far
    numbers.csv.part-state   up to where that is good, and where it goes on

The state is written after what it tells of. So whatever is killed where, the part has at least what the state says;
what is more is cut off, and what is less, or another, is found out by the checksum.
"""

import hashlib
import os
from importlib.util import find_spec
from io import FileIO
from pathlib import Path
from typing import Self

import msgspec

from numberbank.domain.clock import real_now
from numberbank.files.errors import FileProblem

_HAS_LOCKS = find_spec("fcntl") is not None
"""not on Windows, where nobody keeps two exports from writing the same file"""
KEPT = 3600.0
"""seconds after the last page for which a part is gone on with; later its first numbers would be too old"""


class Position(msgspec.Struct, frozen=True):
    """How far it is: the page that comes next, and what has been written before it."""

    list_index: int = 0
    token: str = ""
    count: int = 0
    expected: int = 0
    """numbers of the lists before this one, as the server said at their ends"""
    whole: bool = False


class _State(msgspec.Struct, frozen=True):
    wanted: str
    position: Position
    size: int
    sha256: str
    saved_at: float


class Part:
    """Opened for one target and what is `wanted` in it; parts of other wishes are not gone on with.

    Raises FileProblem when another process is writing it, and OSError.
    """

    def __init__(self, target: Path, wanted: str) -> None:
        self.path = target.with_name(f"{target.name}.part")
        self._state_path = target.with_name(f"{target.name}.part-state")
        self._wanted = wanted
        self._target = target
        self._file = _opened_alone(self.path)
        self._hash = hashlib.sha256()
        self.size = 0
        self.position = Position()
        state = self._read_state()
        if state is not None and self._agrees(state):
            self.size, self.position = state.size, state.position
        self.resumed = self.position.count > 0
        self._cut()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def begin_anew(self) -> None:
        self.size, self.position, self.resumed = 0, Position(), False
        self._hash = hashlib.sha256()
        self._cut()

    def append(self, data: bytes, position: Position) -> None:
        """Writes what comes before `position`."""
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        self._hash.update(data)
        self.size += len(data)
        self.position = position
        state = _State(self._wanted, position, self.size, self.sha256, real_now().timestamp())
        _replace_text(self._state_path, msgspec.json.encode(state))

    def put_in_place(self, whole: Path) -> None:
        """`whole` is the part itself, or what was made of it."""
        os.fsync(self._file.fileno())
        if whole != self.path:
            with whole.open("rb") as file:
                os.fsync(file.fileno())
        self._state_path.unlink()
        # Still open, and so locked: nobody may take it up before it is gone from here. Windows moves no open files.
        if not _HAS_LOCKS:
            self._file.close()
        os.replace(whole, self._target)
        self.path.unlink(missing_ok=True)
        _sync_folder(self._target.parent)

    def _read_state(self) -> _State | None:
        try:
            state = msgspec.json.decode(self._state_path.read_bytes(), type=_State)
        except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
        fresh = 0 <= real_now().timestamp() - state.saved_at <= KEPT
        return state if fresh and state.wanted == self._wanted else None

    def _agrees(self, state: _State) -> bool:
        """Reads what is there up to the state's size; False leaves nothing behind."""
        found, left = hashlib.sha256(), state.size
        while left and (data := self._file.read(min(left, 1 << 20))):
            found.update(data)
            left -= len(data)
        if left or found.hexdigest() != state.sha256:
            return False
        self._hash = found
        return True

    def _cut(self) -> None:
        self._file.truncate(self.size)
        self._file.seek(self.size)


def _opened_alone(path: Path) -> FileIO:
    # It is truncated only once it is ours.
    file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+")
    try:
        if _HAS_LOCKS:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Who had it may have put it in its place meanwhile: then this is no part any more.
        mine = os.path.samestat(os.fstat(file.fileno()), path.stat())
    except (BlockingIOError, FileNotFoundError):
        mine = False
    if not mine:
        file.close()
        raise FileProblem(f"another export is writing {path.name}", "Wait for it, or name another file.")
    return file


def _replace_text(path: Path, text: bytes) -> None:
    new = path.with_name(f"{path.name}-new")
    new.write_bytes(text)
    os.replace(new, path)


def _sync_folder(folder: Path) -> None:
    """Makes the new name outlive a loss of power, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
