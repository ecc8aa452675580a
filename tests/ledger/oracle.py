"""A second, slow ledger in plain Python: what each press of a list must hear, worked out from the rows before it."""

from dataclasses import dataclass
from datetime import datetime

from motcua.foundation.citizens.models import Person
from motcua.tickets.ledger import Outcome, Request
from motcua.tickets.models import LIVE_STATES, Mode, NumberSeries, ShiftShare, Ticket


@dataclass(frozen=True)
class Expected:
    """Verdict, and the number where one is given or was."""

    verdict: str
    number: int | None


class Oracle:
    """Reads all rows once; `judge` then goes through a list one press at a time."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._shares = list(ShiftShare.objects.all())
        self._tickets = list(Ticket.objects.all())
        self._next = dict(NumberSeries.objects.values_list("id", "next_number"))
        self._people = {person.pk: person for person in Person.objects.filter(removed_at=None)}

    def judge(self, request: Request) -> Expected:
        """What this press hears; places and numbers it takes are gone for the next."""
        share = self._share(request)
        if share is None or share.unit_id != request.unit:
            return Expected("unknown_shift", None)
        if known := [t for t in self._tickets if request.key and t.idempotency_key == request.key]:
            return Expected("yours", known[0].number)
        refused = self._refused(request, share)
        if refused is not None:
            return refused
        if share.taken >= share.capacity:
            return Expected("full", None)
        share.taken += 1
        if share.mode == Mode.CUTOFF:
            return Expected("registered", None)
        series = share.priority_series_id if request.priority else share.series_id
        self._next[series] += 1
        return Expected("issued", self._next[series] - 1)

    def _share(self, request: Request) -> ShiftShare | None:
        of_shift = {share.share: share for share in self._shares if share.shift_id == request.shift}
        return of_shift.get(request.share) or of_shift.get("all")

    def _refused(self, request: Request, share: ShiftShare) -> Expected | None:
        person = self._people.get(request.person) if request.person else None
        if request.person and (person is None or person.holder_id != request.holder):
            return Expected("unknown_person", None)
        mine = [t for t in self._tickets if person and t.person_id == person.pk and t.date == share.date]
        for ticket in mine:
            if ticket.procedure_id == share.procedure_id and ticket.state in LIVE_STATES:
                return Expected("yours" if ticket.shift_id == request.shift else "limit_reached", ticket.number)
        if self._now >= share.closes_at:
            return Expected("closed", None)
        if self._now < share.opens_at:
            return Expected("not_yet_open", None)
        if person and share.born_not_after and person.born_earliest is None:
            return Expected("birth_date_needed", None)
        if person and share.born_not_after and person.born_earliest and person.born_earliest > share.born_not_after:
            return Expected("not_eligible", None)
        if len(mine) < share.day_limit:
            return None
        shown = max(mine, key=lambda ticket: (ticket.state in LIVE_STATES, ticket.day_ordinal))
        return Expected("limit_reached", shown.number)


def told(outcome: Outcome) -> Expected:
    """The part of an outcome the oracle speaks of."""
    return Expected(str(outcome.verdict), outcome.number)
