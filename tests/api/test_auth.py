"""Who may call: the token endpoint, Basic and Bearer, 401, 403, and what belongs to others."""

import base64
import time
from dataclasses import replace
from datetime import timedelta

import httpx2
import jwt
import pytest
from support.apps import OPERATOR_TOKEN, Api
from support.inventory import US_LOCAL, store
from support.wire import NUMBER, error, listed, not_found, ok, rent

from numberbank.domain.policy import Policy
from numberbank.services.context import Context
from numberbank.services.projects import create_key, create_project

GRANT = {"grant_type": "client_credentials"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


async def ask_token(api: Api, data: dict[str, str] = GRANT, **options: object) -> httpx2.Response:
    return await api.client.post("/oauth2/token", data=data, **options)


async def token_of(api: Api) -> str:
    token: str = ok(await ask_token(api))["access_token"]
    return token


async def call(api: Api, authorization: str | bytes | None) -> httpx2.Response:
    """A call with this header instead of the client's own credentials."""
    headers = {} if authorization is None else {"authorization": authorization}
    return await api.client.get(api.path("/activeNumbers"), auth=None, headers=headers)


def basic(key_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{key_id}:{secret}".encode()).decode()


def assert_refused(answer: httpx2.Response) -> None:
    """As credentials that never stood."""
    assert error(answer, 401) == {"code": 401, "message": "", "status": "UNAUTHENTICATED", "details": []}
    assert "expired" not in answer.headers["www-authenticate"]


# The token endpoint


async def test_a_key_gets_a_token_by_basic(api: Api) -> None:
    answer = ok(await ask_token(api))

    assert list(answer) == ["access_token", "expires_in", "scope", "token_type"]
    assert (answer["expires_in"], answer["scope"], answer["token_type"]) == (3599, "", "bearer")


async def test_a_key_gets_a_token_by_the_form(api: Api) -> None:
    form = {**GRANT, "client_id": api.key_id, "client_secret": api.key_secret}

    answer = ok(await ask_token(api, form, auth=None))

    assert ok(await call(api, f"Bearer {answer['access_token']}"))["totalSize"] == 0


async def test_a_token_is_a_jwt_with_a_numeric_end_in_real_time(api: Api) -> None:
    """The clock of the project stands in another year; clients compare with their own."""
    claims = jwt.decode(await token_of(api), options={"verify_signature": False})

    assert time.time() + 3500 < claims["exp"] <= time.time() + 3599


async def test_a_token_is_not_to_be_kept_on_the_way(api: Api) -> None:
    assert (await ask_token(api)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("form", [{}, {"grant_type": "password"}, {"grant_type": ""}])
async def test_another_grant_is_refused(api: Api, form: dict[str, str]) -> None:
    answer = await ask_token(api, form)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    assert answer.json().keys() == {"error", "error_description"}
    assert answer.json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize(
    ("key_id", "secret"), [("", "{secret}"), ("{id}", ""), ("{id}", "wrong"), ("other", "{secret}"), ("\0", "x")]
)
@pytest.mark.parametrize("way", ["basic", "form"])
async def test_credentials_that_do_not_stand_get_no_token(api: Api, way: str, key_id: str, secret: str) -> None:
    key_id, secret = key_id.format(id=api.key_id), secret.format(secret=api.key_secret)
    if way == "basic":
        answer = await ask_token(api, auth=None, headers={"authorization": basic(key_id, secret)})
    else:
        answer = await ask_token(api, {**GRANT, "client_id": key_id, "client_secret": secret}, auth=None)

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"
    assert "Client authentication failed" in answer.json()["error_description"]


async def test_without_credentials_there_is_no_token(api: Api) -> None:
    answer = await ask_token(api, auth=None)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"\xff\xfe=\xff", FORM["content-type"]),
        (b"grant_type=%00&client_id=%ff&" + b"x=1&" * 1000, FORM["content-type"]),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b'{"grant_type":"client_credentials"}', "application/json"),
    ],
    ids=["not UTF-8", "many fields", "broken multipart", "multipart without a boundary", "JSON"],
)
async def test_a_body_that_is_no_form_is_refused(api: Api, content: bytes, content_type: str) -> None:
    answer = await api.client.post("/oauth2/token", content=content, headers={"content-type": content_type})

    assert answer.status_code == 400
    assert answer.json()["error"] == "unsupported_grant_type"


async def test_a_huge_form_is_not_read(api: Api) -> None:
    answer = await api.client.post("/oauth2/token", content=b"a=" + b"x" * 2**20, headers=FORM)

    assert answer.status_code == 413
    assert answer.json().keys() == {"error", "error_description"}


# Credentials of a call


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_a_token_lets_in(api: Api, scheme: str) -> None:
    assert (await call(api, f"{scheme} {await token_of(api)}")).status_code == 200


@pytest.mark.parametrize("scheme", ["Basic", "basic"])
async def test_a_key_lets_in(api: Api, scheme: str) -> None:
    assert (await call(api, basic(api.key_id, api.key_secret).replace("Basic", scheme))).status_code == 200


def self_signed(api: Api, **claims: object) -> str:
    own = {"sub": api.key_id, "project": api.project_id, "exp": time.time() + 60, **claims}
    return jwt.encode(own, "a secret that a client chose for itself", algorithm="HS256")


