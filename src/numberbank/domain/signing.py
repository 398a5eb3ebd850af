"""Signatures of callbacks.

`X-Sinch-Signature` is lower-case hexadecimal HMAC-SHA1 of the exact body (reference 12.2). The `webhook-*` headers
follow the Standard Webhooks specification 1.0: HMAC-SHA256 over id, timestamp and body, in base64.
"""

import base64
import hashlib
import hmac


def sinch_signature(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()


def verify_sinch_signature(secret: str, body: bytes, signature: str) -> bool:
    return hmac.compare_digest(sinch_signature(secret, body).encode(), signature.encode())


def standard_webhook_signature(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """`timestamp` is the time of the attempt, in whole seconds since 1970."""
    signed = f"{event_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
