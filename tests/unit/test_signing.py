"""Signatures of callbacks."""

import pytest

from numberbank.domain.signing import sinch_signature, standard_webhook_signature, verify_sinch_signature

SECRET = "0123456789abcdef-0123456789ABCDEF"
SECRET_OF_STANDARD_WEBHOOKS = "secret"

ACTIVE_NUMBER = (
    b'{"eventId":"01k7m2v9a3b4c5d6e7f8g9h0jk","timestamp":"2026-05-04T10:11:12.123456789",'
    b'"projectId":"6f9c1e52-0a77-4c55-9a1d-0f3b7f1f2a10","resourceId":"+12085550142",'
    b'"resourceType":"ACTIVE_NUMBER","eventType":"PROVISIONING_TO_VOICE_PLATFORM","status":"SUCCEEDED",'
    b'"failureCode":null,"internalFailureCode":null}'
)
NUMBER_ORDER = (
    b'{"eventId":"01k7m2v9a3b4c5d6e7f8g9h0jm","timestamp":"2026-05-04T10:11:12.123456789",'
    b'"projectId":"6f9c1e52-0a77-4c55-9a1d-0f3b7f1f2a10","resourceId":"01k7m2tq6w8x9y0z1a2b3c4d5e",'
    b'"resourceType":"NUMBER_ORDER","eventType":"NUMBER_ORDER_PROCESSING","status":"IN_REVIEW"}'
)


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (ACTIVE_NUMBER, "62b0753dbd6364f5a320083c32955338f681ce42"),
        (NUMBER_ORDER, "b81f732f6793b2b0fadcff2354750a444a1d4342"),
    ],
)
def test_vectors_of_the_reference(body: bytes, signature: str) -> None:
    assert sinch_signature(SECRET, body) == signature
    assert verify_sinch_signature(SECRET, body, signature)


@pytest.mark.parametrize(
    ("secret", "body", "signature"),
    [
        ("another", ACTIVE_NUMBER, "62b0753dbd6364f5a320083c32955338f681ce42"),
        (SECRET, ACTIVE_NUMBER + b"\n", "62b0753dbd6364f5a320083c32955338f681ce42"),
        (SECRET, ACTIVE_NUMBER, "62B0753DBD6364F5A320083C32955338F681CE42"),
        (SECRET, ACTIVE_NUMBER, ""),
        (SECRET, ACTIVE_NUMBER, "ünsigned"),
    ],
    ids=["another secret", "another body", "upper case", "nothing", "not ASCII"],
)
def test_what_does_not_fit_is_refused(secret: str, body: bytes, signature: str) -> None:
    assert not verify_sinch_signature(secret, body, signature)


def test_secrets_are_used_as_utf8() -> None:
    assert verify_sinch_signature("pä$$*", b"{}", sinch_signature("pä$$*", b"{}"))


def test_a_standard_webhook_signature_covers_id_time_and_body() -> None:
    """Recomputed with OpenSSL: `printf 'id.1.{}' | openssl dgst -sha256 -hmac secret -binary | base64`."""
    signature = standard_webhook_signature(SECRET_OF_STANDARD_WEBHOOKS, "id", 1, b"{}")

    assert signature == "v1,490pAcC1LQ1k1cOcmH0da199+A88OKCj0Io4WnJlp68="
    others = {
        standard_webhook_signature("other", "id", 1, b"{}"),
        standard_webhook_signature(SECRET_OF_STANDARD_WEBHOOKS, "other", 1, b"{}"),
        standard_webhook_signature(SECRET_OF_STANDARD_WEBHOOKS, "id", 2, b"{}"),
        standard_webhook_signature(SECRET_OF_STANDARD_WEBHOOKS, "id", 1, b"{} "),
    }
    assert len(others | {signature}) == 5
