"""The desk of one citizen at one unit, answered by the real product. Writes ride in the caller's transaction.

Pressing and cancelling lock rows that a whole city waits for: never in a transaction shared with other citizens' turns.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import assert_never

from django.db import OperationalError

from motcua.foundation.audit.tags import ActorKind
from motcua.foundation.citizens import consent_operations, link_operations, operations, queries
from motcua.foundation.citizens.models import Person, Purpose
from motcua.foundation.citizens.rules import MAX_PEOPLE, Birth, CitizenRefusal
from motcua.foundation.clock import VIETNAM, local_date
from motcua.messaging.channels.contract import Alone
from motcua.messaging.text import BirthDate, Refused, name_key
from motcua.tickets import codes, ledger
from motcua.tickets import operations as tickets
from motcua.tickets.ledger import Verdict
from motcua.tickets.models import Ticket
from motcua.tickets.problems import PROBLEMS
from motcua.workflows.assistant import offers, port, slips
from motcua.workflows.assistant.binding_lookup import LookupOffice
from motcua.workflows.assistant.port import NowServing, Outcome, Point, Relation, Shift

_LOCK_NOT_HAD_OR_RING = ("55P03", "40P01")
_WORDS_FOR_S = 10
_RELATIONS: tuple[Relation, ...] = ("self", "parent", "child", "spouse", "other")


@dataclass(frozen=True, slots=True)
class OfficeDesk(LookupOffice):
    """Implements `port.Desk`. The channel is written beside what she was told and agreed to.

    `shared`: other citizens' turns ride in the same transaction; then a turn that leads to a press or a cancel
    raises `Alone` at its first write.
    """

    shared: bool = False

    def points(self) -> list[Point]:
        return offers.points(self.unit, self.now)

    def shifts(self, point_id: str) -> list[Shift]:
        return offers.shifts(self.unit, int(point_id), self.now)

    def shift(self, shift_id: str) -> Shift | None:
        return offers.shift(self.unit, int(shift_id), self.now)

    def people(self) -> list[port.Person]:
        return [_person(row) for row in queries.people_of(self.citizen)]

    def people_limit(self) -> int:
        return MAX_PEOPLE

    def notice(self) -> port.Notice | None:
        if Person.objects.filter(holder_id=self.citizen).exists():
            return None
        told, asked = offers.remembered("notices", _WORDS_FOR_S, self.now, self._words)
        return port.Notice(told, asked, self.personal_link("personal_data"))

    def _words(self) -> tuple[str, str]:
        texts = consent_operations.current_notices(self.now)
        return texts[Purpose.SERVICE].text, texts[Purpose.NOTICES].text

    def has_read(self, *, agrees: bool) -> None:
        consent_operations.show_notices(citizen_id=self.citizen, channel=self.channel, now=self.now)
        if agrees:
            consent_operations.give_consents(
                citizen_id=self.citizen, purposes=[Purpose.NOTICES], channel=self.channel, now=self.now
            )

    def keep_person(self, name: str, birth: BirthDate | None, relation: Relation) -> port.Person | Refused:
        self._be_alone()
        for known in self.people():
            if (name_key(known.name), known.birth) == (name_key(name), birth):
                return known
        try:
            person_id = operations.add_person(
                citizen_id=self.citizen, relation=relation, name=name, birth=_birth(birth), phone="", now=self.now
            )
        except CitizenRefusal as refusal:
            return Refused(refusal.sentence)
        return port.Person(str(person_id), name, birth, relation)

    def keep_birth(self, person_id: str, birth: BirthDate) -> None:
        self._be_alone()
        person = queries.person_of(self.citizen, int(person_id))
        if person is not None:
            operations.change_person(
                citizen_id=self.citizen, person_id=person.pk, name=person.full_name, birth=_birth(birth),
                phone=queries.phone_of(person), now=self.now,
            )  # fmt: skip

    def press(self, shift_id: str, person_id: str) -> Outcome:
        self._be_alone()
        asked = ledger.Request(
            shift=int(shift_id), unit=self.unit, holder=self.citizen, person=int(person_id),
            actor_kind=ActorKind.CITIZEN, actor=self.citizen,
        )  # fmt: skip
        try:
            (outcome,) = tickets.issue([asked], now=self.now)
        except OperationalError as error:
            # A busy counter: nothing was done, and pressing again is safe. Anything else is for the worker to retry.
            if getattr(error.__cause__, "sqlstate", None) in _LOCK_NOT_HAD_OR_RING:
                return port.TryLater()
            raise
        return self._told(outcome)

    def tickets(self) -> list[port.Ticket]:
        return slips.tickets_of(self.citizen, self.now)

    def now_serving(self) -> list[NowServing]:
        return slips.now_serving(self.unit, self.now)

    def cancel(self, ticket_id: str) -> port.Cancelled:
        self._be_alone()
        mine = Ticket.objects.filter(pk=int(ticket_id), holder_id=self.citizen).exists()
        done = mine and tickets.cancel(
            int(ticket_id), by_kind=ActorKind.CITIZEN, by_id=self.citizen, now=self.now, reason="chat"
        )
        return "cancelled" if done else "too_late"

    def personal_link(self, purpose: port.LinkPurpose, ticket_id: str = "") -> str:
        target, until = self._target(purpose, ticket_id)
        return link_operations.personal_link(
            citizen_id=self.citizen, purpose=purpose, target=target, now=self.now, valid_until=until
        )

    def _be_alone(self) -> None:
        if self.shared:
            raise Alone

    def _target(self, purpose: port.LinkPurpose, ticket_id: str) -> tuple[str, datetime]:
        """The page, and the end of the day until which the same browser may use the link again."""
        ends = _end_of_day(self.now)
        if purpose == "ticket":
            day = Ticket.objects.values_list("date", flat=True).get(pk=int(ticket_id), holder_id=self.citizen)
            ends = datetime.combine(day, time(), VIETNAM) + timedelta(days=1)
            return f"/t/{codes.encode(int(ticket_id))}/", ends
        page = {"home": "", "take": "take/", "personal_data": "me/"}[purpose]
        return f"/u/{self.slug()}/{page}", ends

    def _told(self, outcome: ledger.Outcome) -> Outcome:
        match outcome.verdict:
            case Verdict.ISSUED | Verdict.YOURS | Verdict.REGISTERED:
                return self._given(outcome)
            case Verdict.FULL:
                return port.Full(self._next(outcome))
            case Verdict.CLOSED | Verdict.UNKNOWN_SHIFT:
                return port.Closed(self._next(outcome))
            case Verdict.NOT_YET_OPEN:
                return port.NotYetOpen(outcome.opens_at or self.now)
            case Verdict.LIMIT_REACHED:
                return port.LimitReached(slips.ticket(self.citizen, outcome.ticket) if outcome.ticket else None)
            case Verdict.BIRTH_DATE_NEEDED:
                return port.BirthDateNeeded()
            case Verdict.NOT_ELIGIBLE:
                return port.NotEligible(PROBLEMS["not-eligible"].detail)
            case Verdict.UNKNOWN_PERSON:
                return port.NotEligible(PROBLEMS["unknown-person"].detail)
        assert_never(outcome.verdict)

    def _given(self, outcome: ledger.Outcome) -> Outcome:
        slip = slips.ticket(self.citizen, outcome.ticket) if outcome.ticket else None
        if slip is None:
            raise LookupError(f"the ledger gave ticket {outcome.ticket}, which cannot be told to its holder")
        if slip.state == "registered":
            return port.Registered(slip)
        return port.Issued(slip) if outcome.verdict is Verdict.ISSUED else port.Yours(slip)

    def _next(self, outcome: ledger.Outcome) -> Shift | None:
        return offers.shift(self.unit, outcome.next_shift, self.now) if outcome.next_shift else None


def _person(row: Person) -> port.Person:
    told = queries.birth_of(row)
    birth = BirthDate(told.year, told.month, told.day) if told else None
    return port.Person(str(row.pk), row.full_name, birth, next(one for one in _RELATIONS if one == row.relation))


def _birth(birth: BirthDate | None) -> Birth | None:
    return Birth(birth.year, birth.month, birth.day) if birth else None


def _end_of_day(now: datetime) -> datetime:
    return datetime.combine(local_date(now), time(), VIETNAM) + timedelta(days=1)
