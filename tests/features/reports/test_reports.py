"""A report gets a receipt, an assignee and a deadline, and its words reach nobody else."""

from datetime import timedelta

import pytest

from motcua.features.reports import codes, keeper, operations, queries
from motcua.features.reports.models import Report, ReportAlarm, ReportEntry
from motcua.features.reports.operations import Receipt
from motcua.features.reports.rules import Verdict
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.citizens.operations import erase
from motcua.foundation.citizens.queries import personal_data
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role
from motcua.messaging.channels.contract import Identity
from tests.factories import NOW
from tests.features.helpdesk.desk import MINUTE, Desk, open_desk, somebody
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
WORDS = "Có nhóm thanh niên đánh nhau ở đầu hẻm"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def on_duty(desk: Desk) -> Officer:
    return officer(desk.unit, Role.DUTY_OFFICER)


def tells(who: Identity, text: str = WORDS, kind: operations.Kind = "emergency", now=NOW) -> Receipt:
    return operations.receive(who=who, text=text, kind=kind, at=now, now=now)


def tags() -> list[str]:
    return list(AuditEvent.objects.filter(tag__startswith="report:").order_by("id").values_list("tag", flat=True))


def test_a_report_gets_a_receipt_and_its_words_are_sealed(desk: Desk) -> None:
    receipt = tells(somebody(desk))
    report = Report.objects.get()
    assert codes.decode(receipt.code) == report.pk
    assert (receipt.deadline, receipt.repeated) == (NOW + 15 * MINUTE, False)
    assert codes.grouped(receipt.code) in receipt.acknowledgement
    assert "113" in receipt.acknowledgement
    assert b"thanh" not in bytes(ReportEntry.objects.get().body_sealed)
    assert tags() == ["report:received"]
    assert "thanh" not in str(AuditEvent.objects.latest("id").detail)


def test_a_second_message_goes_to_the_same_report_and_another_kind_to_its_own(desk: Desk) -> None:
    who = somebody(desk)
    first, second = tells(who), tells(who, "Họ có dao", now=NOW + MINUTE)
    assert (second.code, second.repeated) == (first.code, True)
    other = tells(who, "Bị lừa chuyển tiền", "crime", now=NOW + 2 * MINUTE)
    assert other.code != first.code
    assert other.deadline == NOW + 2 * MINUTE + timedelta(hours=24)
    assert ReportEntry.objects.count() == 3


def test_only_assigned_roles_open_it_and_each_opening_is_in_the_log(desk: Desk) -> None:
    tells(somebody(desk))
    report = Report.objects.get().pk
    for stranger in (
        officer(desk.unit), officer(desk.unit, Role.UNIT_ADMIN), officer(desk.unit, Role.CONTENT_EDITOR),
        officer(open_desk().unit, Role.DUTY_OFFICER),
    ):  # fmt: skip
        assert operations.open_body(report=report, by=stranger, now=NOW) is None
    assert tags() == ["report:received"]
    opened = operations.open_body(report=report, by=on_duty(desk), now=NOW)
    assert opened is not None and [one.text for one in opened.entries] == [WORDS]
    operations.open_body(report=report, by=officer(desk.unit, Role.LEADER), now=NOW)
    assert tags() == ["report:received", "report:read", "report:read"]


def test_it_is_given_to_a_named_officer_who_takes_it_by_opening_it(desk: Desk) -> None:
    tells(somebody(desk))
    report = Report.objects.get().pk
    leader, han, clerk = officer(desk.unit, Role.LEADER), on_duty(desk), officer(desk.unit)

    def give(to: Officer, by: Officer) -> Verdict:
        return operations.assign(report=report, officer=to, by=by, now=NOW).verdict

    assert give(clerk, leader) is Verdict.NOT_ALLOWED, "a counter officer may not open it"
    assert give(han, clerk) is Verdict.NOT_ALLOWED
    assert give(han, leader) is Verdict.DONE
    assert give(han, leader) is Verdict.REPEATED
    assert Report.objects.get().taken_at is None
    assert operations.close(report=report, outcome="Đã xử lý", by=clerk, now=NOW).verdict is Verdict.NOT_YOURS
    operations.open_body(report=report, by=leader, now=NOW + MINUTE)
    assert Report.objects.get().taken_at is None, "only its assignee takes it"
    operations.open_body(report=report, by=han, now=NOW + MINUTE)
    assert Report.objects.get().taken_at == NOW + MINUTE
    assert queries.counts({desk.unit.pk}, NOW + timedelta(days=1)).overdue == 0


