"""Lists of dossiers, as the ministry's system gives them: one row, what it says of one dossier."""

from collections.abc import Hashable, Sequence
from datetime import date, datetime, time, timedelta

from motcua.features.dossiers import intake
from motcua.features.dossiers.intake import Observation, Source, Stage
from motcua.features.dossiers.reasons import DEFAULTS
from motcua.foundation.clock import VIETNAM, local_date
from motcua.foundation.verdict import Verdict
from motcua.messaging.text import name_key
from motcua.workflows.imports.cleaning import Values
from motcua.workflows.imports.columns import Choice, Code, Column, Name, Text
from motcua.workflows.imports.dates import BirthDateColumn, Day
from motcua.workflows.imports.numbers import IdentityNumber, Phone
from motcua.workflows.imports.targets import Part, Run, Scope

# The words that lists use for a stage; the first is how we write it.
STAGES: dict[str, tuple[str, ...]] = {
    Stage.CAPTURED: ("Đã thu nhận", "Thu nhận", "Đã tiếp nhận", "Tiếp nhận"),
    Stage.TRANSMITTED: ("Đã truyền", "Đã gửi trung tâm", "Đã chuyển"),
    Stage.PROCESSING: ("Đang xử lý", "Đang giải quyết", "Chờ xử lý"),
    Stage.NEEDS_FIX: (
        "Cần bổ sung", "Không được cấp", "Chưa được cấp", "Từ chối", "Bị từ chối", "Sai dữ liệu dân cư",
        "Sai thông tin", "Hồ sơ lỗi", "Cần chỉnh sửa",
    ),
    Stage.FIX_RECEIVED: ("Đã bổ sung", "Đã nhận bổ sung"),
    Stage.APPROVED: ("Đã duyệt", "Đã phê duyệt"),
    Stage.PRINTED: ("Đã in", "Đã in thẻ"),
    Stage.SHIPPED_TO_UNIT: ("Đang chuyển về đơn vị", "Đã chuyển về đơn vị"),
    Stage.AT_UNIT_READY: ("Có thẻ tại đơn vị", "Đã có thẻ", "Chờ nhận", "Chờ trả", "Đã về đơn vị", "Có kết quả"),
    Stage.WITH_POST: ("Đang giao qua bưu điện", "Đã chuyển bưu điện", "Bưu điện đang giao"),
    Stage.DELIVERED: ("Bưu điện đã giao", "Đã giao"),
    Stage.UNDELIVERED: ("Không giao được", "Chưa giao được", "Giao không thành công", "Chuyển hoàn"),
    Stage.RETURNED_TO_UNIT: ("Bưu điện trả lại đơn vị", "Đã trả lại đơn vị"),
    Stage.COLLECTED: ("Đã trả thẻ", "Đã nhận thẻ", "Đã trả", "Đã nhận", "Đã trả kết quả"),
    Stage.PURGED: ("Đã xóa dữ liệu", "Hết hạn 180 ngày"),
    Stage.WITHDRAWN: ("Đã rút hồ sơ", "Rút hồ sơ"),
    Stage.REFUSED_AT_COUNTER: ("Từ chối tại quầy", "Không tiếp nhận"),
}  # fmt: skip


class Dossiers:
    """The target."""

    key = "dossiers"
    title = "Hồ sơ và trạng thái thẻ"
    permission = "imports.run"

    def parts(self, unit_id: int) -> Sequence[Part]:
        """One list."""
        return ()

    def columns(self, scope: Scope, now: datetime) -> tuple[Column, ...]:
        """In the order of `Observation`. Name, birth date and stage are needed; all else helps to find."""
        reasons = {code.value: (words.label, words.text) for code, words in DEFAULTS.items()}
        return (
            Code("code", "Mã hồ sơ", ("Số hồ sơ", "Mã số hồ sơ", "Mã HS", "Số HS", "Mã")),
            Name("full_name", "Họ và tên", (
                "Họ tên", "Họ, chữ đệm và tên", "Họ chữ đệm và tên khai sinh", "Tên công dân", "Họ tên công dân",
                "Tên"), required=True),
            BirthDateColumn("birth", "Ngày sinh", (
                "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Năm sinh", "Sinh ngày", "NS"),
                today=local_date(now), required=True),
            Choice("stage", "Trạng thái", ("Tình trạng", "Trạng thái hồ sơ", "Tình trạng hồ sơ", "Kết quả"),
                   words=STAGES, required=True),
            Day("as_of", "Tính đến ngày", ("Ngày cập nhật", "Cập nhật đến ngày", "Số liệu đến ngày")),
            Choice("reason", "Lý do", ("Mã lý do", "Nguyên nhân", "Lý do không cấp", "Lý do từ chối"), words=reasons),
            IdentityNumber("identity_number", "Số định danh", (
                "Số CCCD", "CCCD", "Số căn cước", "Số CMND", "CMND", "CMND/CCCD", "Số CMND/CCCD", "Số ĐDCN",
                "Số định danh cá nhân")),
            Phone("phone", "Điện thoại", ("Số điện thoại", "SĐT", "Di động", "Số ĐT", "ĐT")),
            Text("address", "Địa chỉ", (
                "Nơi ở", "Thường trú", "Nơi thường trú", "Địa chỉ nhận", "Nơi cư trú", "Địa chỉ giao nhận"),
                longest=300),
            Code("slip_code", "Mã giấy hẹn", ("Số giấy hẹn", "Giấy hẹn")),
            Day("received_on", "Ngày nhận hồ sơ", ("Ngày tiếp nhận", "Ngày thu nhận", "Ngày nộp")),
            Day("promised_on", "Ngày hẹn trả", ("Ngày trả", "Hẹn trả", "Ngày hẹn")),
            Text("place", "Nơi nhận thẻ", ("Nơi trả", "Nơi trả kết quả", "Vị trí", "Kệ", "Ô kệ"), longest=120),
        )  # fmt: skip

    def key_of(self, scope: Scope, values: Values) -> Hashable | None:
        """The dossier's number; without one the identity number; without that name and birth date."""
        code, name, birth, number = values[0], values[1], values[2], values[6]
        return code or number or (name_key(str(name)), birth)

    def compare(self, scope: Scope, rows: Sequence[Values], now: datetime) -> list[Verdict]:
        """See Target."""
        return intake.compare(scope.unit_id, _observations(rows, now), now)

    def record(self, scope: Scope, rows: Sequence[Values], run: Run) -> list[Verdict]:
        """See Target."""
        told = _observations(rows, run.now)
        return intake.record(scope.unit_id, told, source=Source.IMPORT, run_id=run.id, by=run.by, now=run.now)

    def undo(self, scope: Scope, run: Run) -> int:
        """See Target."""
        return intake.undo(scope.unit_id, run.id, by=run.by or 0, now=run.now)


def _observations(rows: Sequence[Values], now: datetime) -> list[Observation]:
    """Columns stand in the order of an observation's fields; of its day the moment is made."""
    days: dict[object, datetime] = {None: _of_day(local_date(now), now)}
    made = []
    for code, name, birth, stage, as_of, *rest in rows:
        moment = days.get(as_of)
        if moment is None:
            assert isinstance(as_of, date)
            moment = days[as_of] = _of_day(as_of, now)
        made.append(Observation(code, name, birth, stage, moment, *rest))  # type: ignore[arg-type]  # as columns() says
    return made


def _of_day(day: date, now: datetime) -> datetime:
    """The end of the day a list speaks of; a list of today speaks of this moment."""
    end = datetime.combine(day + timedelta(days=1), time(), VIETNAM)
    return now if day == local_date(now) else end
