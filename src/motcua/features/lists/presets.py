"""Lists to begin with: data, made with the same builder as any other (S-E5 and S-E6 of the domain sheet)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from motcua.features.lists.definitions import columns_in
from motcua.features.lists.rules import Words

_FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True, slots=True)
class Preset:
    """`fixes`: mistakes of such a list are put right at a line of service, which the unit chooses."""

    key: str
    name: str
    words: Words
    fixes: bool


@cache
def presets() -> dict[str, Preset]:
    """By key, in the order of their files."""
    told = [json.loads(path.read_text()) for path in sorted(_FOLDER.glob("*.json"))]
    return {one["key"]: Preset(one["key"], one["name"], _words(one), bool(one["fixes"])) for one in told}


# Any: a file of our own, read once; a wrong one fails every test that names it.
def _words(one: dict) -> Words:  # type: ignore[type-arg]
    return Words(
        title=one["title"], intro=one["intro"], found=one["found"], advice=one["advice"],
        columns=columns_in(one["columns"]), pick_up=one["pick_up"], hands_over=one["hands_over"],
        tells_followers=one["tells_followers"],
    )  # fmt: skip
