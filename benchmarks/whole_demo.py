"""The whole demo, started by its own command in a state folder of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from benchmarks.stage import ROOT, Stage, free_port, fresh_folder, remove, wait_until_answers
from motcua.foundation.embedded import Cluster


@dataclass(frozen=True, slots=True)
class Demo:
    """The supervisor's process (all others are its descendants) and the two addresses."""

    process: subprocess.Popen[bytes]
    url: str
    emulator: str
    stage: Stage


@contextmanager
def demo_running() -> Iterator[Demo]:
    """`motcua demo` on free ports with fresh data; stopped as Ctrl-C stops it, and its folder removed."""
    folder = fresh_folder()
    cluster = Cluster(folder / "pg")
    port, emulator_port = free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    environment = {
        **kept, "MOTCUA_STATE": str(folder), "MOTCUA_HOME": str(folder), "MOTCUA_PORT": str(port),
        "MOTCUA_EMULATOR_PORT": str(emulator_port),
    }  # fmt: skip
    stage = Stage(cluster, folder, environment)
    process = stage.start(sys.executable, "-m", "motcua", "demo", name="demo", PYTHONPATH=_path())
    try:
        wait_until_answers(stage, process, "demo", f"http://127.0.0.1:{port}/readyz", 180)
        environment["MOTCUA_DATABASE_URL"] = cluster.url()
        yield Demo(process, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{emulator_port}", stage)
    finally:
        _interrupt(stage, process)
        cluster.stop()
        remove(folder)


def _path() -> str:
    return os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH", ""), str(ROOT / "src")]))


def _interrupt(stage: Stage, process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(25)
    stage.stop(process)
