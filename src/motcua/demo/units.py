"""The offices of the demo, as the news of 2021–22 tells of them, and one ward of 2026.

Names are exact, the rest is invented.

Numbers and addresses are obviously made up (028 0000 …, đường Mẫu). The national population centre is a directory
entry only and never emulated.
"""

from dataclasses import dataclass

from motcua.foundation.offices.models import PointKind, UnitKind


@dataclass(frozen=True, slots=True)
class DemoPoint:
    """A place with its counters; `busy` is how many numbers are out at 08:40, `places` the morning's numbers."""

    slug: str
    name: str
    kind: PointKind = PointKind.HEADQUARTERS
    counters: int = 3
    places: int = 150
    busy: int = 0
    served: int = 0


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit, its Official Account (empty: none), and its hours as (first weekday, last weekday, opens, closes)."""

    slug: str
    kind: UnitKind
    name: str
    short_name: str
    parent: str = ""
    oa_name: str = ""
    oa_type: int = 4
    hours: tuple[tuple[int, int, int, int], ...] = ()
    points: tuple[DemoPoint, ...] = ()
    accent: str = "cua-chop"
    valid_from: tuple[int, int, int] = (2010, 1, 1)
    external: bool = False
    line_name: str = "Làm CCCD"
    website: str = ""


_CAMPAIGN = ((0, 6, 7 * 60, 22 * 60),)
_LATE = ((0, 6, 7 * 60, 24 * 60),)
_OFFICE = ((0, 4, 7 * 60 + 30, 11 * 60 + 30), (0, 4, 13 * 60 + 30, 17 * 60))
_OFFICE_AND_SATURDAY = ((0, 5, 7 * 60 + 30, 11 * 60 + 30), (0, 4, 13 * 60 + 30, 17 * 60))

UNITS = (
    DemoUnit("bo-cong-an", UnitKind.MINISTRY, "Bộ Công an", "Bộ Công an", external=True),
    DemoUnit(
        "trung-tam-du-lieu-dan-cu", UnitKind.NATIONAL_CENTRE, "Trung tâm dữ liệu quốc gia về dân cư",
        "Trung tâm dữ liệu dân cư", parent="bo-cong-an", external=True,
    ),
    DemoUnit(
        "cong-an-tp-hcm", UnitKind.PROVINCIAL_POLICE, "Công an TP.HCM", "Công an TP.HCM", parent="bo-cong-an",
        external=True,
    ),
    DemoUnit(
        "cong-an-quan-4", UnitKind.DISTRICT_POLICE, "Công an quận 4", "Công an quận 4", "cong-an-tp-hcm",
        oa_name="Công an quận 4", hours=_CAMPAIGN,
        points=(
            DemoPoint("tru-so", "Trụ sở Công an quận 4", counters=4, busy=5, served=14),
            DemoPoint("luu-dong-phuong-8", "Điểm lưu động phường 8", PointKind.MOBILE, counters=2, places=12, busy=12),
        ),
    ),
    DemoUnit(
        "cong-an-quan-tan-phu", UnitKind.DISTRICT_POLICE, "Công an quận Tân Phú – TP.HCM", "Công an quận Tân Phú",
        "cong-an-tp-hcm", oa_name="Công an quận Tân Phú – TP.HCM", hours=_CAMPAIGN, accent="gach",
        points=(DemoPoint("tru-so", "Trụ sở Công an quận Tân Phú", counters=6, busy=26, served=12),),
    ),
    DemoUnit(
        "cong-an-quan-1", UnitKind.DISTRICT_POLICE, "Công an quận 1", "Công an quận 1", "cong-an-tp-hcm",
        oa_name="Công an quận 1", hours=_CAMPAIGN, accent="cham",
        points=(DemoPoint("tru-so", "Trụ sở Công an quận 1", busy=5, served=4),),
    ),
    DemoUnit(
        "cong-an-quan-12", UnitKind.DISTRICT_POLICE, "Công an quận 12", "Công an quận 12", "cong-an-tp-hcm",
        oa_name="Công an quận 12", hours=_LATE, accent="man",
        points=(DemoPoint("tru-so", "Trụ sở Công an quận 12", counters=5, busy=8, served=6),),
    ),
    DemoUnit(
        "cong-an-quan-phu-nhuan", UnitKind.DISTRICT_POLICE, "Công an quận Phú Nhuận", "Công an quận Phú Nhuận",
        "cong-an-tp-hcm", oa_name="Công an quận Phú Nhuận", hours=_CAMPAIGN,
        points=(DemoPoint("tru-so", "Trụ sở Công an quận Phú Nhuận", busy=4, served=3),),
    ),
    DemoUnit(
        "cong-an-tp-di-an", UnitKind.DISTRICT_TEAM, "Đội Cảnh sát QLHC về TTXH, Công an TP Dĩ An", "Công an TP Dĩ An",
        oa_name="Cảnh sát QLHC về TTXH CATP Dĩ An", hours=_CAMPAIGN, accent="da",
        points=(DemoPoint("tru-so", "Trụ sở Công an TP Dĩ An", counters=4, busy=10, served=7),),
    ),
    DemoUnit(
        "cong-an-tp-buon-ma-thuot", UnitKind.DISTRICT_POLICE, "Công an TP Buôn Ma Thuột", "Công an TP Buôn Ma Thuột",
        oa_name="Công an TP Buôn Ma Thuột", hours=_OFFICE_AND_SATURDAY,
        points=(DemoPoint("tru-so", "Trụ sở Công an TP Buôn Ma Thuột", busy=3, served=2),),
    ),
    DemoUnit(
        "cong-an-tinh-hai-duong", UnitKind.PROVINCIAL_POLICE, "Công an tỉnh Hải Dương", "Công an tỉnh Hải Dương",
        oa_name="Công an tỉnh Hải Dương", hours=_OFFICE,
        points=(DemoPoint("phong-qlhc", "Phòng Cảnh sát QLHC, Công an tỉnh Hải Dương", busy=2, served=1),),
    ),
    DemoUnit(
        "cong-an-phuong-mau", UnitKind.COMMUNE_POLICE, "Công an phường Mẫu Đơn – TP.HCM", "Công an phường Mẫu Đơn",
        "cong-an-tp-hcm", oa_name="Công an phường Mẫu Đơn", oa_type=2, hours=_OFFICE_AND_SATURDAY, accent="gach",
        valid_from=(2025, 7, 1), line_name="Làm thẻ căn cước",
        points=(DemoPoint("tru-so", "Trụ sở Công an phường Mẫu Đơn", counters=2, places=60, busy=3, served=2),),
    ),
)  # fmt: skip
