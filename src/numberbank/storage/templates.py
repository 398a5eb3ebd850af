"""Templates: clusters filled once, in the user's cache directory. Throw-away servers begin with a copy of one.

A template is never written to. What changes the program changes the key, and so makes another template.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

import numberbank

_KEPT = 3
"""templates in the cache, those used last"""


@dataclass(frozen=True, slots=True)
class Template:
    """`fill` gets the URL of a new server's database `numberbank`; `key` changes when what it puts there does."""

    key: str
    fill: Callable[[str], None]


def program_key() -> str:
    """Another one for each state of the program's files, and for each kind of machine that shares the cache."""
    root = Path(numberbank.__file__).parent
    digest = hashlib.sha256(repr((os.uname().sysname, os.uname().machine)).encode())
    for path in sorted(root.rglob("*")):
        if path.suffix != ".pyc" and path.is_file():
            found = path.stat()
            digest.update(repr((str(path.relative_to(root)), found.st_size, found.st_mtime_ns)).encode())
    return digest.hexdigest()[:16]


def is_kept(key: str) -> bool:
    return (_cache() / key).exists()


def copy_template(key: str, cluster: Path) -> bool:
    """Whether there is such a template; then `cluster`, which may not exist before, is a copy of it."""
    template = _cache() / key
    try:
        _copy(template, cluster)
        os.utime(template)
    except (OSError, subprocess.CalledProcessError):
        # Another program may have removed it meanwhile.
        shutil.rmtree(cluster, ignore_errors=True)
        return False
    return True


def keep_template(key: str, cluster: Path) -> None:
    """Puts a copy of a cluster whose server is stopped into the cache, whole or not at all.

    A cache that cannot be written costs later starts their speed, and nothing else.
    """
    with suppress(OSError, subprocess.CalledProcessError):
        _cache().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_cache()) as folder:
            fresh = Path(folder) / "cluster"
            _copy(cluster, fresh)
            # The cluster was made without a thought of power cuts, but this copy will outlive one.
            os.sync()
            # Fails when another program was quicker.
            fresh.rename(_cache() / key)
        _forget_oldest()


def _forget_oldest() -> None:
    """Those included that a kill left unfinished."""
    by_age = sorted(_cache().iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def _cache() -> Path:
    return platformdirs.user_cache_path("numberbank") / "clusters"


def _copy(source: Path, target: Path) -> None:
    """With owners and modes, which PostgreSQL insists on."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True, capture_output=True)
