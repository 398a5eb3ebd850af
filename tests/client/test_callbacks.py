"""Callbacks, by the vectors of the references."""

import pytest

from numberbank.client import BadCallback, parse_callback, receive_callback, verify_callback

NUMBERS = (
    "0123456789abcdef-0123456789ABCDEF",
    b'{"eventId":"01k7m2v9a3b4c5d6e7f8g9h0jm","timestamp":"2026-05-04T10:11:12.123456789","projectId":'
    b'"6f9c1e52-0a77-4c55-9a1d-0f3b7f1f2a10","resourceId":"01k7m2tq6w8x9y0z1a2b3c4d5e","resourceType":"NUMBER_ORDER",'
    b'"eventType":"NUMBER_ORDER_PROCESSING","status":"IN_REVIEW"}',
    "b81f732f6793b2b0fadcff2354750a444a1d4342",
)
IMPORTED = (
    "imported-secret-0123456789abcdef",
    b'{"resourceType":"HOSTING_ORDER_NUMBER","eventType":"HOSTING_PROCESS","eventId":"01k9c4q2w8e7r6t5y4x3z2a1bd",'
    b'"timestamp":"2026-05-04T10:12:00.000001Z","projectId":"6f9c1e52-0a77-4c55-9a1d-0f3b7f1f2a10",'
    b'"resourceId":"+12085550142","status":"SUCCEEDED"}',
    "598e2a0b398f5ee1036294a3e1ce41d08a7bdb6e",
)


@pytest.mark.parametrize(("secret", "body", "signature"), [NUMBERS, IMPORTED])
def test_a_genuine_callback_is_read(secret: str, body: bytes, signature: str) -> None:
    event = receive_callback(secret, {"X-Sinch-Signature": signature}, body)

    assert event.event_type in ("NUMBER_ORDER_PROCESSING", "HOSTING_PROCESS")
    assert event.timestamp.isoformat().startswith("2026-05-04T10:1")
    assert event.timestamp.utcoffset() is not None
    assert event.failure_code is None


def test_anything_else_is_refused() -> None:
    secret, body, signature = NUMBERS

    assert verify_callback(secret, {"x-sinch-signature": signature}, body)
    assert not verify_callback(secret, {"x-sinch-signature": signature}, body + b" ")
    assert not verify_callback("other", {"x-sinch-signature": signature}, body)
    assert not verify_callback(secret, {}, body)
    with pytest.raises(BadCallback):
        receive_callback(secret, {}, body)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b'{"eventId":1}'])
def test_what_is_no_event_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(BadCallback):
        parse_callback(body)
