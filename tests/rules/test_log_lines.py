import logging

from motcua.foundation.log_lines import DiscreetFormatter
from motcua.foundation.secrets import new_token


def line(message: str, *args: object) -> str:
    record = logging.LogRecord("motcua", logging.WARNING, __file__, 1, message, args, None)
    return DiscreetFormatter("%(levelname)s %(message)s").format(record)


def test_a_token_in_an_address_is_cut():
    assert line("Not Found: %s", f"/l/{new_token()}/") == "WARNING Not Found: /l/***/"


def test_ordinary_words_and_long_names_stay():
    told = "edge.database_away writer test_a_person_pressing_in_two_shifts_at_once_gets_two"
    assert line(told) == f"WARNING {told}"
