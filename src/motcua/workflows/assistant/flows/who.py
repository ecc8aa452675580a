"""Bấm số, the person served: first told what her data is for, then somebody known, or name and birth date."""

from motcua.foundation.clock import local_date
from motcua.messaging.dialogue.flow import Accepted, Asked, Chosen, End, Goto, Question, Talk
from motcua.messaging.dialogue.reply import Button
from motcua.messaging.dialogue.state import Option
from motcua.messaging.text import BirthDate, Refused, read_birth_date, read_full_name
from motcua.workflows.assistant import phrases
from motcua.workflows.assistant.port import Desk, Person, Relation

_SOMEBODY_NEW = "new"
_NO_MESSAGES = "Chúng tôi sẽ không nhắn khi đến lượt. Xin ông/bà tự xem trang số chạy hoặc bảng gọi số."
_RELATIONS: dict[Relation, Option] = {
    "self": Option("self", "Cho tôi", words=("toi", "ban than", "cho ban than", "cho minh", "minh")),
    "parent": Option("parent", "Cho cha hoặc mẹ", words=("cha", "me", "bo", "ma", "cho cha", "cho me", "cho bo")),
    "child": Option("child", "Cho con", words=("con", "con toi", "cho con toi")),
    "spouse": Option("spouse", "Cho vợ hoặc chồng", words=("vo", "chong", "cho vo", "cho chong")),
    "other": Option("other", "Cho người thân khác", words=("nguoi khac", "nguoi nha", "nguoi than", "cho nguoi nha")),
}


def ask_notice(talk: Talk[Desk]) -> Asked:
    notice = talk.world.notice()
    if notice is None:
        return Chosen("known")
    return Question(
        f"{notice.told}\nĐọc đầy đủ: {notice.url}\n\nÔng/bà có đồng ý câu sau không? Không đồng ý vẫn lấy được số.\n"
        f"“{notice.asked}”",
        (
            Option("agree", "Đồng ý", means="yes"),
            Option("refuse", "Không đồng ý", means="no"),
            Option("leave", "Thôi, không lấy số"),
        ),
        (Button("Đọc đầy đủ", "open_url", notice.url),),
    )


def accept_notice(talk: Talk[Desk], value: str) -> Accepted:
    if value == "leave":
        return End(
            f"Chúng tôi không lưu thông tin nào.\nÔng/bà vẫn lấy số được tại chỗ: {talk.office.address}.",
            ("now_serving", "menu"),
        )
    if value != "known":
        talk.world.has_read(agrees=value == "agree")
    return Goto("person", _NO_MESSAGES) if value == "refuse" else None


def ask_person(talk: Talk[Desk]) -> Asked:
    people = talk.world.people()
    if not people:
        return Chosen(_SOMEBODY_NEW)
    if len(people) == 1 and "choose" not in talk.answers:
        return Chosen(people[0].id)
    options = [
        Option(
            one.id,
            phrases.person_line(one.name, one.birth, one.relation),
            words=_RELATIONS["self"].words if one.relation == "self" else (),
        )
        for one in people
    ]
    if len(people) < talk.world.people_limit():
        options.append(Option(_SOMEBODY_NEW, "Người khác", words=("nguoi nha", "cho nguoi nha", "nguoi moi")))
    return Question("Số này cho ai?", tuple(options))


def accept_person(talk: Talk[Desk], value: str) -> Accepted:
    for key in ("person", "name", "birth", "relation"):
        talk.answers.pop(key, None)
    if value == _SOMEBODY_NEW:
        return Goto("relation")
    talk.answers["person"] = value
    return Goto("check")


def ask_relation(talk: Talk[Desk]) -> Asked:
    taken = {person.relation for person in talk.world.people()} & {"self"}
    return Question("Số này cho ai?", tuple(option for key, option in _RELATIONS.items() if key not in taken))


def accept_relation(talk: Talk[Desk], value: str) -> Accepted:
    talk.answers["relation"] = value
    return None


def ask_name(talk: Talk[Desk]) -> Asked:
    whose = "Ông/bà" if talk.answers["relation"] == "self" else "Người đó"
    return Question(f"{whose} tên là gì? Xin ghi đủ họ và tên, có dấu, như trên giấy tờ.\nVí dụ: Nguyễn Thị Mẫu.")


def accept_name(talk: Talk[Desk], value: str) -> Accepted:
    name = read_full_name(value)
    if isinstance(name, Refused):
        return name
    talk.answers["name"] = name
    return None


def ask_birth(_: Talk[Desk]) -> Asked:
    return Question(
        "Sinh ngày nào? Xin ghi ngày/tháng/năm dương lịch.\nVí dụ: 5/8/1990. Giấy tờ chỉ ghi năm thì gõ năm: 1990."
    )


def accept_birth(talk: Talk[Desk], value: str) -> Accepted:
    birth = read_birth_date(value, local_date(talk.now))
    if isinstance(birth, Refused):
        return birth
    talk.answers["birth"] = str(birth)
    return None


def person_in_words(talk: Talk[Desk]) -> str:
    """The person of this flow as the check shows it, known or just typed."""
    known, typed = _known(talk), talk.answers.get("birth")
    if known is None:
        return phrases.person_line(talk.answers["name"], typed, _relation(talk))
    return phrases.person_line(known.name, known.birth or typed, known.relation)


def keep_person(talk: Talk[Desk]) -> str | Refused:
    """The id of the person of this flow; somebody new is kept only now, when the citizen has checked."""
    read = read_birth_date(talk.answers.get("birth", ""), local_date(talk.now))
    birth = read if isinstance(read, BirthDate) else None
    person_id = talk.answers.get("person")
    if person_id is None:
        kept = talk.world.keep_person(talk.answers["name"], birth, _relation(talk))
        return kept if isinstance(kept, Refused) else kept.id
    if birth is not None:
        talk.world.keep_birth(person_id, birth)
    return person_id


def _known(talk: Talk[Desk]) -> Person | None:
    return next((person for person in talk.world.people() if person.id == talk.answers.get("person")), None)


def _relation(talk: Talk[Desk]) -> Relation:
    return next(relation for relation in _RELATIONS if relation == talk.answers["relation"])
