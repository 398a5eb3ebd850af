"""One attempt at a call that costs money: answered, not carried out, or lost."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from numberbank.client.calls import Call, decode
from numberbank.client.engine import Engine
from numberbank.client.errors import AnswerLost, NumbersError, Refused, Unreachable
from numberbank.client.kinds import Kind
from numberbank.client.refusals import refusal

E = TypeVar("E", bound=NumbersError)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class NotCarriedOut:
    """Nothing left us, or the server says so. `again` if another attempt may fare better."""

    error: NumbersError
    again: bool
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """It may have been carried out, or may yet be."""

    error: NumbersError
    retry_after: float | None = None


async def attempt(engine: Engine, kind: Kind[T], call: Call, key: str | None) -> Answered[T] | NotCarriedOut | Lost:
    try:
        reply = await engine.attempt(call, key)
        if reply.status < 300:
            return Answered(decode(reply, kind.shape))
    except Unreachable as error:
        return NotCarriedOut(_about(error, call), again=True)
    except AnswerLost as error:
        return Lost(_about(error, call))
    except Refused as error:  # of a token
        return NotCarriedOut(_about(error, call), again=False)
    refused = refusal(reply, call.number)
    # 409 ABORTED: the first request with this key is still under way.
    if reply.status >= 500 or reply.status < 400 or (reply.status == 409 and refused.code == "ABORTED"):
        return Lost(refused, refused.retry_after)
    return NotCarriedOut(refused, again=reply.status == 429, retry_after=refused.retry_after)


def _about(error: E, call: Call) -> E:
    error.number = call.number
    return error
