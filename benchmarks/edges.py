"""The product's servers, started by the product's own commands."""

import subprocess
import sys
from dataclasses import dataclass

from benchmarks.stage import Stage, free_port, wait_until_answers


@dataclass(frozen=True, slots=True)
class Served:
    """A server process and its address."""

    process: subprocess.Popen[bytes]
    url: str

    @property
    def pid(self) -> int:
        return self.process.pid


def start_edge(stage: Stage) -> Served:
    """`motcua edge`: the four doors in one process."""
    port = free_port()
    return _start(stage, "edge", port, "--port", str(port))


def start_whole(stage: Stage) -> Served:
    """`motcua serve`: the doors and Django's pages in one process, as the demo runs them."""
    return _start(stage, "serve", free_port())


def _start(stage: Stage, command: str, port: int, *told: str) -> Served:
    url = f"http://127.0.0.1:{port}"
    name = f"{command}-{port}"
    process = stage.start(
        sys.executable, "-m", "motcua", command, *told, name=name, MOTCUA_BASE_URL=url, MOTCUA_PORT=str(port)
    )
    wait_until_answers(stage, process, name, f"{url}/healthz", 30)
    return Served(process, url)
