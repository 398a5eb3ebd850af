"""Secrets of access keys: long and random, so that a plain SHA-256 is a safe way to store them."""

import hashlib
import hmac


def hash_secret(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def secret_matches(secret: str, secret_hash: bytes) -> bool:
    return hmac.compare_digest(hash_secret(secret), secret_hash)
