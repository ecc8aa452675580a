"""Keys, encryption, keyed hashes. No Django here.

The key file holds one 32-byte key a line (hex), newest first: the first encrypts and hashes, the others still decrypt.
Identity numbers have little entropy, so they are searched by keyed HMAC only, never by a plain hash.
"""

import hashlib
import hmac
import os
import secrets as stdlib_secrets
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from motcua.foundation.config import ConfigError, config

_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HASH_BLOCK = 64  # of SHA-256


class Undecryptable(ValueError):
    """The bytes were not made by any key in the key file, or were altered."""


def create_key_file(path: Path) -> None:
    """Make a key file readable by its owner only; leaves an existing one alone."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(stdlib_secrets.token_hex(32) + "\n")


@cache
def _keys() -> tuple[bytes, ...]:
    text = os.environ.get("MOTCUA_SECRET_KEY", "")
    path = config().secret_key_file
    if not text and path.exists():
        text = path.read_text()
    keys = tuple(bytes.fromhex(line) for line in text.split())
    if not keys or any(len(key) != 32 for key in keys):
        raise ConfigError(
            "No usable key: set MOTCUA_SECRET_KEY or MOTCUA_SECRET_KEY_FILE (64 hex digits; `motcua init` makes one)."
        )
    return keys


@cache
def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, b"motcua:" + purpose.encode(), "sha256")


@cache
def _cipher(key: bytes) -> AESGCM:
    """Made once for each key; it keeps nothing between two calls."""
    return AESGCM(_derived(key, "encrypt"))


def derive(purpose: str) -> bytes:
    """A 32-byte key of its own for one purpose, from the newest key."""
    return _derived(_keys()[0], purpose)


def derive_lasting(purpose: str) -> bytes:
    """As `derive`, from the oldest key: for what stands on paper and in sent messages, so that a new key changes
    nothing. It goes on as long as the oldest key stays the last line of the key file.
    """
    return _derived(_keys()[-1], purpose)


def encrypt(plain: bytes, context: str) -> bytes:
    """AES-256-GCM; `context` (such as "inbound_event") must be given again to decrypt."""
    return encrypt_all([plain], context)[0]


def encrypt_all(plains: Sequence[bytes], context: str) -> list[bytes]:
    """As `encrypt` for each of them, with one look at the keys and one draw of nonces."""
    key, told = _keys()[0], context.encode()
    key_id, seal = _key_id(key), _cipher(key).encrypt
    drawn = os.urandom(_NONCE_BYTES * len(plains))
    nonces = [drawn[at : at + _NONCE_BYTES] for at in range(0, len(drawn), _NONCE_BYTES)]
    return [key_id + nonce + seal(nonce, plain, told) for nonce, plain in zip(nonces, plains, strict=True)]


def decrypt(sealed: bytes, context: str) -> bytes:
    """Undo `encrypt`. Raises Undecryptable."""
    sealed = bytes(sealed)
    for key in _keys():
        if sealed[:_KEY_ID_BYTES] == _key_id(key):
            nonce, body = sealed[_KEY_ID_BYTES : _KEY_ID_BYTES + _NONCE_BYTES], sealed[_KEY_ID_BYTES + _NONCE_BYTES :]
            try:
                return _cipher(key).decrypt(nonce, body, context.encode())
            except Exception as error:  # cryptography raises InvalidTag, or ValueError for a cut nonce
                raise Undecryptable("altered, or sealed for another context") from error
    raise Undecryptable("no key in the key file made this")


def encrypt_text(plain: str, context: str) -> bytes:
    """`encrypt` for text (UTF-8); the empty string stays empty, so a blank field needs no key."""
    return encrypt(plain.encode(), context) if plain else b""


def decrypt_text(sealed: bytes, context: str) -> str:
    """Undo `encrypt_text`. Raises Undecryptable."""
    return decrypt(sealed, context).decode() if sealed else ""


def keyed_hash(text: str, context: str) -> bytes:
    """HMAC-SHA256 under a key of this context: equal texts give equal bytes, and only the key can try."""
    inner, outer = _keyed(_keys()[0], context)
    within, around = inner.copy(), outer.copy()
    within.update(text.encode())
    around.update(within.digest())
    return around.digest()


def token_hash(token: str) -> bytes:
    """SHA-256 of a random 32-byte token, as stored; the token itself is never stored."""
    return hashlib.sha256(token.encode()).digest()


def new_token() -> str:
    """43 characters, 256 bits, fit for a URL or a cookie."""
    return stdlib_secrets.token_urlsafe(32)


@cache
def _keyed(key: bytes, context: str) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """The two halves of HMAC (RFC 2104) with the key in them already; copied for each text.

    `hmac` sets up the key again at each call, five times the cost of hashing a short text.
    """
    block = _derived(key, "hash:" + context).ljust(_HASH_BLOCK, b"\0")
    return hashlib.sha256(bytes(one ^ 0x36 for one in block)), hashlib.sha256(bytes(one ^ 0x5C for one in block))


@cache
def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"id" + key).digest()[:_KEY_ID_BYTES]
