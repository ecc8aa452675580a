"""The officers' desk: the list and its filters, versions with what changed, a trial, conflicts, groups, the week."""

from datetime import date, timedelta

from motcua.features.knowledge import desk_queries, jobs, learning, operations
from motcua.features.knowledge.models import Question
from tests import factories
from tests.factories import NOW, TODAY
from tests.features.knowledge import lists


def asked(unit, text="đăng ký kết hôn ở đâu", decision="none", at=NOW, entry_key=None) -> int:
    return operations.keep_question(
        unit_id=unit.pk, text=text, decision=decision, entry_key=entry_key, confidence=0.1, channel="zalo", at=at
    )


def settled(unit, by, entry_key=None, at=NOW, decision="answer") -> int:
    made = asked(unit, "lệ phí", decision=decision, at=at, entry_key=entry_key)
    operations.settle_question(made, answered_by=by, entry_key=entry_key, at=at)
    return made


def test_the_list_shows_what_is_told_and_what_is_being_written(unit):
    operations.write_entry(unit_id=unit.pk, category_key="le-phi", words=lists.words(), by=lists.writer(unit), now=NOW)
    rows = desk_queries.rows(unit.pk, TODAY)
    assert [(row.key, row.own, row.is_told, row.open_state) for row in rows] == [
        ("le-phi-cap-lai", False, True, ""), ("gio-lam-viec", False, True, ""), ("trang-phuc", False, True, ""),
        ("lam-the-cho-tre-em", True, False, "draft"),
    ]  # fmt: skip


def test_the_list_is_filtered_and_searched_without_marks(unit):
    operations.write_entry(unit_id=unit.pk, category_key="le-phi", words=lists.words(), by=lists.writer(unit), now=NOW)

    def keys(**wanted: str) -> list[str]:
        return [row.key for row in desk_queries.rows(unit.pk, TODAY, **wanted)]

    assert keys(show="own") == keys(show="open") == ["lam-the-cho-tre-em"]
    assert keys(search="deo kinh") == ["trang-phuc"]
    assert keys(category="khong-co") == []
    assert len(keys(show="shared")) == 3
    assert [row.key for row in desk_queries.rows(unit.pk, date(2026, 11, 22), show="unconfirmed")] == ["le-phi-cap-lai"]
    assert [row.key for row in desk_queries.rows(unit.pk, date(2024, 6, 15), show="ending")] == ["le-phi-cap-lai"]


def test_an_entry_shows_its_versions_and_what_changed(unit):
    entry = lists.published(unit)
    made = operations.start_draft(unit_id=unit.pk, entry_key=entry.key, by=(han := lists.writer(unit)), now=NOW)
    operations.change_draft(
        unit_id=unit.pk, version_id=made.id, category_key="le-phi", words=lists.words(answer="Quầy 5."), by=han, now=NOW
    )
    page = desk_queries.entry_page(unit.pk, entry.key, TODAY)
    assert page is not None and page.open_version is not None
    (latest, changes, steps), (first, _, _) = page.versions
    assert (latest.number, first.number) == (2, 1)
    [answer] = [one for one in changes if one.label == "Câu trả lời"]
    assert answer.lines == (("gone", "Trẻ từ 14 tuổi đến quầy 2."), ("new", "Quầy 5."))
    assert [step.kind for step in steps] == ["written", "written"]


def test_an_override_is_compared_with_the_library(unit):
    operations.start_draft(unit_id=unit.pk, entry_key="trang-phuc", by=lists.writer(unit), now=NOW)
    page = desk_queries.entry_page(unit.pk, "trang-phuc", TODAY)
    assert page is not None
    own, library = page.versions
    assert own[0].entry.unit_id == unit.pk and library[0].entry.unit_id is None
    assert [one.label for one in own[1]] == ["Đã xác nhận", "Hiệu lực"], "what is copied must be checked anew"


def test_what_waits_for_a_second_person_is_counted(unit):
    han = lists.writer(unit)
    made = operations.write_entry(unit_id=unit.pk, category_key="le-phi", words=lists.words(), by=han, now=NOW)
    operations.submit(unit_id=unit.pk, version_id=made.id, by=han, now=NOW)
    operations.suggest_phrasing(unit_id=unit.pk, entry_key="trang-phuc", text="mặc đồ gì đẹp", by=han, now=NOW)
    waiting = desk_queries.waiting(unit.pk, TODAY)
    assert [one.pk for one in waiting.versions] == [made.id]
    assert [one.text for one in waiting.phrasings] == ["mặc đồ gì đẹp"]
    assert desk_queries.waiting_count([unit.pk]) == 2
    assert desk_queries.waiting_count([factories.unit().pk]) == 0


def test_a_trial_says_which_answer_wins_and_by_which_words(unit):
    tried = desk_queries.trial(unit.pk, "mat the lam lai ton tien khong", TODAY)
    assert tried.proposals[0].key == "le-phi-cap-lai"
    assert tried.proposals[0].phrasing == "mất thẻ làm lại tốn tiền không"
    assert {"mat", "tien"} <= {word for one in tried.proposals[0].words for word in one.split()}


