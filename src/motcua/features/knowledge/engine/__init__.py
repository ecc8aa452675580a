"""The answering engine: a list of questions and answers in, the right entry or an honest "I do not know" out.

Framework-free, deterministic, no model to download: `Engine.fit(entries).answer(text)` (ADR: shared list of goals in
benchmarks/README.md). Everything is compared without accents, because most citizens type without them.
"""

from motcua.features.knowledge.engine.answering import Engine
from motcua.features.knowledge.engine.entries import Answer, Decision, Entry, Why

__all__ = ["Answer", "Decision", "Engine", "Entry", "Why"]
