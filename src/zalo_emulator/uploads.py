"""Files sent to the account's upload doors: kept 7 days by the movable clock, within a memory limit."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

LIFE_MS = 7 * 24 * 3600 * 1000
KEPT_BYTES = 16 * 1024 * 1024


@dataclass(slots=True)
class Upload:
    content: bytes
    media_type: str
    until_ms: int


@dataclass(slots=True)
class Uploads:
    files: OrderedDict[str, Upload] = field(default_factory=OrderedDict)

    def keep(self, content: bytes, media_type: str, now_ms: int) -> str:
        """Store and return the attachment id; the oldest files go when memory runs short."""
        attachment_id = secrets.token_urlsafe(24)
        self.files[attachment_id] = Upload(content, media_type, now_ms + LIFE_MS)
        while sum(len(upload.content) for upload in self.files.values()) > KEPT_BYTES:
            self.files.popitem(last=False)
        return attachment_id

    def valid(self, attachment_id: str, now_ms: int) -> bool:
        upload = self.files.get(attachment_id)
        return upload is not None and upload.until_ms > now_ms


def media_type_of(content: bytes) -> str:
    """`image/png`, `image/jpeg` or empty, by the first bytes, never by the file's name."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return ""
