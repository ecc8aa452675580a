"""The two lists of the news of 8-2022 (Dĩ An), made with the list builder from its presets. Everybody is invented.

What a mistake needs is a ticket of its own: one more line of service, with its own procedure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from motcua.features.lists import intake, operations
from motcua.features.lists.models import LookupList
from motcua.features.lists.presets import presets
from motcua.foundation.offices.models import IssuingPoint, OrgUnit
from motcua.foundation.procedures.models import Procedure, ProcedureText, ServiceLine
from motcua.foundation.staff.models import Officer
from motcua.tickets.models import ShiftPlan

UNIT = "cong-an-tp-di-an"
_WRITER, _APPROVER = "dian.quay1", "dian.truong"
_BORN = date(2010, 1, 1)
_HOURS = ((7 * 60 + 30, 11 * 60 + 30), (13 * 60, 17 * 60))
_FIX_AT = "Quầy sửa dữ liệu dân cư, trụ sở Công an TP Dĩ An"
_REFUSED = (
    ("Nguyễn Thị Mẫu", "05/08/1990", "DA22-000101", "000000000101", "Chữ đệm khác dữ liệu dân cư", _FIX_AT, ""),
    ("Trần Văn Mẫu", "1958", "DA22-000102", "000000000102", "Dữ liệu dân cư thiếu ngày, tháng sinh", _FIX_AT, ""),
    ("Lê Thị Hoà Mẫu", "29/02/1996", "DA22-000103", "", "Nơi thường trú chưa cập nhật", _FIX_AT, "+84900000103"),
    ("H'Mẫu Niê", "12/11/1987", "DA22-000104", "", "Số định danh trùng với người khác", _FIX_AT, ""),
    ("Phạm Văn Mẫu", "03/02/2001", "DA22-000105", "000000000105", "Ảnh chân dung chưa đạt", _FIX_AT, ""),
    ("Phạm Văn Mẫu", "03/02/2001", "DA22-000106", "000000000106", "Giới tính khác dữ liệu dân cư", _FIX_AT, ""),
)
_RETURNED = (
    ("Nguyễn Thị Mẫu", "05/08/1990", "DA22-000201", "000000000101", "Sai số điện thoại", "+84900000201",
     "15 đường Mẫu 2, phường Mẫu, TP Dĩ An", "K1-03"),
    ("Võ Văn Mẫu", "17/09/1979", "DA22-000202", "", "Đã chuyển chỗ ở", "+84900000202",
     "Dãy trọ số 4, đường Mẫu 3, phường Mẫu, TP Dĩ An", "K1-04"),
    ("Đỗ Thị Mẫu", "1949", "DA22-000203", "", "Giao ba lần không gặp", "",
     "7/2 đường Mẫu 5, phường Mẫu, TP Dĩ An", "K2-11"),
    ("Huỳnh Thuý Mẫu", "30/06/1993", "DA22-000204", "", "Sai số nhà", "+84900000204",
     "Đường Mẫu 8, phường Mẫu, TP Dĩ An", "K2-12"),
    ("Bùi Văn Mẫu", "21/01/1985", "DA22-000205", "", "Điện thoại không liên lạc được", "+84900000205",
     "42 đường Mẫu 1, phường Mẫu, TP Dĩ An", "K3-01"),
)  # fmt: skip


def seed_lists(units: Mapping[str, OrgUnit], now: datetime) -> None:
    """Both lists in use, with their buttons. Safe to run again: what is there stays."""
    unit = units[UNIT]
    if LookupList.objects.filter(unit=unit).exists():
        return
    line = _fix_line(unit)
    for key, rows, fix_line in (("chua-duoc-cap", _REFUSED, line.pk), ("chua-giao-duoc", _RETURNED, None)):
        _publish(unit, key, rows, fix_line, now - timedelta(hours=1))


def _publish(
    unit: OrgUnit, key: str, rows: Sequence[tuple[str, ...]], fix_line: int | None, now: datetime
) -> None:  # fmt: skip
    writer, approver = (Officer.objects.get(username=name) for name in (_WRITER, _APPROVER))
    words = replace(presets()[key].words, fix_line=fix_line)
    made = operations.write_list(unit_id=unit.pk, words=words, by=writer, now=now)
    for press, by in (
        (operations.submit, writer), (operations.approve, approver), (operations.publish, approver),
    ):  # fmt: skip
        press(unit_id=unit.pk, version_id=made.id, by=by, now=now)
    owner = LookupList.objects.get(versions=made.id)
    operations.show_in_menu(unit_id=unit.pk, list_id=owner.pk, shown=True, by=approver, now=now)
    intake.record(owner.pk, list(rows), run_id=None, by=writer.pk, now=now)


def _fix_line(unit: OrgUnit) -> ServiceLine:
    procedure, fresh = Procedure.objects.get_or_create(code="sua-du-lieu-dan-cu")
    if fresh:
        ProcedureText.objects.create(
            procedure=procedure, name="Sửa thông tin trong dữ liệu dân cư", valid_from=date(2021, 7, 1),
            papers="Giấy hẹn trả thẻ\nGiấy khai sinh\nGiấy tờ có thông tin đúng",
        )  # fmt: skip
    line, fresh = ServiceLine.objects.get_or_create(
        unit=unit, prefix="D", defaults={"procedure": procedure, "name": "Sửa dữ liệu dân cư", "minutes_per_ticket": 8}
    )
    if fresh:
        place = IssuingPoint.objects.get(unit=unit, slug="tru-so")
        ShiftPlan.objects.bulk_create(
            ShiftPlan(
                point=place, line=line, weekday=day, starts_minute=starts, ends_minute=ends, home_places=40,
                open_counters=1, opens_hours_before=20, valid_from=_BORN,
            )
            for day in range(6)
            for starts, ends in _HOURS
        )  # fmt: skip
    return line
