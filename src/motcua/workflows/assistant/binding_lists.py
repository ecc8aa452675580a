"""Lists of one unit for one citizen in a chat, from the room that keeps them."""

from dataclasses import dataclass

from motcua.features.lists import lookup, queries, row_operations, rules
from motcua.features.lists.definitions import Definition
from motcua.features.lists.rules import Kind, Role
from motcua.foundation.config import config
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels.contract import Alone
from motcua.workflows.assistant import offers
from motcua.workflows.assistant.binding_help import HelpOffice
from motcua.workflows.assistant.port_lists import FieldKind, ListField, ListForm, ListLine, ListOpened, ListTold

_LISTS_FOR_S = 5
_KINDS: dict[Kind, FieldKind] = {
    Kind.NAME: "name", Kind.BIRTH_DATE: "birth_date", Kind.PHONE: "phone", Kind.CODE: "code", Kind.TEXT: "text",
    Kind.IDENTITY_NUMBER: "identity_number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListsOffice(HelpOffice):
    """Implements `port_lists.Lists`. A look-up counts in rows that others may hold: never in a shared transaction."""

    shared: bool = False

    def lists(self) -> list[ListLine]:
        return offers.remembered(
            f"lists:{self.unit}", _LISTS_FOR_S, self.now,
            lambda: [ListLine(one.slug, one.title) for one in queries.in_menu(self.unit)],
        )  # fmt: skip

    def list_form(self, slug: str) -> ListForm | None:
        found = queries.published(self.unit, slug)
        if found is None:
            return None
        factors = rules.of_role(found.columns, Role.FACTOR)
        unit = OrgUnit.objects.values_list("slug", flat=True).get(pk=self.unit)
        return ListForm(
            slug, found.words.title,
            tuple(ListField(one.label, _KINDS[one.kind]) for one in rules.of_role(found.columns, Role.KEY)),
            " hoặc ".join(one.label for one in factors),
            bool(factors) and all(one.kind is Kind.IDENTITY_NUMBER for one in factors),
            found.words.pick_up, f"{config().base_url}/u/{unit}/lists/{slug}/",
        )  # fmt: skip

    def ask_list(self, slug: str, values: tuple[str, ...]) -> ListTold | None:
        found = self._published(slug)
        if found is None:
            return None
        keys = [one.key for one in rules.of_role(found.columns, Role.KEY)]
        typed = dict(zip(keys, values, strict=False))
        told = lookup.ask(found, typed, citizen_id=self.citizen, source="", now=self.now)
        return ListTold(
            told.is_there, told.outcome == "several", found.words.found,
            told.masked, told.carried, told.retry_at,
        )  # fmt: skip

    def open_list(self, slug: str, carried: str, factor: str) -> ListOpened | None:
        found = self._published(slug)
        if found is None:
            return None
        told = lookup.details(found, carried, factor, citizen_id=self.citizen, source="", now=self.now)
        return ListOpened(bool(told.row), told.shown, found.words.advice, told.carried, told.retry_at)

    def pick_up(self, slug: str, carried: str) -> bool:
        found = self._published(slug)
        row = lookup.row_of(carried, found, self.now) if found else None
        if found is None or row is None:
            return False
        outcome = row_operations.choose_pick_up(
            definition=found, row_id=row.pk, citizen_id=self.citizen, now=self.now
        )  # fmt: skip
        return outcome.verdict in (rules.Verdict.DONE, rules.Verdict.WAITS_ALREADY)

    def _published(self, slug: str) -> Definition | None:
        if self.shared:
            raise Alone
        return queries.published(self.unit, slug)
