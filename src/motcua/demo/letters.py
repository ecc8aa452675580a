"""A morning's letters and one report for one office of the demo. Everybody in them is invented.

Their writers live in no phone of the emulator: a new answer to one of them ends as "người dân không nhận được".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.features.helpdesk import operations as helpdesk
from motcua.features.helpdesk.arrivals import Reason
from motcua.features.helpdesk.models import CannedAnswer, Thread
from motcua.features.reports import operations as reports
from motcua.foundation.citizens.models import Relation
from motcua.foundation.citizens.operations import add_person
from motcua.foundation.clock import local_date
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.messaging.channels import accounts, conversations
from motcua.messaging.channels.contract import Identity
from motcua.messaging.channels.models import ConversationState, MessageState, OaBinding, OutboxMessage

UNIT = "cong-an-quan-4"
_WRITER = "quan4.quay1"
_MINUTE = timedelta(minutes=1)
_CANNED = (
    ("chao", "Chào ông/bà. Cán bộ Công an quận 4 xin nghe."),
    ("giay-to", "Ông/bà mang theo CMND hoặc thẻ cũ, nếu có, và giấy tờ về thông tin đã thay đổi."),
    ("cho-kiem-tra", "Ông/bà vui lòng chờ, cán bộ đang kiểm tra hồ sơ."),
)


@dataclass(frozen=True, slots=True)
class _Letter:
    name: str
    reason: Reason
    lines: tuple[tuple[int, str], ...]  # minutes ago, words
    answer: str = ""
    is_done: bool = False


_LETTERS = (
    _Letter("Trần Thị Mẫu", "unanswered", ((21, "Cháu nhà tôi 13 tuổi 11 tháng, đã làm thẻ được chưa ạ?"),)),
    _Letter("Lê Văn Mẫu", "asked", ((8, "Tôi đổi số điện thoại thì báo ở đâu?"), (7, "Số cũ mất sim rồi"))),
    _Letter("Phạm Thị Mẫu", "angry", ((4, "Nhắn ba lần rồi, cho tôi gặp cán bộ đi!"),)),
    _Letter(
        "Võ Văn Mẫu", "asked", ((35, "Mai tôi đưa mẹ 80 tuổi lên làm, có được ưu tiên không?"),),
        "Chào ông. Bà trên 80 tuổi được lấy số ưu tiên. Ông nói với bàn tiếp đón khi đến nơi.",
    ),
    _Letter(
        "Hồ Thị Mẫu", "asked", ((70, "Thẻ cũ hết hạn tuần sau thì đổi trước được không?"),),
        "Chào bà. Bà đổi được ngay từ bây giờ. Mời bà bấm số ở mục Lấy số.", is_done=True,
    ),
)  # fmt: skip
_REPORT = "Đêm qua khoảng 2 giờ có người bẻ khóa xe máy trước nhà số 3 hẻm Mẫu, đường Mẫu 1."


def write_letters(now: datetime) -> int:
    """Fill the inbox of the one office where it is empty. Returns how many letters were written."""
    unit = OrgUnit.objects.get(slug=UNIT)
    binding = OaBinding.objects.filter(unit=unit, account__channel="zalo").first()
    if binding is None or Thread.objects.filter(unit=unit).exists():
        return 0
    officer = Officer.objects.get(username=_WRITER)
    for shortcut, text in _CANNED:
        CannedAnswer.objects.create(
            unit=unit, shortcut=shortcut, text=text, created_at=now - 90 * _MINUTE, created_by=officer
        )
    for number, letter in enumerate(_LETTERS, 1):
        _write(letter, _somebody(binding.account_id, number, letter.name, now - 90 * _MINUTE), officer, now)
    teller = _somebody(binding.account_id, 0, "Đỗ Thị Mẫu", now - 90 * _MINUTE)
    at = now - 30 * _MINUTE
    reports.receive(who=teller, text=_REPORT, kind="crime", at=at, now=at)
    return len(_LETTERS)


def _somebody(account: int, number: int, name: str, now: datetime) -> Identity:
    facts = accounts.facts_of(account, local_date(now))
    external_id = f"90000000000000000{number:02d}"
    (who,) = conversations.identities([(facts, external_id)], now).values()
    add_person(citizen_id=who.citizen, relation=Relation.SELF, name=name, birth=None, phone="", now=now)
    ConversationState.objects.get_or_create(
        account_id=account, external_id=external_id, defaults={"last_event_at": now}
    )
    return who


def _write(letter: _Letter, who: Identity, officer: Officer, now: datetime) -> None:
    (first, opening), *more = letter.lines
    at = now - first * _MINUTE
    thread = helpdesk.hand_over(who=who, reason=letter.reason, text=opening, at=at, now=at).thread_id
    for ago, words in more:
        later = now - ago * _MINUTE
        helpdesk.take_in(who=who, text=words, kind="text", at=later, message_id=f"demo-{ago}", now=later)
    if letter.answer:
        at += 6 * _MINUTE
        helpdesk.reply(thread=thread, text=letter.answer, key="demo", by=officer, now=at)
        mine = OutboxMessage.objects.filter(external_id=who.external_id, state=MessageState.QUEUED)
        mine.update(state=MessageState.DELIVERED, sending_at=at, ended_at=at)  # it was sent this morning
    if letter.is_done:
        helpdesk.finish(thread=thread, by=officer, now=at + _MINUTE)
