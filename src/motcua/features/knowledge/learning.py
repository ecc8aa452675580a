"""The improvement desk: what could not be answered or did not help, in groups; and the figures of a week (S-K8)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from motcua.features.knowledge import likeness
from motcua.features.knowledge.book import book_of
from motcua.features.knowledge.models import AnsweredBy, Question
from motcua.features.knowledge.queries import EntryCard, ask
from motcua.foundation.clock import VIETNAM, local_date

__all__ = ["Disliked", "Figures", "Group", "TopicFigures", "disliked", "figures", "groups"]

LOOK_BACK = timedelta(days=28)
_MOST = 400
_MOST_PROPOSALS, _MOST_MEANT = 4, 2
_ENOUGH_WORDS = 5  # "Dạ được ạ" says nothing of what was asked
_UNSURE = Q(decision__in=("none", "offer"), answered_by__in=("", AnsweredBy.STAFF))


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that ask the same. `said` is the one most typed, `answer` what an officer last answered to one of them.

    `proposals`: first the entries that her answer is nearest to, then those that the engine thinks of.
    """

    said: str
    question_ids: tuple[int, ...]
    texts: tuple[str, ...]
    disliked: int
    last_at: datetime
    answer: str
    proposals: tuple[EntryCard, ...]


@dataclass(frozen=True, slots=True)
class Disliked:
    """An entry under which people pressed Không."""

    key: str
    title: str
    times: int
    of: int


@dataclass(slots=True)
class TopicFigures:
    """One topic in one week. The columns sum up to `asked`."""

    title: str
    asked: int = 0
    bot: int = 0
    staff: int = 0
    lookup: int = 0
    unanswered: int = 0


@dataclass(slots=True)
class Figures:
    """A week from Monday to Sunday; the topics sum up to `total`."""

    monday: date
    total: TopicFigures
    topics: list[TopicFigures] = field(default_factory=list)
    helped: int = 0
    not_helped: int = 0


def groups(unit_id: int, now: datetime, most: int, first: int = 0) -> tuple[list[Group], int]:
    """Unanswered and thumbs-down messages of four weeks that nobody has cleared, grouped by likeness.

    The `most` largest groups, the one with the question `first` before them, and how many more there are: the engine is
    asked only for what is shown.
    """
    today = local_date(now)
    waiting = Question.objects.filter(_UNSURE | Q(helpful=False), unit_id=unit_id, cleared_at=None)
    rows = list(waiting.filter(at__gte=now - LOOK_BACK).exclude(text="").order_by("-at", "-id")[:_MOST])
    by_id = {row.pk: row for row in rows}
    list_texts = [
        text for leaf in book_of(unit_id, today).leaves.values() for text in (leaf.title, *leaf.phrasings)
    ]  # fmt: skip
    grouped = likeness.alike([(row.pk, row.text) for row in rows], list_texts)
    grouped.sort(key=lambda ids: first not in ids)
    shown = [_group(unit_id, [by_id[one] for one in ids], today) for ids in grouped[:most]]
    return shown, max(0, len(grouped) - most)


def disliked(unit_id: int, now: datetime) -> list[Disliked]:
    """Entries by how often they did not help in four weeks, of how many who said anything."""
    leaves = book_of(unit_id, local_date(now)).leaves
    rated = Question.objects.filter(unit_id=unit_id, at__gte=now - LOOK_BACK, helpful__isnull=False)
    counted = rated.values_list("settled_key", "entry_key", "helpful")
    bad: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for settled, proposed, helpful in counted:
        key = settled or proposed
        said[key] += 1
        bad[key] += not helpful
    return [
        Disliked(key, leaves[key].title, times, said[key])
        for key, times in bad.most_common()
        if times and key in leaves
    ]


def figures(unit_id: int, monday: date, today: date) -> Figures:
    """What was asked in a week, by whom it was answered, and about what; topics are named as they are today."""
    starts = datetime.combine(monday, time(), VIETNAM)
    week = Question.objects.filter(unit_id=unit_id, at__gte=starts, at__lt=starts + timedelta(days=7))
    told = Figures(monday, TopicFigures("Tất cả"))
    topics: dict[str, TopicFigures] = {}
    book = book_of(unit_id, today)
    titles = {branch.key: branch.title for branch in book.branches}
    counted = week.values("settled_key", "entry_key", "decision", "answered_by").annotate(many=Count("id"))
    for row in counted:
        leaf = book.leaves.get(row["settled_key"] or (row["entry_key"] if row["decision"] != "none" else ""))
        title = titles.get(leaf.category_key, "Khác") if leaf else "Chưa rõ chủ đề"
        for sum_up in (told.total, topics.setdefault(title, TopicFigures(title))):
            sum_up.asked += row["many"]
            column = row["answered_by"] or "unanswered"
            setattr(sum_up, column, getattr(sum_up, column) + row["many"])
    told.topics = sorted(topics.values(), key=lambda one: -one.asked)
    rated = week.aggregate(helped=Count("id", Q(helpful=True)), not_helped=Count("id", Q(helpful=False)))
    told.helped, told.not_helped = rated["helped"], rated["not_helped"]
    return told


def _group(unit_id: int, rows: list[Question], today: date) -> Group:
    said = Counter(row.text for row in rows).most_common(1)[0][0]
    answer = next((row.answer for row in rows if row.answer), "")
    return Group(
        said=said,
        question_ids=tuple(row.pk for row in rows),
        texts=tuple(dict.fromkeys(row.text for row in rows)),
        disliked=sum(row.helpful is False for row in rows),
        last_at=max(row.at for row in rows),
        answer=answer,
        proposals=_proposals(unit_id, said, answer, today),
    )


def _proposals(unit_id: int, said: str, answer: str, today: date) -> tuple[EntryCard, ...]:
    """What a citizen refused is no good proposal, but what an officer answered is: her words say what was meant."""
    meant = ask(unit_id, answer, today).choices[:_MOST_MEANT] if len(answer.split()) >= _ENOUGH_WORDS else ()
    return tuple(dict.fromkeys((*meant, *ask(unit_id, said, today).choices)))[:_MOST_PROPOSALS]
