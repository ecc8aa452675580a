"""The shared question list: its shape, its dates, its words, and that nothing unconfirmed is stated as a fact."""

import json
import re
import unicodedata
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypedDict

import pytest

import motcua
from motcua.messaging.text import fold

SEEDS = Path(motcua.__file__).parent / "features" / "knowledge" / "seeds"
ASK = "Ông/bà vui lòng hỏi cán bộ hoặc gọi {hotline}."
PLACEHOLDERS = {"{hotline}", "{address}", "{unit}", "{hours}"}
PRESETS = {"hoi-dap-cccd", "thong-bao-cap-cccd", "giai-dap-ve-cccd"}
ACTIONS = {
    "take_number", "my_numbers", "now_serving", "cancel_number", "directory", "lookup", "booking", "declare", "report",
}  # fmt: skip
LIVE = {
    "open_now", "hours", "where", "numbers_left", "now_serving", "my_number", "late_rule", "mobile_points", "calendar",
    "priority", "statuses", "declaration_code", "reception_schedule", "phone_numbers", "report_status",
}  # fmt: skip
LIVE_TOPICS = {"37", "48", "57", "58", "59", "61", "62", "63", "65", "90", "91", "94"}
LAWS = {
    "2014", "2023", "07/2016", "01/2017", "59/2019", "28/2020", "59/2021", "60/2021", "144/2021", "17/2024", "70/2024",
    "73/2024", "19/2025", "64/2025", "91/2025", "282/2025", "356/2025",
}  # fmt: skip


class Version(TypedDict):
    """What is answered within a period; `title` only where the thing had another name then."""

    valid_from: str | None
    valid_to: str | None
    title: str
    answer: str
    legal_basis: str
    confirmed: bool


class Entry(TypedDict):
    """One question of the list with the topic (1–94) or seed item it answers."""

    topic: str
    key: str
    title: str
    phrasings: list[str]
    action: str | None
    live: str | None
    versions: list[Version]
    presets: list[str]
    updated: str


class Category(TypedDict):
    """The first tap."""

    key: str
    title: str
    order: int


class Sheet(TypedDict):
    """One file."""

    category: Category
    entries: list[Entry]


def _sheet(path: Path) -> Sheet:
    sheet: Sheet = json.loads(path.read_text(encoding="utf-8"))
    return sheet


FILES = {path.stem: _sheet(path) for path in sorted(SEEDS.glob("*.json"))}
ENTRIES = [entry for sheet in FILES.values() for entry in sheet["entries"]]
VERSIONS = [(entry["key"], version) for entry in ENTRIES for version in entry["versions"]]


def _answer_on(key: str, day: str) -> Version | None:
    for owner, version in VERSIONS:
        if owner == key and (version["valid_from"] or "") <= day <= (version["valid_to"] or "9999"):
            return version
    return None


def _more_than_once(words: list[str]) -> list[str]:
    return [word for word, times in Counter(words).items() if times > 1]


def _sentences(text: str) -> list[str]:
    return [one for line in text.split("\n") for one in re.split(r"(?<=[.?!:])\s+", line)]


def test_every_file_is_one_category_named_by_its_key() -> None:
    assert 8 <= len(FILES) <= 14
    assert [name for name, sheet in FILES.items() if sheet["category"]["key"] != name] == []
    assert _more_than_once([str(sheet["category"]["order"]) for sheet in FILES.values()]) == []
    assert [sheet for sheet in FILES.values() if set(sheet["category"]) != {"key", "title", "order"}] == []


def test_every_entry_has_exactly_the_agreed_keys() -> None:
    assert [entry["key"] for entry in ENTRIES if set(entry) != set(Entry.__annotations__)] == []
    agreed = set(Version.__annotations__)
    assert [key for key, one in VERSIONS if not agreed - {"title"} <= set(one) <= agreed] == []


