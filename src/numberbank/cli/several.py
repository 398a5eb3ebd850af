"""The same for several things, one after the other."""

from collections.abc import Callable, Sequence

from numberbank.cli.client_session import explained
from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.cli.progress import progress

_OF_ONE_THING = (ExitCode.NOT_FOUND, ExitCode.REFUSED, ExitCode.CONFLICT)


def do_each(what: str, things: Sequence[str], work: Callable[[str], None], when_missing: str = "") -> None:
    """`what` names the work, as "Renting". Raises Failure when not all were done; of several, each is told on stderr.

    A failure that is not about the thing, such as a server that is gone or an outcome that is unknown, ends it.
    """
    if len(things) == 1:
        _do(things[0], work, when_missing)
        return
    failures: list[Failure] = []
    tried = 0
    try:
        with progress(what, len(things)) as bar:
            for thing in things:
                tried += 1
                try:
                    _do(thing, work, when_missing)
                except Failure as failure:
                    failures.append(failure)
                    if failure.exit_code not in _OF_ONE_THING:
                        break
                bar.advance()
    finally:
        for told in failures:
            told.show()
    if failures:
        raise _summary(len(things), tried, failures)


def _do(thing: str, work: Callable[[str], None], when_missing: str) -> None:
    """In a dry run, what would be sent is shown."""
    from numberbank.cli.dry_run import WouldSend

    try:
        with explained(when_missing):
            work(thing)
    except WouldSend as request:
        request.show()


def _summary(count: int, tried: int, failures: Sequence[Failure]) -> Failure:
    codes = {ExitCode(failure.exit_code) for failure in failures}
    done = tried - len(failures)
    if ExitCode.UNKNOWN in codes:
        code = ExitCode.UNKNOWN
    else:
        code = codes.pop() if len(codes) == 1 and not done else ExitCode.PARTIAL
    left = f", {count - tried} not tried" if tried < count else ""
    return Failure(code, f"{done} of {count} done, {len(failures)} failed{left}")
