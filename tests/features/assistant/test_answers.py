"""How one answer looks: whole, dated, with its pictures, and cut where it is too long for a message."""

from dataclasses import replace

from motcua.messaging.dialogue.render import MAX_TEXT
from motcua.workflows.assistant.port_help import Told
from tests.features.assistant.desk import WORLDS, MemoryDesk
from tests.features.assistant.transcript import Chat


def _telling(**changed: object) -> Chat:
    desk = WORLDS["hỏi đáp"]()
    page = desk.book.pages["le-phi"].told

    class Telling(MemoryDesk):
        def told(self, key: str) -> Told | None:
            return replace(page, **changed)  # type: ignore[arg-type]  # names of fields, from the tests below

    return Chat(Telling(kept=desk.kept))


def test_an_answer_too_long_for_a_message_keeps_its_date_and_its_question() -> None:
    address = "https://mau.test/u/mau/answers/entries/le-phi/"
    said = _telling(text="Một câu dài. " * 500, page=address).does("lệ phí làm thẻ bao nhiêu")[0].text
    assert len(said) <= MAX_TEXT
    assert f"…\nXem đầy đủ: {address}\nNguồn: Thông tư 59/2019/TT-BTC. Cập nhật ngày 01/07/2022." in said
    assert "Câu trả lời này có giúp được ông/bà không?" in said


def test_an_answer_that_fits_needs_no_other_page() -> None:
    said = _telling(page="https://mau.test/x/").does("lệ phí làm thẻ bao nhiêu")[0].text
    assert "Xem đầy đủ" not in said


def test_pictures_of_the_steps_are_named_and_linked() -> None:
    said = _telling(pictures=(("Cách mặc áo khi chụp ảnh", "https://mau.test/a.png"),)).does("lệ phí làm thẻ bao nhiêu")
    assert "Xem: Cách mặc áo khi chụp ảnh https://mau.test/a.png\nNguồn" in said[0].text


def test_an_answer_without_a_source_has_its_date_alone() -> None:
    said = _telling(source="").does("lệ phí làm thẻ bao nhiêu")[0].text
    assert "Nguồn" not in said
    assert "\nCập nhật ngày 01/07/2022." in said


def test_what_leads_to_her_data_has_a_personal_link() -> None:
    [reply] = _telling(action="my_data").does("lệ phí làm thẻ bao nhiêu")
    assert ("Dữ liệu của tôi", "https://mau.test/l/personal_data") in [(one.title, one.value) for one in reply.buttons]


def test_an_answer_withdrawn_between_two_messages_is_said_to_be_changed() -> None:
    chat = Chat(WORLDS["hỏi đáp"]())
    chat.does("căn cước cho bé")
    chat.desk.empty = True
    [reply] = chat.does("1")
    assert reply.text.startswith("Câu này vừa được thay đổi")


def test_a_branch_emptied_between_two_messages_is_chosen_again() -> None:
    chat = Chat(WORLDS["hỏi đáp"]())
    chat.does("hỏi đáp")
    chat.desk.empty = True
    assert chat.does("1")[0].text.startswith("Mục này vừa được thay đổi.")
