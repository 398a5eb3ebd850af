"""A document store that is a folder. It sees sealed bytes only, under ids that this program makes."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO


class FolderStore:
    """The folder and those below it are made when they are needed, for the eyes of this program's user alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, document_id: str, source: IO[bytes]) -> None:
        """All or nothing, and on the disk when it returns."""
        path = self._path(document_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(source, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise

    def open(self, document_id: str) -> IO[bytes]:
        """Raises FileNotFoundError."""
        return self._path(document_id).open("rb")

    def delete(self, document_ids: Iterable[str]) -> None:
        """One that is not there is deleted already."""
        for document_id in document_ids:
            self._path(document_id).unlink(missing_ok=True)

    def _path(self, document_id: str) -> Path:
        """Spread over folders, by the random end of the id."""
        return self._folder / document_id[-2:] / document_id
