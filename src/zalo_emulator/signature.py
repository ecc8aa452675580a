"""The mac of a webhook call, as the platform's Java SDK computes it."""

import hashlib


def sign(*, app_id: str, raw_body: bytes, timestamp: str, oa_secret_key: str) -> str:
    """`mac=` + SHA-256 of the four parts joined: plain hash, not HMAC; `timestamp` is the field inside the body."""
    joined = app_id.encode() + raw_body + timestamp.encode() + oa_secret_key.encode()
    return "mac=" + hashlib.sha256(joined).hexdigest()
