"""Answers made of today's numbers: higher rooms that know the product's data register how to tell them."""

import logging
from collections.abc import Callable
from datetime import datetime

log = logging.getLogger(__name__)
Teller = Callable[[int, datetime], str | None]
_tellers: dict[str, Teller] = {}
_titles: dict[str, str] = {}


def register_live(name: str, teller: Teller, title: str = "") -> None:
    """From now on `teller(unit_id, now)` tells this live answer, in Markdown; None when it has nothing to tell.

    `title` is what officers call it.
    """
    _tellers[name], _titles[name] = teller, title or name


def live_titles() -> dict[str, str]:
    """What an editor may choose from: name to title, in the order of registration."""
    return {name: _titles.get(name, name) for name in _tellers}


def tell_live(name: str, unit_id: int, now: datetime) -> str | None:
    """The live answer of this moment; None when nobody tells it, and then the written answer stands."""
    teller = _tellers.get(name)
    if teller is None:
        return None
    try:
        return teller(unit_id, now)
    except Exception:  # a written answer stands beside every live one: a room that fails must not silence it
        log.exception("knowledge.live_failed name=%s", name)
        return None
