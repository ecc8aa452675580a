"""Tra cứu: ask, get the short answer, prove who asks, see the details. Each is counted, audited, and says no more.

"None", "not yours" and "not like that" are one answer, and each question costs the same statements whatever is found.
"""

import secrets as random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from motcua.features.dossiers import queries, reaching
from motcua.features.dossiers.models import Dossier, Finding, SecondFactor
from motcua.features.dossiers.reading import slip_key
from motcua.features.dossiers.sealing import slip_hash
from motcua.foundation import secrets
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.inquiries import operations as inquiries
from motcua.foundation.inquiries.rules import Admission, Outcome
from motcua.messaging.text import BirthDate, name_key

__all__ = [
    "Asked",
    "Question",
    "ask",
    "finding_of",
    "open_details",
    "prove_by_message",
    "prove_by_slip",
    "send_code",
    "typed_of",
]

SUBJECT = "dossier"
ANSWER_LIVES = timedelta(minutes=15)
CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
CODES_A_DAY = 3
_ASKED = "finding.asked_sealed"
_CODE = "second_factor.code"
_APART = "\x1f"


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed: a name and a birth date, or a code alone; with both the code is the second factor."""

    full_name: str = ""
    birth: BirthDate | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question. `token` opens the answer in the browser that asked; `dossier` is what may be told."""

    outcome: Outcome
    retry_at: datetime | None = None
    dossier: Dossier | None = None
    proven: bool = False
    token: str = ""


def ask(
    *, unit_id: int, question: Question, citizen_id: int | None, source: str, browser: str = "", now: datetime
) -> Asked:
    """Count it, find, and keep the answer at a random address. Namesakes are told nothing but that a code is needed."""
    about = _about(question.full_name, question.birth) if question.code else ""
    admission = inquiries.admit(
        unit_id=unit_id, citizen_id=citizen_id, source=source, subject=SUBJECT, now=now, about=about
    )
    if not admission.allowed:
        return Asked(Outcome.REFUSED, admission.retry_at)
    found, proven = _found(unit_id, question)
    outcome = Outcome.NONE if not found else Outcome.SEVERAL if len(found) > 1 else Outcome.FOUND
    dossier = found[0] if outcome is Outcome.FOUND else None
    settled = Outcome.DETAILS if proven and dossier else outcome
    token = secrets.new_token()
    with transaction.atomic():
        Finding.objects.create(
            token_hash=secrets.token_hash(token), browser_hash=_browser(browser), unit_id=unit_id, dossier=dossier,
            outcome=outcome, asked_sealed=_sealed(question), proven=proven, made_at=now, expires_at=now + ANSWER_LIVES,
        )  # fmt: skip
        inquiries.settle(admission, settled, now)
    return Asked(outcome, None, dossier, proven, token)


def finding_of(token: str, browser: str, unit_id: int, now: datetime) -> Finding | None:
    """The answer at an address, for the browser that asked and while it lives."""
    found = Finding.objects.select_related("dossier").filter(
        token_hash=secrets.token_hash(token), browser_hash=_browser(browser), unit_id=unit_id, expires_at__gt=now
    )
    return found.first()


def open_details(finding: Finding, citizen_id: int | None, now: datetime) -> None:
    """The details were shown: who looked at what is in the log."""
    if finding.dossier_id is not None:
        _record(EventTag.DOSSIER_VIEWED, finding, citizen_id, now)


def prove_by_slip(*, finding: Finding, code: str, citizen_id: int | None, source: str, now: datetime) -> Asked:
    """The second factor: the code printed on the slip or of the declaration. Each try is a look-up of its own.

    Among namesakes it tells which one is meant; a wrong one and one of somebody else are told alike.
    """
    name, birth = typed_of(finding)
    admission = inquiries.admit(
        unit_id=finding.unit_id, citizen_id=citizen_id, source=source, subject=SUBJECT, now=now,
        about=_about(name, birth),
    )  # fmt: skip
    if not admission.allowed:
        return Asked(Outcome.REFUSED, admission.retry_at)
    fits = _of_slip(finding.unit_id, code)
    fits = [row for row in fits if queries.is_of_person(row, name, birth)] if birth is not None else []
    return _proved(finding, fits[0] if len(fits) == 1 else None, admission, now)


