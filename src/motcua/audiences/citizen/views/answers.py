"""Hỏi đáp: ask in one's own words or tap through the topics; the answer, its source, and whether it helped."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from motcua.audiences.citizen.forms import posted
from motcua.audiences.citizen.pages import page
from motcua.audiences.citizen.units import UnitPage
from motcua.features.dossiers import queries as dossiers
from motcua.features.knowledge import operations, queries, rendering
from motcua.features.knowledge.models import AnsweredBy, Decision, Question
from motcua.features.knowledge.queries import EntryCard, Told
from motcua.features.knowledge.rules import ACTIONS
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.guards import public_page
from motcua.messaging.dialogue.urgent import danger_in, tells_of_it

CHANNEL = "web"
RATED_COOKIE = "mc_rated"
_LONGEST = 400
_BESIDE = 4
_MOST_RATED = 30
_SALT = "motcua.answers.asked"
# Pages that answer a button; what has no page yet shows no button.
_PAGES = {
    "take_number": "citizen-choose", "my_numbers": "citizen-my", "cancel_number": "citizen-my",
    "now_serving": "citizen-now", "my_data": "citizen-me", "lookup": "citizen-lookup", "declare": "citizen-declare",
    "booking": "citizen-book", "report": "citizen-report", "directory": "citizen-directory", "officer": "citizen-chat",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """The message a page speaks of; `token` proves that it was asked here."""

    question: Question
    token: str

    @property
    def text(self) -> str:
        """What was asked, as it was kept."""
        return self.question.text


@public_page
def answers(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """GET: the box and the topics. POST: a message; the answer is another page, so a reload asks nothing twice."""
    if request.method == "POST":
        return _ask(request, unit)
    today = local_date(clock.now())
    preset = request.GET.get("preset", "")
    presets = queries.presets(unit.id)
    title = next((one.title for one in presets if one.key == preset), "")
    preset = preset if title else ""
    return page(
        request, "answers/answers", unit, categories=queries.categories(unit.id, today, preset), presets=presets,
        preset=preset, preset_title=title, officer_url=page_of("officer", unit),
    )  # fmt: skip


@public_page
def topic(request: HttpRequest, unit: UnitPage, category: str) -> HttpResponseBase:
    """The questions of a topic."""
    today, preset = local_date(clock.now()), request.GET.get("preset", "")
    branch = next((one for one in queries.categories(unit.id, today, preset) if one.key == category), None)
    if branch is None:
        raise Http404
    entries = queries.entries_of(unit.id, category, today, preset)
    return page(request, "answers/topic", unit, category=branch, entries=entries, preset=preset)


@public_page
def answer(request: HttpRequest, unit: UnitPage, entry: str) -> HttpResponseBase:
    """One answer."""
    now = clock.now()
    told = queries.told(unit.id, entry, local_date(now), now)
    if told is None:
        raise Http404
    asked = _asked(request.GET.get("asked", ""), unit)
    rated = request.COOKIES.get(RATED_COOKIE, "").split(".")
    said = next((one[0] for one in rated if one[1:] == entry), "")
    return page(
        request, "answers/answer", unit, told=told, html=_html(told), asked=asked, thanked=bool(said),
        helped=said == "+", action_url=page_of(told.action or "", unit), action_words=ACTIONS.get(told.action or ""),
        category=_category_of(told, unit, now), beside=_beside(told, unit, now), officer_url=page_of("officer", unit),
    )  # fmt: skip


@public_page
def asked(request: HttpRequest, unit: UnitPage, token: str) -> HttpResponseBase:
    """What the list says to a message: three choices, or nothing and whom to ask."""
    before = _asked(token, unit)
    if before is None:
        raise Http404
    choices = () if request.GET.get("none") or before.question.decision == Decision.NONE else _choices(before, unit)
    if not choices:
        return page(request, "answers/nothing", unit, asked=before, officer_url=page_of("officer", unit))
    return page(request, "answers/choices", unit, asked=before, choices=choices)


@public_page
@require_POST
def choice(request: HttpRequest, unit: UnitPage, token: str) -> HttpResponseBase:
    """One of the choices, or none of them."""
    before = _asked(token, unit)
    if before is None:
        raise Http404
    chosen, now = posted(request).get("entry", ""), clock.now()
    if queries.told(unit.id, chosen, local_date(now)) is None:
        return _see_other(f"{reverse('citizen-answers-asked', args=[unit, token])}?none=1")
    operations.settle_question(before.question.pk, answered_by=AnsweredBy.BOT, entry_key=chosen, at=now)
    return _see_other(f"{reverse('citizen-answer', args=[unit, chosen])}?asked={token}")


@public_page
@require_POST
def rating(request: HttpRequest, unit: UnitPage, entry: str) -> HttpResponseBase:
    """Whether an answer helped; asked once a browser and day."""
    now, form = clock.now(), posted(request)
    if queries.told(unit.id, entry, local_date(now)) is None or form.get("helpful") not in ("yes", "no"):
        raise Http404
    response = _see_other(f"{reverse('citizen-answer', args=[unit, entry])}#gop-y")
    rated = [one for one in request.COOKIES.get(RATED_COOKIE, "").split(".") if one]
    if entry in {one[1:] for one in rated}:
        return response
    helpful = form["helpful"] == "yes"
    before = _asked(form.get("asked", ""), unit)
    operations.rate(before.question.pk if before else _tapped(unit, entry, now), helpful, now)
    kept = [*rated, f"{'+' if helpful else '-'}{entry}"][-_MOST_RATED:]
    response.set_cookie(RATED_COOKIE, ".".join(kept), max_age=86_400, httponly=True, samesite="Lax")
    return response


def page_of(action: str, unit: UnitPage) -> str:
    """Where the button of an answer leads; empty when there is no such page here."""
    if (action == "officer" and not unit.has_chat) or (action == "lookup" and not dossiers.has_dossiers(unit.id)):
        return ""
    try:
        return reverse(_PAGES[action], args=[unit]) if action in _PAGES else ""
    except NoReverseMatch:
        return ""


def _ask(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    now = clock.now()
    text = posted(request).get("q", "")[:_LONGEST].strip()
    if not text:
        return _see_other(reverse("citizen-answers", args=[unit]))
    danger = danger_in(text)
    if danger == "emergency" or (danger == "crime" and tells_of_it(text)):
        return page(request, "answers/urgent", unit, officer_url=page_of("officer", unit))
    found = queries.ask(unit.id, text, local_date(now))
    best = found.choices[0].key if found.choices else None
    question_id = operations.keep_question(
        unit_id=unit.id, text=text, decision=found.decision, entry_key=best, confidence=found.confidence,
        channel=CHANNEL, at=now,
    )  # fmt: skip
    token = signing.dumps(question_id, salt=_SALT)
    if found.decision != Decision.ANSWER or best is None:
        return _see_other(reverse("citizen-answers-asked", args=[unit, token]))
    operations.settle_question(question_id, answered_by=AnsweredBy.BOT, entry_key=best, at=now)
    return _see_other(f"{reverse('citizen-answer', args=[unit, best])}?asked={token}")


def _asked(token: str, unit: UnitPage) -> AskedBefore | None:
    """The message of a token, if it was asked at this unit within a day."""
    try:
        question_id = signing.loads(token, salt=_SALT, max_age=86_400)
    except signing.BadSignature:
        return None
    found = Question.objects.filter(pk=question_id, unit_id=unit.id).first()
    return AskedBefore(found, token) if found else None


def _choices(before: AskedBefore, unit: UnitPage) -> tuple[EntryCard, ...]:
    return queries.ask(unit.id, before.question.text, local_date(clock.now())).choices


def _tapped(unit: UnitPage, entry: str, now: datetime) -> int:
    """An answer that was reached by tapping counts as asked and answered when somebody says whether it helped."""
    made = operations.keep_question(
        unit_id=unit.id, text="", decision=Decision.ANSWER, entry_key=entry, confidence=1, channel=CHANNEL, at=now
    )
    operations.settle_question(made, answered_by=AnsweredBy.BOT, entry_key=entry, at=now)
    return made


def _html(told: Told) -> str:
    return mark_safe(rendering.html(told.text))  # noqa: S308  (cleaned by nh3 to a few tags)


def _category_of(told: Told, unit: UnitPage, now: datetime) -> queries.CategoryCard | None:
    cards = queries.categories(unit.id, local_date(now))
    return next((one for one in cards if one.key == told.category_key), None)


def _beside(told: Told, unit: UnitPage, now: datetime) -> list[EntryCard]:
    cards = queries.entries_of(unit.id, told.category_key, local_date(now))
    place = next((number for number, one in enumerate(cards) if one.key == told.key), 0)
    return [*cards[place + 1 :], *cards[:place]][:_BESIDE]


def _see_other(address: str) -> HttpResponse:
    response = redirect(address)
    response.status_code = 303
    return response
