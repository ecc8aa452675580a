"""Nothing in the tree that belongs to a machine or a secret: no package index host, no machine path, no private key.

Reads the files git tracks. Prints one line a finding and exits 1 when there is one.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Spelled in halves, or this file would be its own first finding.
FORBIDDEN = {
    "package index": re.compile(
        r"(?i)\b(pypi\." + r"org|files\.python" + r"hosted\.org|test\.pypi|registry\.npm" + r"js\.org)|"
        r"index-" + r"url[\s=:]+\S*//|//\S+/simple/?(\s|$)"
    ),
    "machine path": re.compile(
        r"(?<![\w.\-/])/(wo" + r"rk|ro" + r"ot|ho" + r"me/\w+|Us" + r"ers/\w+)(?=[/\s\"'`,;:)]|$)"
    ),
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE " + r"KEY-----"),
    "access token": re.compile(r"\b(ghp_\w{30,}|github_pat_\w{30,}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{20,})"),
}
_LONGEST_BYTES = 2_000_000


def findings(path: Path, name: str) -> list[str]:
    """What one file may not hold; binary and very large files are passed over."""
    raw = path.read_bytes()
    if b"\0" in raw[:8000] or len(raw) > _LONGEST_BYTES:
        return []
    return [
        f"{name}:{number}: {what}"
        for number, line in enumerate(raw.decode(errors="replace").splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def main() -> int:
    """Check every tracked file; the exit status."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    found = [one for name in names for one in findings(ROOT / name, name)]
    for line in found:
        print(line)
    if not names:
        print("git lists no files")
    return 1 if found or not names else 0


if __name__ == "__main__":
    sys.exit(main())