def send_code(*, finding: Finding, now: datetime) -> bool:
    """Send six digits to the account or phone on file; False when there is none, or enough were sent today."""
    dossier = finding.dossier
    if dossier is None:
        return False
    sent = SecondFactor.objects.filter(dossier=dossier, sent_at__gt=now - timedelta(days=1)).count()
    if sent >= CODES_A_DAY:
        return False
    code = f"{random.randbelow(1_000_000):06}"
    with transaction.atomic():
        if not reaching.send_code(dossier, code, now, now + CODE_LIVES):
            return False
        SecondFactor.objects.update_or_create(
            finding=bytes(finding.token_hash),
            defaults={
                "dossier": dossier, "code_hash": _code_hash(finding, code), "tries": 0, "sent_at": now,
                "expires_at": now + CODE_LIVES, "used_at": None,
            },
        )  # fmt: skip
        _record(EventTag.DOSSIER_CODE_SENT, finding, None, now)
    return True


def prove_by_message(*, finding: Finding, code: str, citizen_id: int | None, source: str, now: datetime) -> Asked:
    """The second factor: the six digits that were sent; five tries, ten minutes, once."""
    admission = inquiries.admit(
        unit_id=finding.unit_id, citizen_id=citizen_id, source=source, subject=SUBJECT, now=now
    )  # fmt: skip
    if not admission.allowed:
        return Asked(Outcome.REFUSED, admission.retry_at)
    with transaction.atomic():
        live = SecondFactor.objects.select_for_update().filter(
            finding=bytes(finding.token_hash), used_at=None, expires_at__gt=now, tries__lt=CODE_TRIES
        )  # fmt: skip
        factor = live.first()
        digits = "".join(sign for sign in code if sign.isdecimal())
        fits = factor is not None and random.compare_digest(bytes(factor.code_hash), _code_hash(finding, digits))
        if factor is not None:
            factor.tries += 1
            factor.used_at = now if fits else None
            factor.save(update_fields=["tries", "used_at"])
    return _proved(finding, finding.dossier if fits else None, admission, now)


def _found(unit_id: int, question: Question) -> tuple[list[Dossier], bool]:
    """(the dossiers meant, whether a second factor was among what was typed)."""
    if question.birth is None:
        return queries.by_code(unit_id, question.code), False
    if not question.code:
        return queries.by_name(unit_id, question.full_name, question.birth), False
    fits = _of_slip(unit_id, question.code)
    mine = [row for row in fits if queries.is_of_person(row, question.full_name, question.birth)]
    return mine, len(mine) == 1


def _of_slip(unit_id: int, code: str) -> list[Dossier]:
    key = slip_key(code)[:60] or "-"
    rows = Dossier.objects.filter(unit_id=unit_id, slip_hash=slip_hash(key), retracted_at=None)
    return list(rows.exclude(slip_hash=b"").order_by("-as_of")[:5])


def _proved(finding: Finding, dossier: Dossier | None, admission: Admission, now: datetime) -> Asked:
    with transaction.atomic():
        if dossier is not None:
            Finding.objects.filter(pk=finding.pk).update(dossier=dossier, outcome=Outcome.FOUND, proven=True)
            finding.dossier, finding.proven = dossier, True
            _record(EventTag.DOSSIER_PROVEN, finding, admission.citizen_id, now)
        inquiries.settle(admission, Outcome.DETAILS if dossier else Outcome.WRONG_FACTOR, now)
    return Asked(Outcome.DETAILS if dossier else Outcome.WRONG_FACTOR, None, dossier, dossier is not None)


def _sealed(question: Question) -> bytes:
    if question.birth is None:
        return b""
    parts = (question.birth.year, question.birth.month or 0, question.birth.day or 0)
    return secrets.encrypt_text(_APART.join([question.full_name, *map(str, parts)]), _ASKED)


def typed_of(finding: Finding) -> tuple[str, BirthDate | None]:
    """The name and birth date of the question; nothing where a code alone was asked."""
    typed = secrets.decrypt_text(bytes(finding.asked_sealed), _ASKED)
    if not typed:
        return "", None
    name, year, month, day = typed.split(_APART)
    return name, BirthDate(int(year), int(month) or None, int(day) or None)


def _about(name: str, birth: BirthDate | None) -> str:
    """The person a code is tried on, as typed; nobody where a code alone was asked."""
    return f"{name_key(name)} {birth}" if birth is not None else ""


def _browser(browser: str) -> bytes:
    return secrets.keyed_hash(browser, "finding.browser")


def _code_hash(finding: Finding, code: str) -> bytes:
    return secrets.keyed_hash(bytes(finding.token_hash).hex() + code, _CODE)


def _record(tag: EventTag, finding: Finding, citizen_id: int | None, now: datetime) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.SYSTEM if citizen_id is None else ActorKind.CITIZEN,
        actor_id=citizen_id or 0, unit_id=finding.unit_id, subject_id=finding.dossier_id or 0,
    )  # fmt: skip
