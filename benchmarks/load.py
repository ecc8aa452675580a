"""The two load drivers: wrk against a server, pgbench against the database beneath it."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from benchmarks.stage import CannotRun, Stage

_HERE = Path(__file__).parent
WrkResult = dict[str, float]


def find_wrk() -> str:
    """The path of wrk; as root it is installed when it is missing."""
    found = shutil.which("wrk")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-q", "wrk"], stdout=subprocess.DEVNULL, check=False)
        found = shutil.which("wrk")
    if found is None:
        raise CannotRun("The load driver wrk is missing: install it (as root: apt-get install wrk) and run this again.")
    return found


def wrk(
    url: str, script: str, *told: object, connections: int, seconds: float, folder: Path, threads: int = 1
) -> WrkResult:
    """Run wrk with one of our Lua scripts, which writes its own summary as JSON."""
    summary = folder / f"wrk-{os.getpid()}-{url.rpartition(':')[2].partition('/')[0]}.json"
    command = [
        find_wrk(), f"-t{threads}", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s", "-s",
        str(_HERE / script), url, "--", *map(str, told), str(summary),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    if done.returncode or not summary.exists():
        raise CannotRun(f"wrk failed: {done.stdout[-300:]} {done.stderr[-300:]}")
    result: WrkResult = json.loads(summary.read_text())
    summary.unlink()
    return result


def pgbench(stage: Stage, script: str, *, seconds: float, clients: int = 32, threads: int = 2) -> float:
    """Transactions a second of a pgbench script: prepared, over the unix socket, without initial connecting time."""
    path = stage.folder / "script.sql"
    path.write_text(script)
    url = stage.url
    done = subprocess.run(
        [stage.cluster.binary("pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", str(threads),
         "-T", str(max(1, round(seconds))), "-f", str(path), url],
        capture_output=True, text=True, timeout=seconds + 60, check=False,
    )  # fmt: skip
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or not found:
        raise CannotRun(f"pgbench failed: {done.stderr[-300:]}")
    return float(found.group(1))