def test_nobody_at_it_past_its_deadline_sounds_the_alarm_once(desk: Desk) -> None:
    tells(somebody(desk))
    tells(somebody(desk), kind="crime")
    late = NOW + 16 * MINUTE
    assert operations.sound_alarms(NOW + 15 * MINUTE) == 0
    assert [operations.sound_alarms(late), operations.sound_alarms(late)] == [1, 0]
    assert queries.counts({desk.unit.pk}, late) == queries.Counts(open=2, unread=2, overdue=1)
    first, second = queries.rows({desk.unit.pk}, "open", late)
    assert (first.overdue, second.overdue) == (True, False)
    leader, han = officer(desk.unit, Role.LEADER), on_duty(desk)
    operations.assign(report=first.report.pk, officer=han, by=leader, now=late)
    assert queries.counts({desk.unit.pk}, late).overdue == 0
    assert operations.sound_alarms(late + 16 * MINUTE) == 1, "given to somebody who does not look: it sounds again"
    assert ReportAlarm.objects.count() == 2


def test_its_end_says_what_became_of_it_and_may_be_taken_back(desk: Desk) -> None:
    who, han = somebody(desk), on_duty(desk)
    tells(who)
    report = Report.objects.get().pk
    assert operations.close(report=report, outcome="x", by=han, now=NOW).verdict is Verdict.NOT_YOURS
    operations.assign(report=report, officer=han, by=han, now=NOW)
    assert Report.objects.get().taken_at == NOW
    assert operations.close(report=report, outcome=" ", by=han, now=NOW).verdict is Verdict.EMPTY
    assert operations.close(report=report, outcome="Đã báo tổ tuần tra", by=han, now=NOW).changed
    assert operations.assign(report=report, officer=han, by=han, now=NOW).verdict is Verdict.ALREADY_CLOSED
    opened = operations.open_body(report=report, by=han, now=NOW)
    assert opened is not None and opened.outcome == "Đã báo tổ tuần tra"
    assert operations.reopen(report=report, by=han, now=NOW).changed
    operations.close(report=report, outcome="Xong", by=han, now=NOW)
    tells(who, now=NOW + MINUTE)
    assert operations.reopen(report=report, by=han, now=NOW).verdict is Verdict.OPEN_ELSEWHERE


def test_troubles_of_daily_life_are_counted_apart(desk: Desk) -> None:
    for kind in ("crime", "trouble", "trouble"):
        tells(somebody(desk), kind=kind)  # type: ignore[arg-type]
    assert queries.kinds_between(desk.unit.pk, NOW, NOW + MINUTE) == {"crime": 1, "trouble": 2}


def test_who_may_be_given_a_report(desk: Desk) -> None:
    han = on_duty(desk)
    officer(desk.unit)
    officer(desk.unit, Role.UNIT_ADMIN)
    assert list(queries.assignable(desk.unit.pk)) == [han]


def test_the_reporter_may_ask_what_is_kept_and_to_be_cut_off(desk: Desk) -> None:
    who, han = somebody(desk), on_duty(desk)
    receipt = tells(who)
    told = str(personal_data(who.citizen, NOW)["reports"])
    assert codes.grouped(receipt.code) in told and WORDS in told
    erase(citizen_id=who.citizen, now=NOW)
    report = Report.objects.get()
    assert report.citizen_id == who.citizen, "an open report is still worked on"
    operations.assign(report=report.pk, officer=han, by=han, now=NOW)
    operations.close(report=report.pk, outcome="Xong", by=han, now=NOW)
    report.refresh_from_db()
    assert (report.citizen, report.external_id) == (None, "")


def test_old_reports_lose_their_words(desk: Desk) -> None:
    who, han = somebody(desk), on_duty(desk)
    tells(who)
    report = Report.objects.get().pk
    operations.assign(report=report, officer=han, by=han, now=NOW)
    operations.close(report=report, outcome="Xong", by=han, now=NOW)
    later = NOW + keeper.REPORTS_LIVE
    assert keeper.ReportsKeeper().expire(later) == 0
    assert keeper.ReportsKeeper().expire(later + MINUTE) == 1
    assert bytes(ReportEntry.objects.get().body_sealed) == b""
    assert tags()[-1] == "report:pseudonymised"
