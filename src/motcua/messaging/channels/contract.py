"""What every channel (Zalo, webchat) speaks with the rest of the house. No Django, no HTTP client."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Happening = Literal[
    "text", "image", "sticker", "location", "file", "audio", "video", "link", "business_card",
    "follow", "unfollow", "delivered", "seen", "staff_replied", "other",
]


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a citizen did on a channel, already understood by that channel's parser.

    `sender` is the citizen's id on this account (for Zalo: the user id for this OA); `message_id` may be empty
    (follow events have none). `source` says how a follower came (poster, search), empty otherwise.
    """

    channel: str
    account: str
    sender: str
    happening: Happening
    at: datetime
    message_id: str = ""
    text: str = ""
    source: str = ""
    attachments: tuple[dict[str, object], ...] = field(default=())
