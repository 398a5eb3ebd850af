"""Qualified numbers: endpoints 6 to 13 of the API of imported numbers."""

from collections.abc import AsyncIterator, Sequence

from numberbank.client import lists
from numberbank.client.calls import Api, Call, get, segment
from numberbank.client.models.imported_numbers import QualifiedNumber, QualifiedNumbers
from numberbank.client.resources.text_enabling import TextEnabling


class AsyncQualifiedNumbers(TextEnabling):
    """The way to prove that one owns numbers, and then to enable them for SMS."""

    _of = "/qualifiedNumbers"

    def list(
        self, *, states: Sequence[str] = (), region: str | None = None, order_by: str | None = None
    ) -> AsyncIterator[QualifiedNumber]:
        query = {"states": [*states], "regionCode": region, "orderBy": order_by}
        return lists.qualified_numbers(self._engine, query)

    async def add(self, numbers: Sequence[str]) -> tuple[QualifiedNumber, ...]:
        """Starts the check of each; one that is there already stays as it is."""
        body = {"phoneNumbers": [*numbers]}
        call = Call("POST", "/qualifiedNumbers:addNumbers", Api.IMPORTED, body=body, repeatable=True)
        return (await self._fetch(call, QualifiedNumbers)).qualified_numbers

    async def get(self, number: str) -> QualifiedNumber:
        return await self._fetch(get(_path(number), api=Api.IMPORTED, number=number), QualifiedNumber)

    async def delete(self, number: str) -> None:
        await self._engine.reply(Call("DELETE", _path(number), Api.IMPORTED, number=number))

    async def send_voice_challenge(self, number: str) -> QualifiedNumber:
        """Calls the number and reads a code to whoever answers; so it is never sent twice."""
        call = Call("POST", f"{_path(number)}:sendVoiceChallenge", Api.IMPORTED, number=number)
        return await self._fetch(call, QualifiedNumber)

    async def verify_voice_challenge(self, number: str, code: str) -> QualifiedNumber:
        """A wrong code is no error: `global_process_state` tells. Tries are limited."""
        body = {"code": code}
        call = Call("POST", f"{_path(number)}:verifyVoiceChallenge", Api.IMPORTED, body=body, number=number)
        return await self._fetch(call, QualifiedNumber)


def _path(number: str) -> str:
    return f"/qualifiedNumbers/{segment(number)}"
