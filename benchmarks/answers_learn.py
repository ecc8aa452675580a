"""Learn the engine's calibration from the development lists: `python -m benchmarks.answers_learn` (about 4 minutes).

Writes the shipped calibration (all lists) and `answers_data/cross.json`: for each list a calibration that has never
seen it, which is what `benchmarks.answers` judges that list with. Plain Python, no chance, no numpy.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt
from operator import mul
from pathlib import Path

from benchmarks.answers_lists import LEVELS, LISTS, Case, case, nearer, rotated
from motcua.features.knowledge import engine as engine_package
from motcua.features.knowledge.engine import Engine
from motcua.features.knowledge.engine.confidence import SIGNS, Calibration, shipped, signs_of
from motcua.features.knowledge.engine.ranking import NAMES

SHIPPED = Path(engine_package.__file__).parent / "words" / "calibration.json"
CROSS = Path(__file__).parent / "answers_data" / "cross.json"
# The line is set for more than 95 of 100: a list never seen is different, and half the messages learned from are easy.
_PRECISION = 0.98
_OFFERED_AT_LEAST = 0.25  # of the offers above the lower line hold the right entry
_NEAR = 0.5  # weight of a message that keeps most of a wording's words, in ranking


@dataclass(slots=True)
class Row:
    """One message as the engine saw it."""

    name: str
    near: bool
    right: int  # place of the right candidate, -1 when it is not among them
    measures: list[tuple[float, ...]]
    signs: tuple[float, ...]


def main() -> None:
    """Learn with every list, and once without each."""
    start = shipped()
    learned = {"": learn(LISTS, start)}
    for left_out in LISTS:
        learned[left_out] = learn([name for name in LISTS if name != left_out], start)
    SHIPPED.write_text(_json(learned.pop("")), encoding="utf-8")
    CROSS.write_text(json.dumps({name: json.loads(_json(one)) for name, one in learned.items()}, indent=1) + "\n")


def learn(lists: Sequence[str], start: Calibration) -> Calibration:
    """The ranking's weights first, then the signs' weights under that ranking, then the lines."""
    rows = [row for name in lists for row in _rows(name, start) if row.right >= 0 and len(row.measures) > 1]
    ranking = _learn_ranking(rows[:: max(1, len(rows) // 6000)])
    ranked = [row for name in lists for row in _rows(name, replace(start, ranking=ranking), unknowns=True)]
    weighed = [(row, weight) for row, weight in zip(ranked, _evenly(ranked), strict=True)]
    *signs, base = _learn_signs(weighed[::2])
    judged = sorted(((_chance(row, signs, base), row, weight) for row, weight in weighed), key=lambda one: -one[0])
    answer = _line([(chance, weight * (row.right == 0), weight) for chance, row, weight in judged], _PRECISION)
    offer = _lower_line([(chance, weight * (0 <= row.right < 3), weight) for chance, row, weight in judged])
    return Calibration(ranking, tuple(signs), base, round(answer, 4), round(min(offer, answer), 4))


def cases(name: str) -> Iterator[Case]:
    """A list as an office may have it: titles alone, one wording, all wordings, three drawn ones."""
    yield case(name, 0)
    yield rotated(name, 1, 7)
    if name != "police":
        yield case(name)
        yield rotated(name, 3, 7)
        yield rotated(name, 3, 8)


def _rows(name: str, calibration: Calibration, *, unknowns: bool = False) -> Iterator[Row]:
    for number, one in enumerate(cases(name)):
        near = nearer(one)
        whole = replace(one, asked=(*near.asked, *one.asked))
        for judged in (whole, whole.with_unknowns(number + 1)) if unknowns else (whole,):
            engine = Engine.fit(judged.entries, calibration=calibration)
            for level in LEVELS:
                yield from _asked(engine, judged.at(level), len(near.asked))


def _asked(engine: Engine, judged: Case, near: int) -> Iterator[Row]:
    for number, asked in enumerate(judged.asked):
        message, found = engine.look(asked.text)
        if message is None or not found:
            continue
        ids = [engine.entries[one.entry].id for one in found]
        right = ids.index(asked.entry) if asked.entry in ids else -1
        yield Row(judged.name, number < near, right, [one.measures for one in found], signs_of(message, found))


def _learn_ranking(rows: list[Row]) -> tuple[float, ...]:
    """Softmax over each message's candidates, by Adam."""
    size = len(NAMES)
    weights, first, second = [1.0] * size, [0.0] * size, [0.0] * size
    scale = 1 / sum(_NEAR if row.near else 1.0 for row in rows)
    for step in range(1, 121):
        slope = [0.001 * weight for weight in weights]
        for row in rows:
            scores = [sum(map(mul, weights, measures)) for measures in row.measures]
            top = max(scores)
            raised = [exp(score - top) for score in scores]
            total = sum(raised) / ((_NEAR if row.near else 1.0) * scale)
            for place, measures in enumerate(row.measures):
                pull = raised[place] / total - ((_NEAR if row.near else 1.0) * scale if place == row.right else 0.0)
                slope = [had + pull * measure for had, measure in zip(slope, measures, strict=True)]
        for at in range(size):
            first[at] = 0.9 * first[at] + 0.1 * slope[at]
            second[at] = 0.999 * second[at] + 0.001 * slope[at] ** 2
            weights[at] -= 0.12 * (first[at] / (1 - 0.9**step)) / (sqrt(second[at] / (1 - 0.999**step)) + 1e-9)
    return tuple(round(weight, 3) for weight in weights)


