"""The table of codes: complete, with an end for every outcome."""

import re
from pathlib import Path

import pytest

from motcua.messaging.channels.contract import TRANSITIONS, DeliveryStatus, status_of
from motcua.messaging.channels.zalo import statuses
from motcua.messaging.channels.zalo.statuses import Outcome, meaning_of

# The codes Zalo documents for the OA API, with what an adapter is to do about each.
DOCUMENTED = {
    Outcome.DONE: {0},
    Outcome.LATER: {-32, -214, -218, -234, -133},
    Outcome.ONCE_MORE: {-200},
    Outcome.NEW_TOKEN: {-216, -220, -124},
    Outcome.OTHER_API: {-235, -240},
    Outcome.SIMPLER: {-100, -201, -233},
    Outcome.UNREACHABLE: {
        -213,
        -217,
        -227,
        -230,
        -232,
        -244,
        -249,
        -305,
        -311,
        -108,
        -114,
        -118,
        -119,
        -139,
        -140,
        -141,
    },
    Outcome.STOP: {-204, -205, -248},
    Outcome.NO_QUOTA: {-211, -320, -321, -115, -137, -144, -147, -1441, -1472},
    Outcome.SETUP: {
        -209,
        -212,
        -219,
        -221,
        -223,
        -224,
        -242,
        -117,
        -126,
        -127,
        -131,
        -135,
        -136,
        -146,
        -1241,
    },
    Outcome.REFUSED: {-210, -237, -238, -241, -403, -1340, -1341, -121, -1121, -1122, -1124},
}


def test_the_table_is_complete_and_says_nothing_more() -> None:
    by_outcome: dict[Outcome, set[int]] = {}
    for code, meaning in statuses.CODES.items():
        by_outcome.setdefault(meaning.outcome, set()).add(code)
    assert by_outcome == DOCUMENTED


def test_a_code_nobody_knows_is_final() -> None:
    assert meaning_of(-99999).outcome is Outcome.REFUSED


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_an_end(outcome: Outcome) -> None:
    assert status_of(outcome).is_end


def test_advice_is_a_short_vietnamese_sentence() -> None:
    for meaning in statuses.CODES.values():
        assert meaning.advice.endswith(".")
        assert all(len(sentence.split()) <= 20 for sentence in re.split(r"[.;]", meaning.advice))


def test_ends_are_ends_and_only_proof_moves_an_unknown_message() -> None:
    for state, following in TRANSITIONS.items():
        if state.is_end:
            assert following <= {DeliveryStatus.DELIVERED}
            assert not following or state is DeliveryStatus.UNKNOWN
    assert set(TRANSITIONS) == set(DeliveryStatus)


def test_the_readme_names_every_module_of_the_folder() -> None:
    folder = Path(statuses.__file__).parent
    readme = (folder / "README.md").read_text()
    for module in folder.glob("*.py"):
        assert module.name == "__init__.py" or f"`{module.name}`" in readme
