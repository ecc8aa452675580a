"""Small lists of questions and answers for tests, and the officers who write them."""

import json
from datetime import date
from pathlib import Path

from motcua.features.knowledge import operations
from motcua.features.knowledge.models import Category, Entry, EntryVersion
from motcua.features.knowledge.rules import Words
from motcua.features.knowledge.seeding import load_seeds
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role
from tests.factories import NOW
from tests.features.queueing.day import officer

LIBRARY = {
    "category": {"key": "le-phi", "title": "Lệ phí và thời gian", "order": 10},
    "entries": [
        {
            "key": "le-phi-cap-lai", "title": "Làm lại thẻ bị mất hết bao nhiêu tiền",
            "phrasings": ["Lệ phí cấp lại thẻ là bao nhiêu?", "mất thẻ làm lại tốn tiền không"],
            "action": "take_number", "live": None, "topic": "38", "updated": "2022-07-01",
            "presets": ["hoi-dap-cccd", "thong-bao-cap-cccd"],
            "versions": [
                {"valid_from": "2021-07-01", "valid_to": "2024-06-30", "answer": "Lệ phí cấp lại là **70.000 đồng**.",
                 "legal_basis": "Thông tư 59/2019/TT-BTC", "confirmed": True},
                {"valid_from": "2024-07-01", "valid_to": None,
                 "answer": "Ông/bà vui lòng hỏi cán bộ hoặc gọi {hotline}.", "legal_basis": "Chưa rõ",
                 "confirmed": False},
            ],
        },
        {
            "key": "gio-lam-viec", "title": "Mấy giờ làm việc", "phrasings": ["Thứ bảy có làm không?"],
            "action": None, "live": "hours", "topic": "62", "updated": "2022-07-01", "presets": ["hoi-dap-cccd"],
            "versions": [{"valid_from": None, "valid_to": None, "answer": "{unit} làm việc: {hours}.",
                          "legal_basis": "", "confirmed": True}],
        },
        {
            "key": "trang-phuc", "title": "Chụp ảnh mặc áo gì", "phrasings": ["Đeo kính chụp ảnh được không?"],
            "action": None, "live": None, "topic": "33", "updated": "2022-07-01", "presets": [],
            "versions": [{"valid_from": None, "valid_to": None, "answer": "Ông/bà mặc áo có cổ, bỏ kính.",
                          "legal_basis": "", "confirmed": True}],
        },
    ],
}  # fmt: skip


def library(folder: Path) -> None:
    """The shared list above, loaded as the house loads it."""
    (folder / "le-phi.json").write_text(json.dumps(LIBRARY, ensure_ascii=False), encoding="utf-8")
    load_seeds(folder, NOW)


def words(title: str = "Làm thẻ cho trẻ em", **told: object) -> Words:
    """What an officer writes."""
    given: dict[str, object] = {
        "title": title, "answer": "Trẻ từ 14 tuổi đến quầy 2.", "valid_from": date(2022, 7, 1),
        "phrasings": ("con tôi 14 tuổi làm thẻ ở đâu",),
    }  # fmt: skip
    return Words(**{**given, **told})  # type: ignore[arg-type]  # test sugar


def writer(unit: OrgUnit) -> Officer:
    """A counter officer: she may write, not approve."""
    return officer(unit)


def leader(unit: OrgUnit) -> Officer:
    """May approve what others wrote."""
    return officer(unit, Role.LEADER)


def published(unit: OrgUnit, title: str = "Làm thẻ cho trẻ em", category: str = "", **told: object) -> Entry:
    """An answer of a unit that went the whole way."""
    key = category or Category.objects.get_or_create(unit=unit, key="rieng", defaults={"title": "Riêng"})[0].key
    made = operations.write_entry(
        unit_id=unit.pk, category_key=key, words=words(title, **told), by=writer(unit), now=NOW
    )
    operations.submit(unit_id=unit.pk, version_id=made.id, by=writer(unit), now=NOW)
    assert operations.approve(unit_id=unit.pk, version_id=made.id, by=leader(unit), now=NOW).changed
    return EntryVersion.objects.get(pk=made.id).entry
