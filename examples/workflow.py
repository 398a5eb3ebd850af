"""What the examples share: a client of the API, a receiver of callbacks, and the doors that only a sandbox has."""

import hashlib
import hmac
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

URL = os.environ.get("NUMBERBANK_URL", "http://127.0.0.1:8080")
PROJECT = os.environ.get("SINCH_PROJECT_ID", "5a4db0c5-0000-4000-8000-000000000001")
KEY = (os.environ.get("SINCH_KEY_ID", "sandbox-key"), os.environ.get("SINCH_KEY_SECRET", "sandbox-secret"))
OPERATOR = os.environ.get("NUMBERBANK_OPERATOR_TOKEN", "sandbox-operator")
SECRET = "a-secret-of-the-examples"

PERSON = {"firstName": "Alma", "lastName": "Example", "email": "alma@example.com"}
ADDRESS = {
    "buildingNumber": "12",
    "street": "Mill Road",
    "city": "Boise",
    "state": "ID",
    "postalCode": "83702",
    "country": "US",
}
LETTER = {"authorisedPerson": PERSON, "address": ADDRESS, "currentVoiceCarrier": "Example Voice"}

_http = httpx2.Client(auth=KEY, timeout=60)


def say(text: str) -> None:
    print(f"- {text}", flush=True)


def call(method: str, path: str, body: object = None, expected: int = 200, **query: str) -> Any:
    """An operation of the imported numbers' API; its JSON answer."""
    url = f"{URL}/imported/v1/projects/{PROJECT}{path}"
    answer = _http.request(method, url, json=body, params=query)
    assert answer.status_code == expected, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json()


def wait_for(what: str, condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def wait_for_state(number: str, state: str) -> None:
    """Of a qualified number, which nothing but a look tells."""

    def reached() -> bool:
        return bool(call("GET", f"/qualifiedNumbers/{number}")["globalProcessState"] == f"GLOBAL_PROCESS_STATE_{state}")

    wait_for(f"{number} to be {state}", reached)


def code_of(number: str) -> str:
    """What the call has read out. Only a sandbox tells."""
    answer = _http.get(f"{URL}/sandbox/v1/voiceChallenges").json()
    return str(next(each["code"] for each in answer["voiceChallenges"] if each["phoneNumber"] == number))


def letter_of(order_id: str) -> str:
    """The link in the mail about an order, for the one who may sign. A sandbox keeps its mail in the outbox."""
    bearer = {"authorization": f"Bearer {OPERATOR}"}
    with httpx2.Client(headers=bearer, base_url=f"{URL}/operator/v1") as operator:
        mails = operator.get("/outbox").json()["mails"]
        mail_id = next(mail["id"] for mail in mails if order_id in mail["subject"])
        body = operator.get(f"/outbox/{mail_id}").json()["body"]
    found = re.search(r"https?://\S+/loa/\S+", body)
    assert found, body
    return found[0]


def sign(link: str) -> None:
    """Reads the letter and signs it, as its signer does in a browser."""
    assert "Letter of Authorization" in httpx2.get(link).text
    assert httpx2.get(f"{link}/letter.pdf").content.startswith(b"%PDF-")
    answer = httpx2.post(link, data={"action": "sign", "agree": "yes", "name": "Alma Example"})
    assert answer.status_code == 200, answer.text


def advance(duration: str) -> None:
    """Moves the project's clock, as only a sandbox lets one do."""
    answer = _http.post(f"{URL}/sandbox/v1/clock/advance", json={"duration": duration})
    assert answer.status_code == 200, answer.text


def verify(*numbers: str) -> None:
    """Adds numbers, and proves by calls whose they are."""
    call("POST", "/qualifiedNumbers:addNumbers", {"phoneNumbers": list(numbers)})
    for number in numbers:
        wait_for_state(number, "ELIGIBLE")
        call("POST", f"/qualifiedNumbers/{number}:sendVoiceChallenge")
        call("POST", f"/qualifiedNumbers/{number}:verifyVoiceChallenge", {"code": code_of(number)})
        wait_for_state(number, "VERIFIED")


@contextmanager
def receiver() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A URL for callbacks, and the events that come in, whose signatures are checked."""
    call("PATCH", "/callbackConfiguration", {"hmacSecret": SECRET})
    events: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            expected = hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
            genuine = hmac.compare_digest(expected, self.headers.get("x-sinch-signature", ""))
            if genuine:
                events.append(json.loads(body))
            self.send_response(200 if genuine else 401)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", events
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def wait_for_event(events: list[dict[str, Any]], number: str, type_: str) -> dict[str, Any]:
    def arrived() -> list[dict[str, Any]]:
        return [event for event in events if (event["resourceId"], event["eventType"]) == (number, type_)]

    wait_for(f"{type_} of {number}", lambda: bool(arrived()))
    event = arrived()[-1]
    say(f"callback: {event['resourceType']} {type_} {event['status']} {event.get('failureCode', '')}".rstrip())
    return event
