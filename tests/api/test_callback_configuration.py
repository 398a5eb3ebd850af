"""GET and PATCH of /callbackConfiguration."""

from dataclasses import replace

import pytest
from support.apps import Api
from support.wire import ok, violations

from numberbank.domain.policy import Policy
from numberbank.services.context import Context

SECRET = "0123456789abcdef-0123456789ABCDEF"


async def update(api: Api, body: object) -> dict[str, object]:
    return ok(await api.client.patch(api.path("/callbackConfiguration"), json=body))


async def test_a_secret_that_was_never_set_is_empty(api: Api) -> None:
    answer = await api.client.get(api.path("/callbackConfiguration"))

    assert answer.text == f'{{"projectId":"{api.project_id}","hmacSecret":""}}'


@pytest.mark.parametrize("secret", [SECRET, "strongPa$$PhraseWith36CharactersMax*", "s", "x" * 64, "pässwörd"])
async def test_a_secret_comes_back_in_clear(api: Api, secret: str) -> None:
    updated = await update(api, {"hmacSecret": secret})

    assert updated == {"projectId": api.project_id, "hmacSecret": secret}
    assert ok(await api.client.get(api.path("/callbackConfiguration"))) == updated


@pytest.mark.parametrize("body", [{}, {"hmacSecret": None}], ids=["absent", "null"])
async def test_without_a_secret_the_old_one_stays(api: Api, body: dict[str, None]) -> None:
    await update(api, {"hmacSecret": SECRET})

    assert (await update(api, body))["hmacSecret"] == SECRET


@pytest.mark.parametrize("secret", ["", "x" * 65, 12, ["x"], "a\0b"], ids=repr)
async def test_a_secret_that_cannot_be_is_refused(api: Api, secret: object) -> None:
    answer = await api.client.patch(api.path("/callbackConfiguration"), json={"hmacSecret": secret})

    assert violations(answer).keys() == {"hmacSecret"}


class TestStrict:
    """With a policy that insists on the pattern of Sinch's contract."""

    @pytest.fixture
    async def context(self, context: Context) -> Context:
        return replace(context, policy=Policy(strict_hmac_secret=True))

    async def test_a_secret_of_the_contract_is_taken(self, api: Api) -> None:
        assert (await update(api, {"hmacSecret": SECRET}))["hmacSecret"] == SECRET

    @pytest.mark.parametrize("secret", ["x" * 31, SECRET[:-1] + "$", SECRET + "\n"])
    async def test_others_are_refused(self, api: Api, secret: str) -> None:
        answer = await api.client.patch(api.path("/callbackConfiguration"), json={"hmacSecret": secret})

        assert violations(answer).keys() == {"hmacSecret"}
