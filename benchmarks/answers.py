"""Answering: right, sure and quick? `python -m benchmarks.answers [--quick]` prints JSON.

Each list is judged with the calibration that has not seen it. `cov95`: share of messages answered rightly with the
threshold put where 95 of 100 answers are right; `cov95o`: the same with a fifth of the entries taken out and messages
of elsewhere mixed in (in that mix also `precision_at_line_open` and `unknown_answered`). Beside: BM25 over folded
syllables and pairs, and MiniSearch from npm where node and the registry are there, in the same minutes.
"""

import gc
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

from benchmarks.answers_learn import CROSS
from benchmarks.answers_lists import LEVELS, LISTS, Asked, Case, case, nearer, rotated
from benchmarks.answers_reference import Bm25
from motcua.features.knowledge.engine import Engine, Entry
from motcua.features.knowledge.engine.confidence import Calibration, calibration_of

_SEEDS = (1, 2, 3)
_PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Said:
    """What an engine said to one message."""

    best: tuple[str, ...]
    sure: float
    answered: bool = True


Told = Callable[[Sequence[Entry], Sequence[str]], list[Said]]


def main() -> None:
    """Print all figures."""
    seeds = _SEEDS[:1] if "--quick" in sys.argv else _SEEDS
    cross = {name: calibration_of(told) for name, told in json.loads(CROSS.read_text()).items()}
    figures: dict[str, object] = {}
    for label, judged in _cases():
        figures[label] = {
            "entries": len(judged.entries),
            "messages": len(judged.asked),
            "motcua": _judge(judged, _motcua(cross[judged.name]), seeds, lines=True),
            "bm25_folded_pairs": _judge(judged, _bm25, seeds),
        }
    print(json.dumps({"figures": figures, "speed": _speed(), "minisearch": _minisearch()}, indent=1))


def _cases() -> list[tuple[str, Case]]:
    found = []
    for name in LISTS:
        kinds = {"k=1": case(name, 0)} if name == "police" else {"k=1": case(name, 0), "k=3": rotated(name, 3, 7)}
        for kind, one in kinds.items():
            found.append((f"{name} {kind}, hand-written messages", one))
            near = nearer(one)
            mixed = Case(name, one.entries, (*one.asked, *near.asked))
            found.append((f"{name} {kind}, with messages near the wordings", mixed))
    return found


def _motcua(calibration: Calibration) -> Told:
    def told(entries: Sequence[Entry], texts: Sequence[str]) -> list[Said]:
        engine = Engine.fit(entries, calibration=calibration)
        answers = [engine.answer(text) for text in texts]
        return [Said(answer.entry_ids, answer.confidence, answer.decision == "answer") for answer in answers]

    return told


def _bm25(entries: Sequence[Entry], texts: Sequence[str]) -> list[Said]:
    engine = Bm25(entries)
    found = [engine.best(text) for text in texts]
    return [Said(tuple(entry for entry, _ in best), best[0][1] if best else 0.0) for best in found]


def _judge(judged: Case, told: Told, seeds: Sequence[int], *, lines: bool = False) -> dict[str, dict[str, float]]:
    levels: dict[str, dict[str, float]] = {}
    for level in LEVELS:
        runs = [_figures(judged, level, seed, told, lines=lines) for seed in (seeds if level == "noisy" else seeds[:1])]
        levels[level] = {name: round(mean(run[name] for run in runs), 3) for name in runs[0]}
    return levels


def _figures(judged: Case, level: str, seed: int, told: Told, *, lines: bool) -> dict[str, float]:
    known, opened = judged.at(level, seed), judged.with_unknowns(seed).at(level, seed)
    said = told(known.entries, [one.text for one in known.asked])
    said_open = told(opened.entries, [one.text for one in opened.asked])
    figures = {
        "top1": mean(one.best[:1] == (asked.entry,) for one, asked in zip(said, known.asked, strict=True)),
        "top3": mean(asked.entry in one.best for one, asked in zip(said, known.asked, strict=True)),
        "cov95": coverage(said, known.asked),
        "cov95o": coverage(said_open, opened.asked),
    }
    if lines:
        strange = [one.answered for one, asked in zip(said_open, opened.asked, strict=True) if asked.entry is None]
        figures |= {
            "answered": mean(one.answered for one in said),
            "precision_at_line": precision(said, known.asked),
            "precision_at_line_open": precision(said_open, opened.asked),
            "unknown_answered": mean(strange),
        }
    return figures


