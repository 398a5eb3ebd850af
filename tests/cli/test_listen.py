"""`numberbank listen`: receives callbacks, verifies them, prints one line for each."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest
from sinch import SinchClient
from support.cli import run_command
from support.programs import Sandbox, command, environment
from support.receiver import Receiver

from numberbank.domain.signing import sinch_signature

SECRET = "0123456789abcdef-0123456789ABCDEF"
BODY = (
    b'{"eventId":"01k7m2v9a3b4c5d6e7f8g9h0jk","timestamp":"2026-05-04T10:11:12.123456","projectId":"p",'
    b'"resourceId":"+12085550142","resourceType":"ACTIVE_NUMBER","eventType":"PROVISIONING_TO_CAMPAIGN",'
    b'"status":"FAILED","failureCode":"CAMPAIGN_EXPIRED","internalFailureCode":null}'
)
LINE = (
    "2026-05-04T10:11:12.123456  PROVISIONING_TO_CAMPAIGN  FAILED  +12085550142  CAMPAIGN_EXPIRED  "
    "01k7m2v9a3b4c5d6e7f8g9h0jk"
)


class Listening:
    """A running `numberbank listen`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert process.stderr is not None
        self.greeting = process.stderr.readline()
        assert self.greeting.startswith("Give http://"), self.greeting + process.stderr.read()
        self.url = self.greeting.split()[1]

    def post(self, body: bytes, signature: str | None = None) -> httpx2.Response:
        headers = {"content-type": "application/json"} | ({"x-sinch-signature": signature} if signature else {})
        return httpx2.post(self.url, content=body, headers=headers)

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def stop(self) -> tuple[int, str]:
        """The exit code, and what was printed since."""
        self._process.send_signal(signal.SIGINT)
        output, _ = self._process.communicate(timeout=20)
        return self._process.returncode, output


@contextmanager
def listening(*arguments: str, **variables: str) -> Iterator[Listening]:
    with subprocess.Popen(
        command("listen", "--port", "0", *arguments),
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Listening(process)
        finally:
            process.kill()


def test_one_line_for_each_event_that_is_genuine() -> None:
    with listening(NUMBERBANK_HMAC_SECRET=SECRET) as listener:
        good = listener.post(BODY, sinch_signature(SECRET, BODY))
        bad = listener.post(BODY, sinch_signature("another secret", BODY))
        unsigned = listener.post(BODY)
        exit_code, output = listener.stop()

    assert "checking signatures" in listener.greeting
    assert [answer.status_code for answer in (good, bad, unsigned)] == [200, 401, 401]
    assert output.splitlines() == [f"{LINE}  signed", f"{LINE}  BAD SIGNATURE", f"{LINE}  BAD SIGNATURE"]
    assert exit_code == 0


def test_without_a_secret_nothing_is_checked() -> None:
    with listening() as listener:
        answer = listener.post(BODY)
        _, output = listener.stop()

    assert "not checking signatures" in listener.greeting
    assert answer.status_code == 200
    assert output.splitlines() == [LINE]


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"eventType":"a\\nb\\u001b[31m"}', b"\xff\n"])
def test_what_is_not_an_event_is_still_one_harmless_line(body: bytes) -> None:
    with listening() as listener:
        answer = listener.post(body)
        _, output = listener.stop()

    assert answer.status_code == 200
    (line,) = output.splitlines()
    assert line.isprintable()


def test_events_are_forwarded_as_they_came(callbacks: Receiver) -> None:
    signature = sinch_signature(SECRET, BODY)
    with listening("--forward", callbacks.url, NUMBERBANK_HMAC_SECRET=SECRET) as listener:
        taken = listener.post(BODY, signature)
        listener.post(BODY, "f" * 40)
        callbacks.status = 503
        refused = listener.post(BODY, signature)

    assert (taken.status_code, refused.status_code) == (200, 503)
    assert [one.body for one in callbacks.received] == [BODY, BODY]
    assert callbacks.received[0].headers["x-sinch-signature"] == signature


def test_a_forward_that_nobody_takes_is_a_502() -> None:
    with listening("--forward", "http://127.0.0.1:9/") as listener:
        answer = listener.post(BODY)

    assert answer.status_code == 502


@pytest.fixture
def secret(running_sandbox: Sandbox) -> str:
    """That of the sandbox's project."""
    url = f"{running_sandbox.project_url}/callbackConfiguration"
    httpx2.patch(url, json={"hmacSecret": SECRET}, auth=running_sandbox.auth).raise_for_status()
    return SECRET


def test_the_secret_comes_from_the_sandbox(running_sandbox: Sandbox, secret: str) -> None:
    variables = {
        "NUMBERBANK_URL": running_sandbox.url,
        "SINCH_PROJECT_ID": running_sandbox.project_id,
        "SINCH_KEY_ID": running_sandbox.key_id,
        "SINCH_KEY_SECRET": running_sandbox.key_secret,
    }
    wish = {"regionCode": "US", "type": "LOCAL", "voiceConfiguration": {"appId": "app"}}
    with listening(**variables) as listener:
        rented = httpx2.post(
            f"{running_sandbox.project_url}/availableNumbers:rentAny",
            json=wish | {"callbackUrl": listener.url},
            auth=running_sandbox.auth,
        ).json()
        line = listener.line()

    assert f"  PROVISIONING_TO_VOICE_PLATFORM  SUCCEEDED  {rented['phoneNumber']}  " in line
    assert line.endswith("  signed")


def test_a_server_that_is_not_there_is_an_error() -> None:
    variables = {"SINCH_PROJECT_ID": "p", "SINCH_KEY_ID": "k", "SINCH_KEY_SECRET": "s"}
    result = run_command("listen", "--port", "0", NUMBERBANK_URL="http://127.0.0.1:9", **variables)

    assert result.returncode == 1
    assert result.stderr.startswith("Error: the secret could not be had from http://127.0.0.1:9")


def test_a_port_that_is_taken_is_an_error(callbacks: Receiver) -> None:
    port = callbacks.url.split(":")[2].split("/")[0]

    result = run_command("listen", "--port", port)

    assert result.returncode == 1
    assert result.stderr.startswith(f"Error: cannot listen on 127.0.0.1:{port}: ")


@pytest.mark.parametrize(
    ("name", "failure_code"), [("succeeded", None), ("failed", "PROVISIONING_TO_VOICE_PLATFORM_FAILED")]
)
def test_sample_events_verify_with_the_official_sdk(
    running_sandbox: Sandbox, name: str, failure_code: str | None
) -> None:
    sample = httpx2.get(f"{running_sandbox.url}/webhooks/numbers/provisioning_to_voice_platform/{name}")

    client = SinchClient(project_id="p", key_id="k", key_secret="s")
    events = client.numbers.sinch_events("strongPa$$PhraseWith36CharactersMax")
    assert events.validate_authentication_header(dict(sample.headers), sample.content)
    event = events.parse_event(sample.content, dict(sample.headers))
    assert (event.event_type, event.status) == ("PROVISIONING_TO_VOICE_PLATFORM", name.upper())
    assert event.failure_code == failure_code