def test_keys_are_plain_slugs_and_stand_once() -> None:
    keys = [entry["key"] for entry in ENTRIES]
    assert _more_than_once(keys) == []
    assert [key for key in [*keys, *FILES] if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []


def test_all_ninety_four_topics_are_answered_once_and_the_rest_name_their_source() -> None:
    numbered = [int(entry["topic"]) for entry in ENTRIES if entry["topic"].isdigit()]
    assert sorted(numbered) == list(range(1, 95))
    others = [entry["topic"] for entry in ENTRIES if not entry["topic"].isdigit()]
    assert [topic for topic in others if not re.fullmatch(r"S-[A-L]\d{1,2}", topic)] == []


def test_every_answer_is_three_taps_away_with_at_most_twelve_to_choose_from() -> None:
    assert {name: len(sheet["entries"]) for name, sheet in FILES.items() if not 1 <= len(sheet["entries"]) <= 12} == {}
    assert [entry["key"] for entry in ENTRIES if not entry["presets"] or not set(entry["presets"]) <= PRESETS] == []
    assert {preset for entry in ENTRIES for preset in entry["presets"]} == PRESETS


def test_each_question_is_known_by_three_to_six_phrasings() -> None:
    assert [entry["key"] for entry in ENTRIES if not 3 <= len(entry["phrasings"]) <= 6] == []
    bare = [entry["key"] for entry in ENTRIES if sum(fold(one) != one.casefold() for one in entry["phrasings"]) < 3]
    assert bare == [], "phrasings are kept with their accents"


def test_no_two_entries_claim_the_same_words() -> None:
    claimed = [fold(one).strip(" ?!.") for entry in ENTRIES for one in {entry["title"], *entry["phrasings"]}]
    assert _more_than_once(claimed) == []


def test_titles_fit_a_phone() -> None:
    titles = [entry["title"] for entry in ENTRIES]
    titles += [version["title"] for _, version in VERSIONS if "title" in version]
    titles += [sheet["category"]["title"] for sheet in FILES.values()]
    assert [title for title in titles if not 1 <= len(title) <= 60] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["key"])
def test_periods_follow_each_other_without_gap_or_overlap(entry: Entry) -> None:
    versions = entry["versions"]
    assert versions
    for version in versions:
        first, last = (date.fromisoformat(day) if day else None for day in (version["valid_from"], version["valid_to"]))
        assert first is None or last is None or first <= last
    for before, after in pairwise(versions):
        assert before["valid_to"] is not None and after["valid_from"] is not None
        assert date.fromisoformat(before["valid_to"]) + timedelta(days=1) == date.fromisoformat(after["valid_from"])
    assert versions[-1]["valid_to"] is None, "every question has an answer today"


def test_the_whole_list_is_composed_unicode() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in SEEDS.glob("*.json")}
    assert [name for name, text in texts.items() if unicodedata.normalize("NFC", text) != text] == []


def test_no_sentence_has_more_than_twenty_words() -> None:
    long = [(key, one) for key, version in VERSIONS for one in _sentences(version["answer"]) if len(one.split()) > 20]
    assert long == []


def test_citizens_are_called_ong_ba_and_spelling_is_of_one_kind() -> None:
    answers = [(key, version["answer"]) for key, version in VERSIONS]
    assert [key for key, text in answers if re.search(r"(?<!kết )\b(bạn|quý khách)\b", text, re.IGNORECASE)] == []
    assert [key for key, text in answers if re.search(r"(huỷ|hoà|xoá|khoá|thuỷ|toạ|khoẻ)\b", text, re.IGNORECASE)] == []


def test_steps_are_numbered_from_one() -> None:
    wrong = []
    for key, version in VERSIONS:
        steps = [int(found) for found in re.findall(r"^(\d+)\. ", version["answer"], re.MULTILINE)]
        if steps != list(range(1, len(steps) + 1)) or len(steps) == 1:
            wrong.append(key)
    assert wrong == []


