"""Answers, hand-over and reports of one citizen at one unit, from the rooms that keep them."""

from dataclasses import dataclass
from datetime import date, datetime

from motcua.features.helpdesk import operations as helpdesk
from motcua.features.knowledge import operations as questions
from motcua.features.knowledge import queries as knowledge
from motcua.features.reports import operations as reports
from motcua.foundation.clock import local_date
from motcua.foundation.config import config
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels.contract import Identity
from motcua.workflows.assistant import offers
from motcua.workflows.assistant.port_help import Danger, Decision, Entry, Found, HandedOver, Told, Topic, Why

_SLUG_FOR_S, _PRESETS_FOR_S = 10, 10


@dataclass(frozen=True, slots=True)
class HelpOffice:
    """Implements `port_help.Help`. `at` is when she wrote, by her channel's clock."""

    who: Identity
    at: datetime
    now: datetime

    @property
    def citizen(self) -> int:
        return self.who.citizen

    @property
    def unit(self) -> int:
        return self.who.unit

    @property
    def channel(self) -> str:
        return self.who.channel

    @property
    def today(self) -> date:
        return local_date(self.now)

    def ask(self, text: str) -> Found:
        asked = knowledge.ask(self.unit, text, self.today)
        decisions: dict[str, Decision] = {"answer": "answer", "offer": "offer"}
        entries = tuple(Entry(one.key, one.title) for one in asked.choices)
        return Found(decisions.get(asked.decision, "none"), asked.confidence, entries)

    def told(self, key: str) -> Told | None:
        told = knowledge.told(self.unit, key, self.today, self.now)
        if told is None:
            return None
        base = config().base_url
        shown = ((one.alt, one.address if "://" in one.address else f"{base}{one.address}") for one in told.pictures)
        return Told(
            told.key, told.title, told.plain, told.source, told.updated, told.action or "", told.live or "",
            tuple(shown), f"{base}/u/{self.slug()}/answers/entries/{key}/",
        )  # fmt: skip

    def slug(self) -> str:
        """The unit's name in addresses."""
        return offers.remembered(f"slug:{self.unit}", _SLUG_FOR_S, self.now, self._slug)

    def _slug(self) -> str:
        return OrgUnit.objects.values_list("slug", flat=True).get(pk=self.unit)

    def topics(self, preset: str = "") -> list[Topic]:
        return [Topic(one.key, one.title, one.count) for one in knowledge.categories(self.unit, self.today, preset)]

    def entries(self, topic: str, preset: str = "") -> list[Entry]:
        return [Entry(one.key, one.title) for one in knowledge.entries_of(self.unit, topic, self.today, preset)]

    def presets(self) -> list[Entry]:
        return offers.remembered(
            f"presets:{self.unit}", _PRESETS_FOR_S, self.now,
            lambda: [Entry(one.key, one.title) for one in knowledge.presets(self.unit)],
        )  # fmt: skip

    def keep_question(self, text: str, decision: Decision, entry: str, confidence: float) -> str:
        return str(
            questions.keep_question(
                unit_id=self.unit, text=text, decision=decision, entry_key=entry or None, confidence=confidence,
                channel=self.channel, at=self.at,
            )
        )  # fmt: skip

    def answered(self, question: str, entry: str) -> None:
        questions.settle_question(int(question), answered_by="bot", entry_key=entry, at=self.now)

    def rate(self, question: str, helpful: bool) -> None:
        questions.rate(int(question), helpful, self.now)

    def hand_over(self, why: Why, text: str, question: str = "") -> HandedOver:
        asked_at = knowledge.asked_at(int(question)) if question else None
        handed = helpdesk.hand_over(
            who=self.who, reason=why, text=text, at=asked_at or self.at, now=self.now,
            question_id=int(question) if question else None,
        )  # fmt: skip
        return HandedOver(handed.open_now, handed.expect_reply_at)

    def take_in(self, text: str, kind: str, at: datetime, message_id: str) -> bool:
        return helpdesk.take_in(who=self.who, text=text, kind=kind, at=at, message_id=message_id, now=self.now)

    def report(self, kind: Danger, text: str) -> str:
        return reports.receive(who=self.who, text=text, kind=kind, at=self.at, now=self.now).acknowledgement