@pytest.mark.parametrize(
    "authorization",
    [
        *(None, "", "Bearer", "Basic", "Digest x", "Bearer x", "Bearer a.b.c", "Basic %%%", "Basic YQ==", "Basic /w=="),
        *("Basic \u00fc".encode(), "Bearer \u00fc".encode()),
        "Bearer " + base64.urlsafe_b64encode(b"[" * 6000).decode() + ".e30.x",
        "Bearer " + base64.urlsafe_b64encode(b'{"alg":["HS256"]}').decode() + ".e30.x",
    ],
    ids=lambda value: str(value)[:20],
)
async def test_credentials_that_are_none_are_refused(api: Api, authorization: str | bytes | None) -> None:
    assert_refused(await call(api, authorization))


async def test_a_wrong_secret_is_refused(api: Api) -> None:
    assert_refused(await call(api, basic(api.key_id, "wrong")))


async def test_a_token_that_a_client_signed_is_refused(api: Api) -> None:
    assert_refused(await call(api, f"Bearer {self_signed(api)}"))


async def test_even_an_expired_one_that_a_client_signed_is_not_called_expired(api: Api) -> None:
    assert_refused(await call(api, f"Bearer {self_signed(api, exp=1)}"))


async def test_a_token_without_a_signature_is_refused(api: Api) -> None:
    claims = {"sub": api.key_id, "project": api.project_id, "exp": time.time() + 60}

    assert_refused(await call(api, f"Bearer {jwt.encode(claims, None, algorithm='none')}"))


async def test_a_changed_token_is_refused(api: Api) -> None:
    head, body, signature = (await token_of(api)).split(".")

    assert_refused(await call(api, f"Bearer {head}.{body}.{signature[::-1]}"))


class TestExpired:
    """With tokens that are over when they are issued."""

    @pytest.fixture
    async def context(self, context: Context) -> Context:
        return replace(context, policy=Policy(token_lifetime=timedelta(seconds=-1)))

    async def test_a_token_that_is_over_is_called_expired(self, api: Api) -> None:
        answer = await call(api, f"Bearer {await token_of(api)}")

        assert error(answer, 401)["status"] == "UNAUTHENTICATED"
        assert "expired" in answer.headers["www-authenticate"]


# Revoked keys


async def test_a_revoked_key_is_out_and_so_are_its_tokens(api: Api) -> None:
    key = await create_key(api.context, api.project_id, "short-lived")
    token = ok(await ask_token(api, auth=(key.id, key.secret)))["access_token"]

    ok(
        await api.client.delete(
            f"/operator/v1/projects/{api.project_id}/keys/{key.id}",
            auth=None,
            headers={"authorization": f"Bearer {OPERATOR_TOKEN}"},
        )
    )

    assert_refused(await call(api, basic(key.id, key.secret)))
    assert_refused(await call(api, f"Bearer {token}"))
    assert (await ask_token(api, auth=(key.id, key.secret))).status_code == 401


# Other projects


@pytest.fixture
async def stranger(api: Api) -> tuple[str, str]:
    """The credentials of a key of another project."""
    project = await create_project(api.context, "Stranger")
    key = await create_key(api.context, project.id, "")
    return key.id, key.secret


@pytest.mark.parametrize("path", ["/activeNumbers", "/availableRegions", f"/activeNumbers/{NUMBER}"])
async def test_the_path_of_another_project_is_forbidden(api: Api, stranger: tuple[str, str], path: str) -> None:
    answer = await api.client.get(api.path(path), auth=stranger)

    assert error(answer, 403) == {"code": 403, "message": "", "status": "PERMISSION_DENIED", "details": []}


async def test_the_path_of_no_project_is_forbidden_alike(api: Api) -> None:
    answer = await api.client.get("/v1/projects/nobody/activeNumbers")

    assert error(answer, 403) == {"code": 403, "message": "", "status": "PERMISSION_DENIED", "details": []}


async def test_a_token_is_for_its_own_project(api: Api) -> None:
    other = await create_project(api.context, "Other")

    answer = await api.client.get(
        f"/v1/projects/{other.id}/activeNumbers", auth=None, headers={"authorization": f"Bearer {await token_of(api)}"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "suffix", "body"),
    [("GET", "", None), ("PATCH", "", {"displayName": "mine"}), ("POST", ":release", None)],
)
async def test_the_number_of_another_project_does_not_exist(
    api: Api, method: str, suffix: str, body: dict[str, str] | None
) -> None:
    await store(api.context, US_LOCAL)
    before = await rent(api)
    other = await create_project(api.context, "Other")
    key = await create_key(api.context, other.id, "")

    answer = await api.client.request(
        method, f"/v1/projects/{other.id}/activeNumbers/{NUMBER}{suffix}", json=body, auth=(key.id, key.secret)
    )

    assert error(answer, 404) == not_found("ActiveNumber", NUMBER)
    assert ok(await api.client.get(api.path(f"/activeNumbers/{NUMBER}"))) == before


async def test_a_list_holds_only_the_projects_own_numbers(api: Api) -> None:
    await store(api.context, US_LOCAL)
    await rent(api)
    other = await create_project(api.context, "Other")
    key = await create_key(api.context, other.id, "")

    answer = await api.client.get(f"/v1/projects/{other.id}/activeNumbers", auth=(key.id, key.secret))

    assert ok(answer) == {"activeNumbers": [], "nextPageToken": "", "totalSize": 0}
    assert await listed(api) == [NUMBER]
