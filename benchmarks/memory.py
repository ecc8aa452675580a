"""How much memory the whole demo takes at rest: proportional set size, summed over its processes.

python -m benchmarks.memory [--rest 20]
"""

import argparse
import time
from pathlib import Path

from benchmarks.stage import family, hand_over, machine, pss_mb
from benchmarks.whole_demo import demo_running

_ASKED_MB = 600


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description="Memory of the demo at rest.")
    parser.add_argument("--rest", type=float, default=20.0, help="seconds between ready and measuring")
    told = parser.parse_args()
    about = machine()
    began = time.monotonic()
    with demo_running() as demo:
        ready_s = time.monotonic() - began
        time.sleep(told.rest)
        members = family(demo.process.pid)
        parts = {f"{_command(pid)} ({pid})": round(_own_mb(pid), 1) for pid in members}
        total = pss_mb(demo.process.pid)
    document = {
        "benchmark": "memory", "machine": about, "processes": len(members), "pss_mb": round(total, 1),
        "asked_mb": _ASKED_MB, "ready_after_s": round(ready_s, 1),
        "parts": dict(sorted(parts.items(), key=lambda part: -part[1])),
    }  # fmt: skip
    hand_over(document, [(name, document[name]) for name in ("processes", "pss_mb", "asked_mb", "ready_after_s")])


def _own_mb(pid: int) -> float:
    return pss_mb(pid) - sum(pss_mb(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for task in tasks.glob("*/children") for child in task.read_text().split()]


def _command(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    told = " ".join(word.decode(errors="replace").rpartition("/")[2] for word in words if word)
    return told[:60]


if __name__ == "__main__":
    main()
