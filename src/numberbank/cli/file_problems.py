"""What goes wrong with files, in words for people; it imports the files' logic, and so is imported when that is."""

from collections.abc import Iterator
from contextlib import contextmanager

from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.files.errors import FileProblem


@contextmanager
def told() -> Iterator[None]:
    """Ends the command with a Failure for a file that cannot be read or written."""
    try:
        yield
    except FileProblem as problem:
        raise Failure(ExitCode.USAGE, problem.message, *([problem.remedy] if problem.remedy else [])) from problem
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise Failure(ExitCode.FAILED, f"{where}{error.strerror or error}") from error
