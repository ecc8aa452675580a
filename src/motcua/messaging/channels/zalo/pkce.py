"""Proof key for code exchange, S256, as Zalo wants it: 43 characters, and the base64url of their SHA-256. Pure."""

import base64
import hashlib
import secrets


def new_verifier() -> str:
    """32 random bytes as 43 characters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def challenge_of(verifier: str) -> str:
    """base64url of the raw SHA-256, without `=`."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
