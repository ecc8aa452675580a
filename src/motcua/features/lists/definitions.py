"""A list's definition as data: columns in and out of a version, and the version a citizen or a sheet meets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from motcua.features.lists.models import OPEN_STATES, ListVersion, VersionState
from motcua.features.lists.rules import Kind, ListColumn, Role, Words

__all__ = ["Definition", "columns_for_rows", "columns_in", "columns_out", "definition_of", "words_of"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a list, ready to ask and to answer."""

    unit: int
    list_id: int
    version: int
    slug: str
    state: str
    words: Words

    @property
    def columns(self) -> tuple[ListColumn, ...]:
        """In the order of the sheet."""
        return self.words.columns


def columns_out(columns: Iterable[ListColumn]) -> list[dict[str, object]]:
    """As they stand in a version."""
    return [
        {
            "key": one.key, "label": one.label, "kind": str(one.kind), "role": str(one.role),
            "correctable": one.correctable,
        }
        for one in columns
    ]  # fmt: skip


def columns_in(kept: Sequence[dict[str, object]]) -> tuple[ListColumn, ...]:
    """Undo `columns_out`."""
    return tuple(
        ListColumn(
            str(one["key"]), str(one["label"]), Kind(str(one["kind"])), Role(str(one["role"])),
            bool(one.get("correctable")),
        )
        for one in kept
    )  # fmt: skip


def words_of(version: ListVersion) -> Words:
    """What its author decided."""
    return Words(
        title=version.title, intro=version.intro, found=version.found, advice=version.advice,
        columns=columns_in(version.columns), pick_up=version.pick_up, hands_over=version.hands_over,
        tells_followers=version.tells_followers, fix_line=version.fix_line_id,
    )  # fmt: skip


def definition_of(version: ListVersion) -> Definition:
    """A version with its list."""
    owner = version.lookup_list
    return Definition(owner.unit_id, owner.pk, version.pk, owner.slug, version.state, words_of(version))


def columns_for_rows(list_id: int) -> tuple[ListColumn, ...]:
    """The columns of the published version; of a list never published those of its open one. ListVersion.DoesNotExist
    when it has neither."""
    told = ListVersion.objects.filter(lookup_list_id=list_id, state__in=[VersionState.PUBLISHED, *OPEN_STATES])
    versions = {one.state == VersionState.PUBLISHED: one for one in told}
    if not versions:
        raise ListVersion.DoesNotExist(f"list {list_id} has no version to read a sheet with")
    return columns_in((versions.get(True) or versions[False]).columns)
