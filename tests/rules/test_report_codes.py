"""Receipt codes are a permutation: no two alike, and a slip of the hand is seen."""

from hypothesis import given
from hypothesis import strategies as st

from motcua.features.reports import codes
from motcua.tickets import codes as tickets

IDS = st.integers(0, 2**34 - 1)


@given(IDS)
def test_a_code_leads_back_to_its_report(report_id: int) -> None:
    assert codes.decode(codes.grouped(codes.encode(report_id)).lower()) == report_id


@given(IDS, st.integers(0, 7), st.sampled_from(tickets.ALPHABET))
def test_one_wrong_letter_is_never_another_report(report_id: int, place: int, letter: str) -> None:
    code = codes.encode(report_id)
    wrong = code[:place] + letter + code[place + 1 :]
    assert codes.decode(wrong) in ((report_id,) if wrong == code else (None,))


def test_a_report_and_a_ticket_of_one_id_have_nothing_in_common() -> None:
    same = [number for number in range(1, 200) if codes.encode(number) == tickets.encode(number)]
    assert same == []


def test_what_cannot_be_a_code_is_none() -> None:
    assert [codes.decode(text) for text in ("", "7M4K", "OOOOOOOO", "2222 2223 4")] == [None] * 4
