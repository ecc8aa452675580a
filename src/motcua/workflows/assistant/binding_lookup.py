"""Dossiers of one unit for one citizen in a chat, from the room that keeps them."""

from dataclasses import dataclass
from datetime import datetime

from motcua.features.dossiers import following, lookup, queries
from motcua.features.dossiers.lookup import Asked, Question
from motcua.features.dossiers.models import Dossier, Finding
from motcua.features.dossiers.operations import Verdict
from motcua.features.dossiers.rules import Stage
from motcua.foundation.citizens import consent_operations
from motcua.foundation.citizens import queries as citizens
from motcua.foundation.citizens.models import Purpose
from motcua.foundation.citizens.rules import masked_name
from motcua.foundation.clock import VIETNAM
from motcua.foundation.inquiries.rules import Outcome
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels.contract import Alone
from motcua.messaging.text import BirthDate
from motcua.workflows.assistant.binding_lists import ListsOffice
from motcua.workflows.assistant.port_lookup import Followed, LookupOutcome, LookupTold

_OUTCOMES: dict[Outcome, LookupOutcome] = {
    Outcome.FOUND: "found", Outcome.DETAILS: "found", Outcome.NONE: "none", Outcome.SEVERAL: "several",
    Outcome.WRONG_FACTOR: "wrong", Outcome.REFUSED: "refused",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LookupOffice(ListsOffice):
    """Implements `port_lookup.Lookups`. A look-up counts in rows others may hold: never in a shared transaction."""

    def has_dossiers(self) -> bool:
        return queries.has_dossiers(self.unit)

    def followed(self) -> list[tuple[str, ...]]:
        hotline = self._hotline()
        return [
            (f"HỒ SƠ CỦA {masked_name(one.dossier.full_name)}", *_short(one.dossier, hotline, self.now)[1:])
            for one in queries.follows_of(self.citizen)
        ]

    def look_up(self, name: str, birth: BirthDate | None, code: str) -> LookupTold:
        self._alone_please()
        asked = lookup.ask(
            unit_id=self.unit, question=Question(name, birth, code), citizen_id=self.citizen, source="",
            browser=self._browser, now=self.now,
        )  # fmt: skip
        return self._looked_up(asked, asked.token)

    def open_dossier(self, carried: str, slip: str) -> LookupTold:
        self._alone_please()
        finding = self._finding(carried)
        if finding is None:
            return LookupTold("none")
        asked = lookup.prove_by_slip(finding=finding, code=slip, citizen_id=self.citizen, source="", now=self.now)
        if asked.dossier is not None:
            lookup.open_details(finding, self.citizen, self.now)
        return self._looked_up(asked, carried)

    def words_of_consent(self) -> str:
        if citizens.has_consent(self.citizen, Purpose.NOTICES):
            return ""
        return consent_operations.current_notices(self.now)[Purpose.NOTICES].text

    def follow_dossier(self, carried: str, *, agrees: bool) -> Followed:
        self._alone_please()
        finding = self._finding(carried)
        if finding is None or finding.dossier is None:
            return "gone"
        if agrees:
            consent_operations.give_consents(
                citizen_id=self.citizen, purposes=[Purpose.NOTICES], channel=self.channel, now=self.now
            )
        done = following.follow(
            citizen_id=self.citizen, dossier=finding.dossier, proven=finding.proven, now=self.now
        ).verdict
        return "done" if done is Verdict.DONE else "too_many" if done is Verdict.TOO_MANY else "again"

    @property
    def _browser(self) -> str:
        """A chat is as good as a browser: its answers open for this citizen alone."""
        return f"chat:{self.citizen}"

    def _finding(self, carried: str) -> Finding | None:
        return lookup.finding_of(carried, self._browser, self.unit, self.now)

    def _looked_up(self, asked: Asked, carried: str) -> LookupTold:
        outcome = _OUTCOMES[asked.outcome]
        if asked.dossier is None:
            return LookupTold(outcome, carried=carried, retry_at=asked.retry_at)
        lines = _short(asked.dossier, self._hotline(), self.now, details=asked.proven)
        return LookupTold(outcome, lines, carried, asked.proven)

    def _hotline(self) -> str:
        unit = OrgUnit.objects.get(pk=self.unit)
        return "" if unit.is_trial else unit.hotline

    def _alone_please(self) -> None:
        if self.shared:
            raise Alone


def _short(row: Dossier, hotline: str, now: datetime, *, details: bool = False) -> tuple[str, ...]:
    told = queries.tell(row, now, hotline, details=details)
    lines = [f"HỒ SƠ CỦA {masked_name(row.full_name)}: {told.words.tag.upper()}", told.words.say]
    if told.reason:
        lines += [f"Lý do: {told.reason.text}", *(f"Mang theo: {one}" for one in told.reason.bring.splitlines())]
        lines.append(f"Nơi làm: {told.reason.where}")
    else:
        lines.append(told.words.next_step)
    if row.place and row.stage == Stage.AT_UNIT_READY:
        lines.append(f"Nơi nhận: {row.place}")
    lines += [told.late, told.renewed, told.purge]
    if told.stops:
        lines.append("Đường đi: " + " → ".join(f"{one.title}{' ✓' * (one.state == 'done')}" for one in told.stops))
    lines.append(f"Số liệu lúc {row.as_of.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}.")
    return tuple(line for line in lines if line)
