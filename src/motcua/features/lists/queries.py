"""Reads of lists. Rows are opened one at a time, by exact key; whoever opens one is in the log (`row_operations`)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from motcua.features.lists import cells, definitions, rules
from motcua.features.lists.definitions import Definition
from motcua.features.lists.models import (
    OPEN_STATES,
    HandOver,
    ListRequest,
    ListRow,
    ListRowChange,
    ListStep,
    ListVersion,
    LookupList,
    RequestKind,
    RequestState,
    RowState,
    VersionState,
)
from motcua.features.lists.rules import Kind, ListColumn, Role

__all__ = [
    "Line", "ListCard", "ListPage", "RowPage", "find_rows", "in_menu", "list_page", "lists_of", "printed",
    "printed_columns", "published", "row_page", "rows_in", "standing_of", "version_of", "waiting_requests",
    "waiting_versions",
]  # fmt: skip

_MOST_FOUND = 20
PRINTED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A list's button in the menu."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class ListCard:
    """A list as the console lists it."""

    id: int
    title: str
    slug: str
    published: ListVersion | None
    open: ListVersion | None
    in_menu: bool
    rows: int
    requests: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with every version. `shown`: the definition its rows are read by."""

    owner: LookupList
    shown: Definition
    published: ListVersion | None
    open: ListVersion | None
    versions: tuple[tuple[ListVersion, tuple[ListStep, ...]], ...]


@dataclass(frozen=True, slots=True)
class RowPage:
    """One row as an officer reads it."""

    row: ListRow
    definition: Definition
    cells: tuple[tuple[ListColumn, str], ...]
    requests: tuple[tuple[ListRequest, tuple[tuple[str, str, str], ...]], ...]
    hand_over: HandOver | None
    changes: tuple[ListRowChange, ...]

    @property
    def shelf(self) -> str:
        """Where it lies."""
        return ", ".join(value for column, value in self.cells if column.role is Role.SHELF and value)

    @property
    def picks_up(self) -> bool:
        """The citizen said that she will come."""
        return any(one.kind == RequestKind.PICK_UP for one, _ in self.requests)


def published(unit_id: int, slug: str) -> Definition | None:
    """What citizens meet at a list's address; the button in the menu is another matter. One statement."""
    told = ListVersion.objects.select_related("lookup_list").filter(
        lookup_list__unit_id=unit_id, lookup_list__slug=slug, state=VersionState.PUBLISHED
    )
    version = told.first()
    return definitions.definition_of(version) if version else None


def in_menu(unit_id: int) -> list[Line]:
    """The buttons of pages and chats, in the order they were put there."""
    told = ListVersion.objects.filter(
        lookup_list__unit_id=unit_id, lookup_list__menu_at__isnull=False, state=VersionState.PUBLISHED
    )
    return [Line(slug, title) for slug, title in
            told.order_by("lookup_list__menu_at", "pk").values_list("lookup_list__slug", "title")]  # fmt: skip


def standing_of(row: ListRow) -> tuple[bool, ListRequest | None]:
    """For the citizen whose row it is: whether she chose to come, and her latest proposal."""
    asked = list(row.requests.order_by("-pk"))
    corrections = [one for one in asked if one.kind == RequestKind.CORRECTION]
    return any(one.kind == RequestKind.PICK_UP for one in asked), corrections[0] if corrections else None


def lists_of(units: Collection[int]) -> list[ListCard]:
    """Every list of these units that is not wholly withdrawn, the latest first."""
    living = Prefetch(
        "versions", ListVersion.objects.filter(state__in=[VersionState.PUBLISHED, *OPEN_STATES]), to_attr="living"
    )
    owners = list(LookupList.objects.filter(unit_id__in=units).prefetch_related(living).order_by("-created_at", "-pk"))
    rows = _counted(ListRow.objects.filter(unit_id__in=units, state=RowState.OPEN), "lookup_list_id")
    asked = _counted(
        ListRequest.objects.filter(unit_id__in=units, state=RequestState.WAITING), "row__lookup_list_id"
    )  # fmt: skip
    return [_card(one, rows.get(one.pk, 0), asked.get(one.pk, 0)) for one in owners if one.living]


def list_page(unit_id: int, list_id: int) -> ListPage | None:
    """A list of this unit."""
    owner = LookupList.objects.filter(pk=list_id, unit_id=unit_id).first()
    if owner is None:
        return None
    versions = list(
        owner.versions.select_related("author", "approved_by", "fix_line", "lookup_list")
        .prefetch_related(Prefetch("steps", ListStep.objects.select_related("by").order_by("pk")))
        .order_by("-number")
    )
    told = next((one for one in versions if one.state == VersionState.PUBLISHED), None)
    open_one = next((one for one in versions if one.state in OPEN_STATES), None)
    shown = definitions.definition_of(told or open_one or versions[0])
    return ListPage(owner, shown, told, open_one, tuple((one, tuple(one.steps.all())) for one in versions))


def version_of(unit_id: int, version_id: int) -> ListVersion | None:
    """A version of one of this unit's lists."""
    mine = ListVersion.objects.select_related("lookup_list", "author")
    return mine.filter(pk=version_id, lookup_list__unit_id=unit_id).first()


