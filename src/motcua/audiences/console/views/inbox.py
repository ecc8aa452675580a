"""The inbox: three queues, one thread, and the citizen beside it."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.audiences.console import letters
from motcua.audiences.console.pages import frame, officer_of, problem
from motcua.audiences.console.wording import Said
from motcua.features.helpdesk import operations, queries, rules
from motcua.features.helpdesk.models import Direction, Thread
from motcua.features.helpdesk.queries import BotLine, InboxPage, Line, Row, Show, ThreadPage
from motcua.foundation import clock
from motcua.foundation.citizens import queries as citizens
from motcua.foundation.citizens.models import Purpose
from motcua.foundation.clock import local_date
from motcua.foundation.guards import staff_may
from motcua.foundation.offices.queries import names_of, units_on
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.queries import may_in_unit, units_where
from motcua.tickets import queries as tickets

_SHOWS: tuple[Show, ...] = ("waiting", "mine", "done")
_REMEMBERED = 40


@dataclass(frozen=True, slots=True)
class Draft:
    """What stood in a form that was not obeyed, so that nothing an officer wrote is lost."""

    reply: str = ""
    note: str = ""


@staff_may("inbox.answer")
@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """One queue of the officer's units."""
    officer, now = officer_of(request), clock.now()
    units = units_where(officer.pk, "inbox.answer", now)
    show = _show(request, "waiting")
    page = queries.inbox(units, officer.pk, show, now)
    _note_list_seen(request, page, show, officer)
    told = {
        **frame(officer.unit, now), **_list(page, show),
        "said": letters.said(request.GET.get("said", "")),
    }  # fmt: skip
    return render(request, "console/helpdesk/inbox.html", told)


@staff_may("inbox.answer")
@never_cache
@require_GET
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """One thread; what was said in it is shown to its unit, and that it was shown is written down."""
    return thread_answer(request, thread_id, letters.said(request.GET.get("said", "")), Draft(), 200)


def thread_answer(request: HttpRequest, thread_id: int, said: Said | None, draft: Draft, status: int) -> HttpResponse:
    """The page of a thread, also after a press that was not obeyed."""
    officer, now = officer_of(request), clock.now()
    units = units_where(officer.pk, "inbox.answer", now)
    found = queries.threads_visible_to_units(units).filter(pk=thread_id).first()
    if found is None:
        return gone(request)
    page = queries.thread_page(found, officer.pk, now)
    _note_thread_seen(request, page, officer)
    show = _show(request, _queue_of(page))
    listed = queries.inbox(units, officer.pk, show, now)
    _note_list_seen(request, listed, show, officer)
    told = {
        **frame(found.unit, now), **_list(listed, show), **_talk(request, page, draft), **_side(page),
        "said": said,
    }  # fmt: skip
    return render(request, "console/helpdesk/thread.html", told, status=status)


def gone(request: HttpRequest) -> HttpResponse:
    """The same answer for a thread that is not there and one of another unit."""
    return problem(
        request, 404, "Không có hội thoại này trong đơn vị của đồng chí.",
        "Hội thoại có thể vừa chuyển đến đơn vị khác. Trở lại Hộp thư để xem tiếp.",
    )  # fmt: skip


def _show(request: HttpRequest, otherwise: Show) -> Show:
    return next((one for one in _SHOWS if one == request.GET.get("show")), otherwise)


def _queue_of(page: ThreadPage) -> Show:
    if page.thread.state == "done":
        return "done"
    return "mine" if page.mine else "waiting"


def _list(page: InboxPage, show: Show) -> dict[str, object]:
    now = clock.now()
    return {
        "rows": [_row(row, now) for row in page.rows],
        "others": [_row(row, now) for row in page.others],
        "counts": page.counts,
        "show": show,
        "many": queries.MANY,
    }


def _row(row: Row, now: datetime) -> dict[str, object]:
    words, looks = letters.wait_words(row, now)
    return {
        "thread": row.thread,
        "who": row.who,
        "text": letters.what_came(row.kind or "text", row.preview),
        "at": letters.moment(row.thread.last_asked_at, now),
        "words": words,
        "looks": looks,
        "reason": row.thread.get_reason_display(),
        "by": _holder(row.thread) if row.thread.state == "claimed" else "",
    }


