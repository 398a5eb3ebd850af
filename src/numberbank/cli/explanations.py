"""The client's errors in words for people: what happened, whether anything was carried out, and what to do.

It imports the client, and so is imported only once a command has one.
"""

import os

from numberbank.cli.exit_codes import ExitCode, Failure
from numberbank.client import (
    AnswerLost,
    Conflict,
    NotAuthenticated,
    NotDone,
    NotFound,
    NumbersError,
    OutcomeUnknown,
    PermissionDenied,
    Refused,
    ServerFault,
    SettingsMissing,
    TooManyRequests,
    Unreachable,
    Verdict,
)

_CODES: tuple[tuple[type[NumbersError], ExitCode], ...] = (
    (SettingsMissing, ExitCode.SETTINGS),
    (NotAuthenticated, ExitCode.SETTINGS),
    (NotFound, ExitCode.NOT_FOUND),
    (Conflict, ExitCode.CONFLICT),
    (TooManyRequests, ExitCode.RATE_LIMIT),
    (ServerFault, ExitCode.SERVER),
    (Unreachable, ExitCode.SERVER),
    (AnswerLost, ExitCode.SERVER),
    (NotDone, ExitCode.SERVER),
    (OutcomeUnknown, ExitCode.UNKNOWN),
    (NumbersError, ExitCode.REFUSED),
)


def failure_of(error: NumbersError, when_missing: str = "") -> Failure:
    """`when_missing` is what to do when the thing is not there, which only the command knows."""
    code = next(code for kind, code in _CODES if isinstance(error, kind))
    message, violations = _said(error)
    verdict = ["It was not carried out."] if error.verdict is Verdict.NOT_DONE else []
    advice = when_missing if isinstance(error, NotFound) else _advice(error)
    return Failure(code, message, *violations, *verdict, *([advice] if advice else []))


def _said(error: NumbersError) -> tuple[str, list[str]]:
    """What happened, and each thing that was wrong with the request, which the client has in one line."""
    if isinstance(error, SettingsMissing):
        return f"not set: {', '.join(error.names)}", []
    if not isinstance(error, Refused):
        return error.message, []
    violations = [f"{each.field} {each.description}" for each in error.violations]
    return error.message.removesuffix("".join(f"; {each}" for each in violations)), violations


def _advice(error: NumbersError) -> str:
    match error:
        case SettingsMissing():
            return (
                "`numberbank dev --env-file .env` starts a sandbox and writes them to a file: set -a; . ./.env; set +a"
            )
        case NotAuthenticated():
            return f"Look at SINCH_KEY_ID and SINCH_KEY_SECRET: do they belong to {_server()}?"
        case PermissionDenied():
            return "Is SINCH_PROJECT_ID the project of the key, and does its account allow this?"
        case Conflict():
            return "Look at its state, and decide anew."
        case TooManyRequests() if error.retry_after:
            return f"Try again in {error.retry_after:.0f} seconds."
        case TooManyRequests() | ServerFault() | AnswerLost() | NotDone():
            return "Try again later."
        case Unreachable():
            return f"Does {_server()} run, and can it be reached from here?"
        case OutcomeUnknown():
            return "Do not repeat it: `numberbank journal resolve` finds out whether it was carried out."
        case _:
            return ""


def _server() -> str:
    url = os.environ.get("NUMBERBANK_URL")
    return f"{url} (NUMBERBANK_URL)" if url else "Sinch (NUMBERBANK_URL is not set)"
