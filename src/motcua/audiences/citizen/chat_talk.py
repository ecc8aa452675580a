"""A conversation as its page shows it at one moment, and the word by which a page knows that something changed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.audiences.citizen import chat_faces
from motcua.audiences.citizen.chat_faces import STARTERS, Choice, Said
from motcua.features.helpdesk.standing import Standing, standing_of
from motcua.messaging.channels.webchat import queries
from motcua.messaging.channels.webchat.queries import Pulse, Talker

_SINCE = re.compile(r"(\d{1,18})\.(\d{1,18})\.\w{0,8}")
_SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Conversation:
    """`waiting`: an answer is on its way; `late`: for more than a minute; `lost`: the last words could not be answered;
    `standing`: where an officer comes in."""

    lines: Sequence[Said] = ()
    choices: Sequence[Choice] = STARTERS
    waiting: bool = False
    late: bool = False
    lost: bool = False
    standing: Standing = ""
    version: str = ""
    is_open: bool = False

    @property
    def anchor(self) -> str:
        """The citizen's last words: a page that was loaded anew opens there, with the answer below."""
        return next((one.key for one in reversed(self.lines) if one.mine), "")


def conversation(talker: Talker | None, now: datetime, since: str = "") -> Conversation:
    """All of the last days, or only the lines after `since`. Nothing yet for who has no conversation.

    The version is read before the lines: what comes between is sent once more, never lost.
    """
    if talker is None:
        return Conversation()
    pulse, standing = _feel(talker, now)
    found = queries.lines(talker, now)
    seen = _SINCE.fullmatch(since)
    known = {"in": int(seen[1]), "out": int(seen[2])} if seen else {"in": 0, "out": 0}
    return Conversation(
        lines=[chat_faces.said(line) for line in found if line.id > known["out" if line.reply else "in"]],
        choices=chat_faces.choices(queries.together(found)) if found else STARTERS,
        waiting=pulse.waiting_since is not None,
        late=_is_late(pulse, now),
        lost=pulse.lost,
        standing=standing,
        version=_version(pulse, standing, now),
        is_open=True,
    )


def version(talker: Talker, now: datetime) -> str:
    """Changes with everything a page of the conversation shows. Two index reads, asked by every open page."""
    return _version(*_feel(talker, now), now)


def _feel(talker: Talker, now: datetime) -> tuple[Pulse, Standing]:
    return queries.pulse(talker), standing_of(talker.account.id, talker.external_id, now)


def _version(pulse: Pulse, standing: Standing, now: datetime) -> str:
    flags = f"{'w' if pulse.waiting_since else ''}{'l' if _is_late(pulse, now) else ''}{'p' if pulse.lost else ''}"
    return f"{pulse.last.event}.{pulse.last.message}.{flags}{standing[:1]}"


def _is_late(pulse: Pulse, now: datetime) -> bool:
    return pulse.waiting_since is not None and now - pulse.waiting_since > _SOON