def waiting_versions(units: Collection[int]) -> int:
    """How many definitions wait for a second person."""
    return ListVersion.objects.filter(lookup_list__unit_id__in=units, state=VersionState.SUBMITTED).count()


def waiting_requests(units: Collection[int], list_id: int | None = None) -> QuerySet[ListRequest]:
    """What citizens proposed and nobody has decided, the oldest first."""
    waiting = ListRequest.objects.filter(unit_id__in=units, state=RequestState.WAITING).select_related("row")
    return waiting.filter(row__lookup_list_id=list_id).order_by("asked_at") if list_id else waiting


def rows_in(list_id: int, unit_id: int) -> dict[str, int]:
    """How many rows are open, and how many closed, by why."""
    counted = (
        ListRow.objects.filter(unit_id=unit_id, lookup_list_id=list_id)
        .values_list("end")
        .annotate(many=Count("pk"))
        .order_by("end")
    )
    return {str(end) or "open": many for end, many in counted}


def find_rows(definition: Definition, *, code: str = "", typed: Mapping[str, str] | None = None) -> list[ListRow]:
    """Rows by an exact code, or by all key fields; closed ones too, open ones first."""
    mine = ListRow.objects.filter(unit_id=definition.unit, lookup_list_id=definition.list_id)
    if code:
        keys = cells.line_hashes(definition.list_id, definition.columns, code)
        return list(mine.filter(row_key__in=keys)[:_MOST_FOUND]) if keys else []
    if not typed:
        return []
    found = mine.filter(key_hash=cells.find_hash(definition.list_id, definition.columns, typed))
    fits = [
        row
        for row in found.order_by("-state", "pk")[:_MOST_FOUND]
        if rules.matches(definition.columns, typed, cells.unseal(row.cells_sealed))
    ]
    return fits


def row_page(unit_id: int, row_id: int) -> RowPage | None:
    """One row of this unit, opened. The caller writes the log: `row_operations.note_seen`."""
    row = ListRow.objects.select_related("lookup_list", "closed_by", "recorded_by").filter(pk=row_id, unit_id=unit_id)
    found = row.first()
    page = list_page(unit_id, found.lookup_list_id) if found else None
    if found is None or page is None:
        return None
    told = cells.unseal(found.cells_sealed)
    columns = page.shown.columns
    asked = tuple(
        (one, _proposed(columns, told, one))
        for one in found.requests.select_related("decided_by").order_by("-pk")
    )  # fmt: skip
    return RowPage(
        found, page.shown, tuple((one, rules.told(one.kind, told.get(one.key, ""))) for one in columns), asked,
        found.hand_overs.select_related("by").filter(undone_at=None).first(),
        tuple(found.changes.select_related("by").order_by("pk")),
    )  # fmt: skip


def printed(definition: Definition, after: int = 0) -> tuple[list[tuple[str, ...]], int]:
    """S-E10: masked names and codes of open rows, nothing else; and after which row the next sheet begins (0: none)."""
    columns = [one for one in definition.columns if one.kind in (Kind.NAME, Kind.CODE)]
    rows = list(
        ListRow.objects.filter(
            unit_id=definition.unit, lookup_list_id=definition.list_id, state=RowState.OPEN, pk__gt=after
        )
        .order_by("pk")
        .values_list("pk", "cells_sealed")[: PRINTED_AT_ONCE + 1]
    )
    read = [cells.unseal(sealed) for _, sealed in rows[:PRINTED_AT_ONCE]]
    lines = [tuple(rules.masked(one.kind, told.get(one.key, "")) for one in columns) for told in read]
    return lines, rows[PRINTED_AT_ONCE - 1][0] if len(rows) > PRINTED_AT_ONCE else 0


def printed_columns(definition: Definition) -> tuple[ListColumn, ...]:
    """The columns of `printed`."""
    return tuple(one for one in definition.columns if one.kind in (Kind.NAME, Kind.CODE))


def _proposed(
    columns: Sequence[ListColumn], told: Mapping[str, str], request: ListRequest
) -> tuple[tuple[str, str, str], ...]:
    """(label, what stands now, what is proposed)."""
    typed = cells.typed_in(request.typed_sealed)
    return tuple(
        (one.label, rules.told(one.kind, told.get(one.key, "")), rules.told(one.kind, typed[one.key]))
        for one in columns
        if one.key in typed
    )


def _counted(rows: QuerySet[ListRow] | QuerySet[ListRequest], by: str) -> dict[int, int]:
    return {key: many for key, many in rows.order_by(by).values_list(by).annotate(many=Count("pk"))}


def _card(owner: LookupList, rows: int, requests: int) -> ListCard:
    living: list[ListVersion] = owner.living  # type: ignore[attr-defined]  # prefetched in `lists_of`
    told = next((one for one in living if one.state == VersionState.PUBLISHED), None)
    open_one = next((one for one in living if one.state != VersionState.PUBLISHED), None)
    title = (told or open_one or living[0]).title
    return ListCard(owner.pk, title, owner.slug, told, open_one, owner.menu_at is not None, rows, requests)
