"""Files sent to the account's upload doors: kept 7 days by the movable clock, within a memory limit."""

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

LIFE_MS = 7 * 24 * 3600 * 1000
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"%PDF-": "application/pdf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/msword",
}
KEPT_BYTES = 16 * 1024 * 1024


@dataclass(slots=True)
class Upload:
    content: bytes
    media_type: str
    until_ms: int
    name: str = ""


@dataclass(slots=True)
class Uploads:
    files: OrderedDict[str, Upload] = field(default_factory=OrderedDict)

    def keep(self, content: bytes, media_type: str, now_ms: int, name: str = "") -> str:
        """Store and return the attachment id; the oldest files go when memory runs short."""
        attachment_id = secrets.token_urlsafe(24)
        self.files[attachment_id] = Upload(content, media_type, now_ms + LIFE_MS, name)
        while sum(len(upload.content) for upload in self.files.values()) > KEPT_BYTES:
            self.files.popitem(last=False)
        return attachment_id

    def valid(self, attachment_id: str, now_ms: int) -> bool:
        upload = self.files.get(attachment_id)
        return upload is not None and upload.until_ms > now_ms


def media_type_of(content: bytes, name: str = "") -> str:
    """By the first bytes; the name only tells DOCX from other archives, and CSV from nothing. Empty = unknown."""
    for start, media_type in SIGNATURES.items():
        if content.startswith(start):
            return media_type
    ending = name.rpartition(".")[2].lower()
    if content.startswith(b"PK\x03\x04") and ending == "docx":
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return "text/csv" if ending == "csv" and b"\0" not in content else ""


def described(content: bytes, name: str) -> dict[str, str]:
    """What a webhook tells of a file beside its address; the checksum is MD5 by contract, not for safety."""
    checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return {"size": str(len(content)), "name": name, "checksum": checksum, "type": name.rpartition(".")[2].lower()}
