"""Is this webhook call from Zalo? The mac is taken over the exact bytes received, never over re-serialised JSON.

`mac = SHA256(app_id + raw body + timestamp + OA secret key)`, plain SHA-256 of joined text, in lower-case hex; the
timestamp is the field inside the body. The key is the OA Secret Key of the webhook page, not the app secret.
"""

import hashlib
import hmac

from motcua.messaging.channels.zalo.events import Envelope
from motcua.messaging.channels.zalo.keys import AppKeys

HEADER = "X-ZEvent-Signature"
_MAC_HEX = 64


def mac(app_id: str, raw_body: bytes, timestamp: str, oa_secret_key: str) -> str:
    """The signature Zalo sends for these bytes."""
    joined = b"".join((app_id.encode(), raw_body, timestamp.encode(), oa_secret_key.encode()))
    return hashlib.sha256(joined).hexdigest()


def is_genuine(header: str, raw_body: bytes, envelope: Envelope, keys: AppKeys) -> bool:
    """Whether the header proves these bytes. Constant time in the compared digits."""
    expected = mac(keys.app_id, raw_body, envelope.timestamp, keys.oa_secret_key)
    received = header[4:] if header[:4] == "mac=" and len(header) == 4 + _MAC_HEX else _hex_of(header)
    return bool(keys.oa_secret_key) and received.isascii() and hmac.compare_digest(received, expected)


def why_refused(header: str, raw_body: bytes, envelope: Envelope, keys: AppKeys) -> str:
    """For the operator's log: which well-known mistake this signature is. Costs a few hashes; accepts nothing."""
    received = _hex_of(header)
    if not header:
        return "no signature header"
    if len(received) != _MAC_HEX:
        return "signature header is not mac=<64 hex digits>"
    if not envelope.timestamp:
        return "the body has no timestamp"
    if not keys.oa_secret_key:
        return "no OA secret key is stored for this app"
    for hint, wrong in _known_mistakes(raw_body, envelope, keys):
        if hmac.compare_digest(received.encode(), wrong.encode()):
            return hint
    return "the OA secret key stored here is not the one the webhook page shows, or the body was altered"


def _known_mistakes(raw_body: bytes, envelope: Envelope, keys: AppKeys) -> list[tuple[str, str]]:
    plain = b"".join((keys.app_id.encode(), raw_body, envelope.timestamp.encode()))
    return [
        ("signed with the app secret in place of the OA secret key",
         mac(keys.app_id, raw_body, envelope.timestamp, keys.app_secret)),
        ("signed with the OA id in place of the app id",
         mac(envelope.oa_id, raw_body, envelope.timestamp, keys.oa_secret_key)),
        ("signed without the timestamp", mac(keys.app_id, raw_body, "", keys.oa_secret_key)),
        ("an HMAC of the body", hmac.new(keys.oa_secret_key.encode(), raw_body, hashlib.sha256).hexdigest()),
        ("an HMAC of app id, body and timestamp",
         hmac.new(keys.oa_secret_key.encode(), plain, hashlib.sha256).hexdigest()),
    ]  # fmt: skip


def _hex_of(header: str) -> str:
    text = header.strip()
    if text[:4].lower() == "mac=":
        text = text[4:]
    return text.strip().lower()