def _evenly(rows: list[Row]) -> list[float]:
    """Every list weighs the same, and in a list its near messages as much as the others."""
    groups: dict[tuple[str, bool], int] = {}
    for row in rows:
        groups[row.name, row.near] = groups.get((row.name, row.near), 0) + 1
    return [len(rows) / len(groups) / groups[row.name, row.near] for row in rows]


def _learn_signs(weighed: list[tuple[Row, float]]) -> list[float]:
    """Logistic regression with a ridge, by Newton; the last weight is the base."""
    size = len(SIGNS) + 1
    weights = [0.0] * size
    samples = [((*row.signs, 1.0), float(row.right == 0), weight) for row, weight in weighed]
    for _ in range(10):
        slope = [3.0 * weight for weight in weights[:-1]] + [0.0]
        bend = [[(3.0 if row < size - 1 else 1e-6) if row == at else 0.0 for at in range(size)] for row in range(size)]
        for signs, right, weight in samples:
            chance = 1 / (1 + exp(-sum(map(mul, weights, signs))))
            off, wide = weight * (chance - right), weight * chance * (1 - chance)
            slope = [had + off * sign for had, sign in zip(slope, signs, strict=True)]
            for row, sign in zip(bend, signs, strict=True):
                if factor := wide * sign:
                    row[:] = [had + factor * other for had, other in zip(row, signs, strict=True)]
        weights = [weight - step for weight, step in zip(weights, _solve(bend, slope), strict=True)]
    return [round(weight, 4) for weight in weights]


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        pivot = max(range(at, len(rows)), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(len(rows)):
            if other != at and (factor := rows[other][at]):
                rows[other] = [value - factor * mine for value, mine in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


def _chance(row: Row, signs: Sequence[float], base: float) -> float:
    return 1 / (1 + exp(-base - sum(map(mul, signs, row.signs))))


def _line(judged: list[tuple[float, float, float]], precision: float) -> float:
    """The lowest chance above which `precision` of the weight is right; nothing passes when none is."""
    right = total = 0.0
    line = 1.0
    for chance, good, weight in judged:
        right, total = right + good, total + weight
        if right / total >= precision:
            line = chance
    return line


def _lower_line(judged: list[tuple[float, float, float]]) -> float:
    """The lowest chance at which, in its neighbourhood, enough offers hold the right entry."""
    window = max(1, len(judged) // 40)
    for at in range(len(judged) - window, 0, -window // 2):
        near = judged[at : at + window]
        if sum(good for _, good, _ in near) >= _OFFERED_AT_LEAST * sum(weight for _, _, weight in near):
            return near[-1][0]
    return 0.0


def _json(learned: Calibration) -> str:
    told = {
        "ranking": dict(zip(NAMES, learned.ranking, strict=True)),
        "signs": dict(zip(SIGNS, learned.signs, strict=True)),
        "base": learned.base,
        "answer": learned.answer,
        "offer": learned.offer,
    }
    return json.dumps(told, indent=1) + "\n"


if __name__ == "__main__":
    main()
