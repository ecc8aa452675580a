"""What each type of Official Account can do, as data. Sources and their certainty: README.md of this folder.

`oa_type` comes from Zalo's `getoa`: 2 = enterprise, 4 = state agency. They are different products.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Literal

from motcua.messaging.channels.contract import Capabilities

Dialect = Literal["v3", "v2"]

TEXT_LIMIT = 2000
MOST_BUTTONS = 5
MOST_LIST_ELEMENTS = 5
BUTTON_TITLE_LIMIT = 100
TITLE_LIMIT = 100
SUBTITLE_LIMIT = 500
QUERY_LIMIT = 1000


class OaType(IntEnum):
    """Zalo's own numbers."""

    ENTERPRISE = 2
    STATE_AGENCY = 4


@dataclass(frozen=True, slots=True)
class OaAbilities:
    """`dialect`: the message API to try first. `fragile_buttons`: reports of refused buttons, so ladders matter."""

    capabilities: Capabilities
    dialect: Dialect
    fragile_buttons: bool
    custom_fields: bool


_CHAT = Capabilities(
    text_limit=TEXT_LIMIT,
    buttons=MOST_BUTTONS,
    list_items=MOST_LIST_ELEMENTS - 1,  # the first element carries the text
    image=True,
    free_reply=timedelta(hours=48),
    paid_reply=timedelta(days=7),
)

ABILITIES: dict[OaType, OaAbilities] = {
    OaType.ENTERPRISE: OaAbilities(_CHAT, dialect="v3", fragile_buttons=False, custom_fields=True),
    OaType.STATE_AGENCY: OaAbilities(_CHAT, dialect="v3", fragile_buttons=True, custom_fields=False),
}
