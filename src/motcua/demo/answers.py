"""The shared list of answers for the demo's offices, and the menu functions the news tells of (S-F14)."""

from collections.abc import Mapping
from datetime import datetime

from motcua.features.knowledge.seeding import SEEDS, give_presets, load_seeds
from motcua.foundation.offices.models import OrgUnit

_USUAL = {"hoi-dap-cccd": "Hỏi đáp CCCD"}
_PRESETS: Mapping[str, Mapping[str, str]] = {
    "cong-an-tp-buon-ma-thuot": {
        "thong-bao-cap-cccd": "Thông báo cấp CCCD",
        "giai-dap-ve-cccd": "Giải đáp về CCCD",
    },
    "cong-an-phuong-mau": {"hoi-dap-cccd": "Hỏi đáp thẻ căn cước"},
}


def seed_answers(units: Mapping[str, OrgUnit], now: datetime) -> None:
    """Safe to run again: what is there stays."""
    load_seeds(SEEDS, now)
    for slug, unit in units.items():
        if not unit.external:
            give_presets(unit.pk, _PRESETS.get(slug, _USUAL))