def coverage(said: Sequence[Said], asked: Sequence[Asked]) -> float:
    """The largest share of messages answered rightly while 95 of 100 answers are right."""
    right, best = 0, 0
    ranked = sorted(zip(said, asked, strict=True), key=lambda one: -one[0].sure)
    for count, (one, wanted) in enumerate(ranked, 1):
        right += one.best[:1] == (wanted.entry,)
        if right >= _PRECISION * count:
            best = right
    return best / len(asked)


def precision(said: Sequence[Said], asked: Sequence[Asked]) -> float:
    """The share of given answers that are right; 1 when none was given."""
    given = [one.best[:1] == (wanted.entry,) for one, wanted in zip(said, asked, strict=True) if one.answered]
    return mean(given) if given else 1.0


# Speed and memory


def _speed() -> dict[str, object]:
    whole = case("services")
    long = case("police")
    many = _three_hundred()
    gc.collect()
    before = _memory()
    started = time.process_time()
    engine = Engine.fit(many)
    fitted = time.process_time() - started
    short_texts = [one.text for level in LEVELS for one in whole.at(level).asked]
    long_texts = [one.text for level in LEVELS for one in long.at(level).asked]
    _rate(lambda text: engine.answer(text), short_texts)
    added = _memory() - before
    short_engine, long_engine = Engine.fit(whole.entries), Engine.fit(long.entries)
    short_reference, long_reference = Bm25(whole.entries), Bm25(long.entries)
    return {
        "short_messages_a_second": _rate(short_engine.answer, short_texts, short_engine._answers.clear),
        "long_messages_a_second": _rate(long_engine.answer, long_texts, long_engine._answers.clear),
        "repeated_messages_a_second": _rate(short_engine.answer, short_texts),
        "letters_a_message": {"short": mean(map(len, short_texts)), "long": mean(map(len, long_texts))},
        "bm25_short_messages_a_second": _rate(lambda text: short_reference.best(text), short_texts),
        "bm25_long_messages_a_second": _rate(lambda text: long_reference.best(text), long_texts),
        "memory_added_mb_300_entries": round(added / 1e6, 1),
        "refit_seconds_300_entries": round(fitted, 2),
    }


def _memory() -> int:
    """Bytes this process holds in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _three_hundred() -> list[Entry]:
    """300 entries of three wordings, the size of the largest lists offices keep."""
    entries = [entry for name in LISTS for seed in (7, 8) for entry in rotated(name, 3, seed).entries]
    return [Entry(str(number), one.title, one.phrasings, one.answer) for number, one in enumerate(entries[:300])]


def _rate(
    told: Callable[[str], object], texts: Sequence[str], forget: Callable[[], object] = lambda: None
) -> int:  # fmt: skip
    """Messages a second of one core's time, the best of five passes: other work on the machine only slows it.

    `forget` is called before each pass, so that no answer is remembered from the one before.
    """
    passes = []
    for _ in range(5):
        forget()
        started = time.process_time()
        for text in texts:
            told(text)
        passes.append(time.process_time() - started)
    return round(len(texts) / min(passes))


# The npm engine


def _minisearch() -> dict[str, object]:
    if not (shutil.which("node") and shutil.which("npm")):
        return {"skipped": "node and npm are not here"}
    with tempfile.TemporaryDirectory() as folder:
        wanted = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "minisearch@7"]
        if subprocess.run(wanted, capture_output=True, timeout=120, check=False).returncode:
            return {"skipped": "the npm registry could not be reached"}
        script = Path(folder) / "ask.mjs"
        script.write_text((Path(__file__).parent / "answers_minisearch.mjs").read_text())
        return {label: _asked_minisearch(judged, script) for label, judged in _cases()}


def _asked_minisearch(judged: Case, script: Path) -> dict[str, object]:
    rates: list[float] = []

    def told(entries: Sequence[Entry], texts: Sequence[str]) -> list[Said]:
        asked = json.dumps({"entries": [asdict(entry) for entry in entries], "texts": list(texts)})
        printed = subprocess.run(["node", script], input=asked, capture_output=True, text=True, timeout=120, check=True)
        found = json.loads(printed.stdout)
        rates.append(found["rate"])
        return [Said(tuple(i for i, _ in best), best[0][1] if best else 0.0) for best in found["best"]]

    return {**_judge(judged, told, _SEEDS[:1]), "messages_a_second": round(max(rates))}


if __name__ == "__main__":
    main()
