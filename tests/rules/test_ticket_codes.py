import itertools
import os
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from motcua.tickets import codes

ids = st.integers(min_value=0, max_value=2**34 - 1)


@given(ids)
def test_a_code_leads_back_to_its_ticket(ticket_id):
    assert codes.decode(codes.encode(ticket_id)) == ticket_id
    assert codes.decode(codes.grouped(codes.encode(ticket_id)).lower()) == ticket_id


def test_neighbouring_tickets_have_unlike_codes_and_none_repeats():
    made = [codes.encode(n) for n in range(1, 20_001)]
    assert len(set(made)) == len(made)
    assert not set("".join(made)) & set("01OIL")
    assert sum(a[:3] == b[:3] for a, b in itertools.pairwise(made)) < 20


@given(ids, st.integers(0, 7), st.sampled_from(codes.ALPHABET))
def test_one_mistyped_character_is_found(ticket_id, place, letter):
    code = codes.encode(ticket_id)
    if code[place] != letter:
        assert codes.decode(code[:place] + letter + code[place + 1 :]) is None


@given(ids, st.integers(0, 6))
def test_two_swapped_neighbours_are_found(ticket_id, place):
    code = codes.encode(ticket_id)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        assert codes.decode(swapped) is None


def code_under(keys: str) -> str:
    """The code of ticket 123456 in a process that has these keys, newest first."""
    say = "from motcua.tickets import codes; print(codes.encode(123456))"
    environment = {**os.environ, "MOTCUA_SECRET_KEY": keys}
    told = subprocess.run([sys.executable, "-c", say], env=environment, capture_output=True, text=True, check=True)
    return told.stdout.strip()


def test_a_new_key_leaves_the_codes_on_slips_and_in_messages_as_they_were():
    before = code_under("11" * 32)
    assert code_under("22" * 32 + "\n" + "11" * 32) == before
    assert code_under("22" * 32) != before


def test_other_text_is_no_code():
    for text in ("", "A045", "7M4K92Q", "7M4K 92QH2", "ÂÊÔ", "0" * 8, "\x00" * 8):
        assert codes.decode(text) is None
