"""Comparing what the emulator says with the recorded bodies: same fields, same kinds of values."""

import json
from pathlib import Path

RECORDED = Path(__file__).parent.parent / "channels" / "recorded"


def recorded(name: str) -> object:
    return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))["body"]


def shape(value: object) -> object:
    """`{"id": "7", "n": [1]}` → `{"id": "str", "n": ["int"]}`."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__