def _talk(request: HttpRequest, page: ThreadPage, draft: Draft) -> dict[str, object]:
    now, found = clock.now(), page.thread
    canned = list(queries.canned_answers(found.unit_id))
    chosen = next((one.text for one in canned if str(one.pk) == request.GET.get("answer")), "")
    return {
        "page": page,
        "who": page.who,
        "lines": [_line(line, page.phone, now) for line in page.lines],
        "holder": _holder(found),
        "due": letters.due_words(found.reply_due_at, now),
        "free": letters.window_words(page.window, found.channel, now),
        "warning": letters.window_warning(page.window, page.phone),
        "phone": page.phone,
        "canned": canned,
        "draft": Draft(draft.reply or chosen, draft.note),
        "key": secrets.token_hex(8),
        "limit": rules.TEXT_LIMIT,
        "units": _units(found),
        "may_teach": may_in_unit(officer_of(request).pk, "knowledge.write", found.unit_id, now),
        "snoozed_until": letters.moment(found.snoozed_until, now) if found.snoozed_until else "",
    }


def _line(line: Line | BotLine, phone: str, now: datetime) -> dict[str, object]:
    if isinstance(line, BotLine):
        return {"direction": "bot", "text": line.text, "at": letters.moment(line.at, now)}
    message = line.message
    words, troubled = letters.delivery_words(line, now)
    elsewhere = message.direction == Direction.OURS and bool(message.elsewhere_by)
    return {
        "id": message.pk,
        "direction": message.direction,
        "by": message.by,
        "elsewhere": elsewhere,
        "at": letters.moment(message.at, now),
        "text": letters.what_came(message.kind, line.text) if message.direction == "in" else line.text,
        "teaches": message.direction == Direction.THEIRS and message.kind == "text" and bool(line.text),
        "delivery": words,
        "trouble": letters.trouble_words(line, phone) if troubled else "",
    }


def _side(page: ThreadPage) -> dict[str, object]:
    found, now = page.thread, clock.now()
    mine = tickets.tickets_of(found.citizen_id, local_date(now)).filter(unit_id=found.unit_id)[:5]
    names = names_of({one.from_unit_id for one in page.moves}, local_date(now))
    return {
        "tickets": [{"number": tickets.display_number(one) if one.number else "–", "ticket": one} for one in mine],
        "earlier": page.earlier,
        "agreed": citizens.has_consent(found.citizen_id, Purpose.NOTICES),
        "moves": [
            {"unit": names.get(one.from_unit_id, ("", ""))[0], "at": letters.moment(one.at, now)} for one in page.moves
        ],
    }


def _holder(found: Thread) -> str:
    if found.claimed_by is None:
        return "Cán bộ trên Zalo" if found.elsewhere_by else ""
    return f"{found.claimed_by.title} {found.claimed_by.full_name}".strip()


def _units(found: Thread) -> list[tuple[int, str]]:
    today = local_date(clock.now())
    ids = list(units_on(today).exclude(pk=found.unit_id).values_list("id", flat=True))
    return sorted(((unit, name) for unit, (name, _) in names_of(ids, today).items()), key=lambda one: one[1])


def _note_thread_seen(request: HttpRequest, page: ThreadPage, officer: Officer) -> None:
    """Once for each state of the thread that she is shown; a page that asks every few seconds adds nothing."""
    seen: dict[str, int] = request.session.get("seen_threads", {})
    if seen.get(str(page.thread.pk)) == page.version:
        return
    operations.note_thread_seen(thread=page.thread, by=officer, now=clock.now())
    seen.pop(str(page.thread.pk), None)
    kept = [*seen.items()][-_REMEMBERED:]
    request.session["seen_threads"] = dict([*kept, (str(page.thread.pk), page.version)])


def _note_list_seen(request: HttpRequest, page: InboxPage, show: Show, officer: Officer) -> None:
    """Once for each state of a queue; two open pages do not remind each other."""
    shown = [len(page.rows) + len(page.others), page.version]
    seen: dict[str, list[int]] = request.session.get("seen_inbox", {})
    if not shown[0] or seen.get(show) == shown:
        return
    operations.note_inbox_seen(unit=officer.unit_id or 0, rows=shown[0], by=officer, now=clock.now())
    request.session["seen_inbox"] = {**seen, show: shown}
