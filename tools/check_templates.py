"""Template lint: nothing inline that the strict CSP would refuse, no foreign hosts, every page under the trial strip.

Prints one line a finding and exits 1 when there is one. Over 60 lines is a warning only.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AUDIENCES = ROOT / "src" / "motcua" / "audiences"
EMULATOR = ROOT / "src" / "zalo_emulator" / "templates"
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU."
MOST_LINES = 60
_TAG = re.compile(r"{[%#].*?[%#]}", re.DOTALL)
_EXTENDS = re.compile(r"""{%\s*extends\s+["']([^"']+)["']""")
_INCLUDE = re.compile(r"""{%\s*include\s+["']([^"']+)["']""")
_LOADS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "audio": "src"}


class Inline(HTMLParser):
    """Collects what a strict Content-Security-Policy refuses, and what is loaded from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in told):
            self.found.append(f"inline <{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"attribute {name}= on <{tag}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"javascript: address on <{tag}>")
        source = told.get(_LOADS.get(tag, "")) or ""
        if re.match(r"(https?:)?//", source) and told.get("rel") != "canonical":
            self.found.append(f"<{tag}> loads from {source}")


def inline_in(html: str) -> list[str]:
    """Findings in one page or template."""
    parser = Inline()
    parser.feed(html)
    parser.close()
    return parser.found


def _templates() -> dict[str, Path]:
    folders = sorted(AUDIENCES.glob("*/templates"))
    return {str(path.relative_to(folder)): path for folder in folders for path in sorted(folder.rglob("*.html"))}


def _carries_strip(name: str, known: dict[str, Path], seen: frozenset[str] = frozenset()) -> bool:
    """True when the page, what it extends or what it includes shows the strip."""
    if name not in known or name in seen:
        return False
    text = known[name].read_text()
    if STRIP in text:
        return True
    above = [*_EXTENDS.findall(text), *_INCLUDE.findall(text)]
    return any(_carries_strip(one, known, seen | {name}) for one in above)


def _is_page(text: str) -> bool:
    return bool(_EXTENDS.search(text)) or "<html" in text


def main() -> int:
    """Check all templates; the exit status."""
    known = _templates()
    failures, warnings = [], []
    for path in [*known.values(), *sorted(EMULATOR.rglob("*.html"))]:
        failures += [f"{path.relative_to(ROOT)}: {one}" for one in inline_in(_TAG.sub("", path.read_text()))]
        if (lines := len(path.read_text().splitlines())) > MOST_LINES:
            warnings.append(f"{path.relative_to(ROOT)}: {lines} lines, aim at {MOST_LINES}")
    for name, path in known.items():
        if _is_page(path.read_text()) and not _carries_strip(name, known):
            failures.append(f"{path.relative_to(ROOT)}: a page without the trial strip")
    for line in warnings:
        print(f"warning: {line}")
    for line in failures:
        print(line)
    if not known:
        print("no templates found")
    return 1 if failures or not known else 0


if __name__ == "__main__":
    sys.exit(main())
