"""What clients really send, byte for byte, to both programs: the sandbox (uvicorn) and the platform (granian)."""

import asyncio
import base64
import http.client
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from support.databases import create_database, drop_database
from support.programs import Sandbox, platform

from numberbank.sandbox import DEFAULT_OPERATOR_TOKEN

BLOCKS = (
    "prefix,region,type,capabilities,setup_price,monthly_price,currency\n+1201350,US,LOCAL,SMS|VOICE,0.50,0.50,USD\n"
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    """with the names as they came"""
    body: bytes

    @property
    def json(self) -> Any:
        assert ("content-type", "application/json") in [(name.lower(), value) for name, value in self.headers]
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A running server, and a project with a key in it."""

    url: str
    project_id: str
    key_id: str
    key_secret: str

    def send(
        self,
        method: str,
        path: str | bytes,
        *headers: str | bytes,
        body: bytes = b"",
        credentials: bool = True,
    ) -> Answer:
        """Exactly these bytes; `path` follows the project unless it is told to be whole by a leading double slash."""
        raw = path if isinstance(path, bytes) else path.encode()
        target = raw[1:] if raw.startswith(b"//") else f"/v1/projects/{self.project_id}".encode() + raw
        lines = [method.encode() + b" " + target + b" HTTP/1.1", b"host: test"]
        if credentials:
            key = base64.b64encode(f"{self.key_id}:{self.key_secret}".encode())
            lines.append(b"authorization: Basic " + key)
        lines += [header if isinstance(header, bytes) else header.encode() for header in headers]
        address = urlsplit(self.url)
        with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=30) as connection:
            connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            return Answer(response.status, response.getheaders(), response.read())

    def free_number(self) -> str:
        answer = self.send("GET", "/availableNumbers?regionCode=US&type=LOCAL&size=1")
        number: str = answer.json["availableNumbers"][0]["phoneNumber"]
        return number

    def rented_number(self) -> str:
        number = self.free_number()
        assert self.send("POST", f"/availableNumbers/{number}:rent").status == 200
        return number


def with_project(url: str, token: str) -> Server:
    with httpx2.Client(base_url=f"{url}/operator/v1", headers={"authorization": f"Bearer {token}"}) as operator:
        project_id = operator.post("/projects", json={}).json()["projectId"]
        key = operator.post(f"/projects/{project_id}/keys", json={}).json()
    return Server(url, project_id, key["keyId"], key["keySecret"])


@pytest.fixture(scope="module")
def uvicorn(running_sandbox: Sandbox) -> Server:
    return with_project(running_sandbox.url, DEFAULT_OPERATOR_TOKEN)


@pytest.fixture(scope="module")
def granian(postgres: str) -> Iterator[Server]:
    database = asyncio.run(create_database(postgres))
    with platform(database, NUMBERBANK_OPERATOR_TOKEN="operator") as url:
        imported = httpx2.post(
            f"{url}/operator/v1/blocks:import", content=BLOCKS, headers={"authorization": "Bearer operator"}
        )
        assert imported.json()["numbers"] == 10_000
        yield with_project(url, "operator")
    asyncio.run(drop_database(postgres, database))


@pytest.fixture(params=["uvicorn", "granian"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


# Numbers and actions in paths


@pytest.mark.parametrize("plus", ["+", "%2B", "%2b"])
def test_the_plus_sign_of_a_path_may_be_escaped_or_not(server: Server, plus: str) -> None:
    number = server.free_number()
    sent = plus + number[1:]

    checked = server.send("GET", f"/availableNumbers/{sent}")
    rented = server.send("POST", f"/availableNumbers/{sent}:rent")
    got = server.send("GET", f"/activeNumbers/{sent}")
    released = server.send("POST", f"/activeNumbers/{sent}:release")

    assert [answer.json["phoneNumber"] for answer in (checked, rented, got, released)] == [number] * 4


@pytest.mark.parametrize("colon", ["%3A", "%3a"])
def test_the_colon_of_an_action_may_be_escaped(server: Server, colon: str) -> None:
    number = server.free_number()
    wish = b'{"regionCode":"US","type":"LOCAL"}'

    rented = server.send("POST", f"/availableNumbers/{number}{colon}rent")
    any_rented = server.send("POST", f"/availableNumbers{colon}rentAny", f"content-length: {len(wish)}", body=wish)
    released = server.send("POST", f"/activeNumbers/%2B{number[1:]}{colon}release")

    assert [rented.status, any_rented.status, released.status] == [200, 200, 200]
    assert released.json["expireAt"] == released.json["nextChargeDate"]


def test_node_sends_the_plus_sign_of_a_query_as_it_is(server: Server) -> None:
    number = server.rented_number()

    listed = server.send(
        "GET", f"/activeNumbers?numberPattern.pattern={number}&numberPattern.searchPattern=START&capability=SMS,VOICE"
    )

    assert [each["phoneNumber"] for each in listed.json["activeNumbers"]] == [number]


# Bodies and their types


@pytest.mark.parametrize("headers", [(), ("content-type: text/plain",), ("content-type: application/json; charset=x",)])
def test_a_body_is_json_whatever_its_type(server: Server, headers: tuple[str, ...]) -> None:
    body = b'{"displayName":"Front desk"}'

    answer = server.send(
        "PATCH", f"/activeNumbers/{server.rented_number()}", f"content-length: {len(body)}", *headers, body=body
    )

    assert answer.json["displayName"] == "Front desk"


@pytest.mark.parametrize("length", [("content-length: 0",), ()], ids=["length 0", "no length"])
def test_a_content_type_may_come_without_a_body(server: Server, length: tuple[str, ...]) -> None:
    number = server.free_number()

    answers = [
        server.send(method, path, "content-type: application/json", *length)
        for method, path in (
            ("GET", f"/availableNumbers/{number}"),
            ("POST", f"/availableNumbers/{number}:rent"),
            ("GET", "/activeNumbers"),
            ("PATCH", f"/activeNumbers/{number}"),
            ("POST", f"/activeNumbers/{number}:release"),
        )
    ]

    assert [answer.status for answer in answers] == [200] * 5


def test_a_body_may_come_in_chunks(server: Server) -> None:
    answer = server.send(
        "PATCH",
        f"/activeNumbers/{server.rented_number()}",
        "transfer-encoding: chunked",
        body=b'10\r\n{"displayName":"\r\n7\r\nchunks"\r\n1\r\n}\r\n0\r\n\r\n',
    )

    assert answer.json["displayName"] == "chunks"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_the_limit_is_a_413(server: Server, chunked: bool) -> None:
    size = 1024 * 1024 + 1
    body = b" " * size
    headers = ("transfer-encoding: chunked",) if chunked else (f"content-length: {size}",)

    answer = server.send(
        "POST",
        f"/availableNumbers/{server.free_number()}:rent",
        *headers,
        body=f"{size:x}\r\n".encode() + body + b"\r\n0\r\n\r\n" if chunked else body,
    )

    assert answer.status == 413
    assert answer.json["error"]["status"] == "CONTENT_TOO_LARGE"


# Credentials


def test_the_challenge_has_a_lower_case_name(server: Server) -> None:
    """The Java client looks it up by exactly this name."""
    answer = server.send("GET", "/activeNumbers", credentials=False)

    assert answer.status == 401
    assert "www-authenticate" in [name for name, _ in answer.headers]
    assert answer.json["error"]["status"] == "UNAUTHENTICATED"


def test_a_token_is_asked_for_by_a_form_and_then_sent(server: Server) -> None:
    form = b"grant_type=client_credentials"
    asked = server.send(
        "POST",
        "//oauth2/token",
        f"content-length: {len(form)}",
        "content-type: application/x-www-form-urlencoded",
        body=form,
    )

    answer = server.send(
        "GET", "/activeNumbers", f"authorization: Bearer {asked.json['access_token']}", credentials=False
    )

    assert asked.json["token_type"] == "bearer"
    assert answer.status == 200


# Hostile requests


HOSTILE: list[tuple[str, bytes, bytes]] = [
    ("GET", b"/availableNumbers/%FF", b""),
    ("GET", b"/availableNumbers/%C3%28", b""),
    ("GET", b"/availableNumbers/+1%00", b""),
    ("GET", b"/availableNumbers/%", b""),
    ("GET", b"/availableNumbers/%2F..%2F", b""),
    ("GET", b"/availableNumbers/\xff", b""),
    ("GET", b"/../../activeNumbers", b""),
    ("GET", b"/activeNumbers?type=%FF&%FF=%00", b""),
    ("GET", b"/activeNumbers?pageToken=%ED%A0%80", b""),
    ("GET", b"/activeNumbers?pageToken=\xff", b""),
    ("POST", b"/availableNumbers/+12013500142:rent", b"content-length: 2\r\n\r\n{]"),
    ("POST", b"/availableNumbers/+12013500142:rent", b"content-length: 2\r\ncontent-type: \xff\xfe\r\n\r\n\xff\xfe"),
    ("POST", b"//oauth2/token", b"content-type: multipart/form-data"),
    ("POST", b"//oauth2/token", b"content-length: 2\r\n\r\n\xff\xfe"),
    ("GET", b"//oauth2/token", b""),
    ("BREW", b"/activeNumbers", b""),
]


@pytest.mark.parametrize(("method", "path", "rest"), HOSTILE, ids=[f"{one[0]} {one[1]!r}" for one in HOSTILE])
def test_nothing_that_is_sent_is_a_fault_of_the_server(server: Server, method: str, path: bytes, rest: bytes) -> None:
    answer = server.send(method, path, *([rest] if rest else []))

    assert 400 <= answer.status < 500


@pytest.mark.parametrize(
    "header", [b"authorization: Basic \xfc", b"authorization: Bearer \xff", b"authorization: \xff"]
)
def test_credentials_of_odd_bytes_are_refused(server: Server, header: bytes) -> None:
    assert server.send("GET", "/activeNumbers", header, credentials=False).status in (400, 401)


def test_refused_paths_and_methods_are_answered_in_json(server: Server) -> None:
    assert server.send("GET", "//nowhere").json["error"]["status"] == "NOT_FOUND"
    assert server.send("DELETE", "/activeNumbers").json["error"]["status"] == "UNIMPLEMENTED"
