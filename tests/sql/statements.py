"""Every SQL statement of the house: named queries of *.sql files, and SQL constants of Python modules."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from motcua.foundation.config import SOURCE_ROOT
from motcua.tickets.ledger import named_queries

SOURCE = SOURCE_ROOT / "src" / "motcua"
_SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s")
_PLACE = re.compile(r"%\((\w+)\)s|%s|%%")


@dataclass(frozen=True)
class Statement:
    """Where it stands, and its text with psycopg's placeholders."""

    where: str
    text: str

    def numbered(self) -> str:
        """The text as PostgreSQL prepares it: $1, $2, …; a name keeps its number."""
        names: dict[str, int] = {}

        def number(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%"
            return f"${names.setdefault(found[1] or f' {len(names)}', len(names) + 1)}"

        return _PLACE.sub(number, self.text)


def statements() -> list[Statement]:
    """All of them, in the order of their files."""
    found = [one for path in sorted(SOURCE.rglob("*.sql")) for one in _of_sql_file(path)]
    modules = (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)
    return found + [one for path in modules for one in _of_module(path)]


def _of_sql_file(path: Path) -> Iterator[Statement]:
    for name, text in named_queries(path).items():
        yield Statement(f"{path.relative_to(SOURCE)}:{name}", text)


def _of_module(path: Path) -> Iterator[Statement]:
    for node in ast.parse(path.read_text()).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if (
            isinstance(target, ast.Name)
            and isinstance(value, ast.Constant)
            and isinstance(value.value, str)
            and _SQL.match(value.value)
        ):
            yield Statement(f"{path.relative_to(SOURCE)}:{target.id}", value.value)