def test_words_after_a_list_do_not_slip_into_its_last_step() -> None:
    slipped = []
    for key, version in VERSIONS:
        for line, after in pairwise(version["answer"].split("\n")):
            if re.match(r"(\d+\.|-) ", line) and after and not re.match(r"(\d+\.|-) ", after):
                slipped.append((key, after))
    assert slipped == []


def test_only_known_placeholders_stand_in_answers() -> None:
    found = {mark for _, version in VERSIONS for mark in re.findall(r"\{[^}]*\}", version["answer"])}
    assert found <= PLACEHOLDERS


def test_an_unconfirmed_answer_sends_to_a_person_and_states_no_figure() -> None:
    unsure = [(key, version) for key, version in VERSIONS if not version["confirmed"]]
    assert unsure
    assert [key for key, version in unsure if not version["answer"].endswith(ASK)] == []
    assert [key for key, version in unsure if re.search(r"\d", version["answer"]) or version["legal_basis"]] == []


def test_only_laws_that_were_read_are_cited() -> None:
    cited = {law for _, version in VERSIONS for law in re.findall(r"\d{2,3}/\d{4}|\d{4}", version["legal_basis"])}
    assert cited <= LAWS


def test_actions_and_live_answers_are_of_the_known_kinds() -> None:
    assert {entry["action"] for entry in ENTRIES} <= {*ACTIONS, None}
    assert {entry["live"] for entry in ENTRIES} == {*LIVE, None}
    assert {entry["topic"] for entry in ENTRIES if entry["live"]} >= LIVE_TOPICS


def test_a_live_answer_can_fall_back_on_the_hotline() -> None:
    live = {entry["key"] for entry in ENTRIES if entry["live"]}
    assert [key for key, version in VERSIONS if key in live and "{hotline}" not in version["answer"]] == []


def test_who_does_not_find_the_menu_is_not_left_alone() -> None:
    """Not every unit offers every function: an answer that leads to one also names the hotline."""
    menu = re.compile(r"\b[Mm]ục (Tra cứu|Đặt lịch|Thủ tục|Báo tin|Quyền dữ liệu|Danh bạ)|\b[Vv]ào Tra cứu")
    alone = [key for key, one in VERSIONS if menu.search(one["answer"]) and "{hotline}" not in one["answer"]]
    assert alone == []


@pytest.mark.parametrize(
    "key, day, said",
    [
        ("le-phi", "2021-10-01", "15.000"),
        ("le-phi", "2022-08-01", "30.000"),
        ("le-phi", "2025-10-01", "15.000"),
        ("le-phi", "2026-02-01", ASK),
        ("ai-phai-lam-the", "2022-08-01", "thẻ căn cước công dân (CCCD)"),
        ("ai-phai-lam-the", "2026-11-22", "Trẻ dưới 14 tuổi được làm"),
        ("cmnd-con-dung-khong", "2024-12-31", "31-12-2024"),
        ("cmnd-con-dung-khong", "2025-01-01", "Không."),
        ("bao-lau-co-the", "2022-08-01", "20 ngày"),
        ("bao-lau-co-the", "2026-11-22", "7 ngày làm việc"),
        ("lam-the-o-dau", "2022-08-01", "công an quận, huyện"),
        ("lam-the-o-dau", "2026-11-22", "không còn cấp huyện"),
        ("qua-han-co-bi-phat", "2025-12-15", "500.000–1.000.000"),
    ],
)
def test_the_answer_of_a_day_is_the_rule_of_that_day(key: str, day: str, said: str) -> None:
    version = _answer_on(key, day)
    assert version is not None and said in version["answer"]


def test_emergencies_get_three_numbers_and_nothing_else() -> None:
    version = _answer_on("goi-113-khi-nao", "2026-11-22")
    assert version is not None and re.findall(r"\d+", version["answer"]) == ["113", "114", "115"]