def test_a_wording_that_another_entry_answers_is_a_conflict(unit):
    assert desk_queries.conflicts(unit.pk, TODAY) == []
    lists.published(unit, "Ảnh thẻ", phrasings=("Lệ phí cấp lại thẻ là bao nhiêu?",))
    [clash] = desk_queries.conflicts(unit.pk, TODAY)
    assert {clash.key, clash.winner_key} == {"anh-the", "le-phi-cap-lai"}


def test_the_unanswered_are_grouped_and_the_cleared_are_gone(unit):
    five = [
        asked(unit, text)
        for text in (
            "đăng ký kết hôn ở đâu", "ket hon can giay gi", "muốn kết hôn thì tới phường hả",
            "thủ tục kết hôn với người nước ngoài", "ket hon mat bao lau",
        )
    ]  # fmt: skip
    gold = asked(unit, "giá vàng hôm nay")
    settled(unit, "bot", "le-phi-cap-lai")
    asked(unit, at=NOW - timedelta(days=40))
    groups = learning.groups(unit.pk, NOW, 40)[0]
    assert [sorted(group.question_ids) for group in groups] == [five, [gold]]
    operations.clear_questions(unit_id=unit.pk, question_ids=five, by=lists.leader(unit), now=NOW)
    assert [group.question_ids for group in learning.groups(unit.pk, NOW, 40)[0]] == [(gold,)]


def test_an_answer_that_did_not_help_is_on_the_desk(unit):
    made = settled(unit, "bot", "le-phi-cap-lai")
    operations.rate(made, False, NOW)
    operations.rate(settled(unit, "bot", "le-phi-cap-lai"), True, NOW)
    [group] = learning.groups(unit.pk, NOW, 40)[0]
    assert (group.question_ids, group.disliked) == ((made,), 1)
    [entry] = learning.disliked(unit.pk, NOW)
    assert (entry.key, entry.times, entry.of) == ("le-phi-cap-lai", 1, 2)


def test_the_figures_of_a_week_sum_up(unit):
    settled(unit, "bot", "le-phi-cap-lai")
    settled(unit, "staff", None, decision="none")
    settled(unit, "lookup", "gio-lam-viec")
    asked(unit)
    asked(unit, decision="offer", entry_key="trang-phuc")
    settled(unit, "bot", "le-phi-cap-lai", at=NOW - timedelta(days=7))
    monday = TODAY - timedelta(days=TODAY.weekday())
    told = learning.figures(unit.pk, monday, TODAY)
    total = told.total
    assert (total.asked, total.bot, total.staff, total.lookup, total.unanswered) == (5, 1, 1, 1, 2)
    assert sum(one.asked for one in told.topics) == total.asked
    assert all(one.asked == one.bot + one.staff + one.lookup + one.unanswered for one in told.topics)
    assert {one.title: one.asked for one in told.topics} == {"Lệ phí và thời gian": 3, "Chưa rõ chủ đề": 2}
    assert learning.figures(unit.pk, monday - timedelta(days=7), TODAY).total.asked == 1


def test_an_officers_answer_says_which_entry_was_meant(unit):
    made = asked(unit, "con toi deo kinh dem di chup thi sao", decision="offer", entry_key="gio-lam-viec")
    operations.settle_question(made, answered_by="staff", entry_key=None, at=NOW)
    operations.keep_answer(made, answer="Chào bà. Khi chụp ảnh thì bỏ kính, mặc áo có cổ. Gọi 0903 000 111 nhé.")
    [group] = learning.groups(unit.pk, NOW, 40)[0]
    assert group.proposals[0].key == "trang-phuc"
    assert len({one.key for one in group.proposals}) == len(group.proposals)
    assert group.answer == "Chào bà. Khi chụp ảnh thì bỏ kính, mặc áo có cổ. Gọi [số] nhé."


def test_a_short_answer_hints_at_nothing(unit):
    made = asked(unit, "mấy giờ làm việc vậy")
    before = learning.groups(unit.pk, NOW, 40)[0][0].proposals
    operations.keep_answer(made, answer="Dạ được, bỏ kính")
    assert learning.groups(unit.pk, NOW, 40)[0][0].proposals == before


def test_an_answer_to_forgotten_words_is_not_kept(unit):
    made = asked(unit, "bỏ kính không", at=NOW - timedelta(days=91))
    operations.keep_answer(made, answer="Chào bà, bà bỏ kính khi chụp.")
    jobs.forget_questions(NOW)
    operations.keep_answer(made, answer="Chào bà, bà bỏ kính khi chụp.")
    question = Question.objects.get(pk=made)
    assert (question.text, question.answer) == ("", "")


def test_another_units_messages_are_not_seen(unit):
    asked(unit)
    assert Question.objects.exists()
    assert learning.groups(factories.unit().pk, NOW, 40)[0] == []
