"""`python -m zalo_emulator --port 8001`: one process, one port, ends cleanly on SIGINT and SIGTERM."""

import argparse
import asyncio
import ipaddress
import json
import signal
import socket
import sys
from pathlib import Path

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from zalo_emulator import binding, broadcasting, snapshot
from zalo_emulator.app import build
from zalo_emulator.clock import Clock
from zalo_emulator.emulator import Emulator
from zalo_emulator.faults import FaultBook
from zalo_emulator.gate import Gate
from zalo_emulator.uploads import Uploads
from zalo_emulator.webhooks import WebhookSender
from zalo_emulator.world import World


def main() -> int:
    chosen = _arguments()
    if _taken(chosen.host, chosen.port):
        print(f"Port {chosen.port} on {chosen.host} is already in use.", file=sys.stderr)
        return 1
    emulator = _emulator(chosen.clock_file)
    try:
        if chosen.state is not None:
            snapshot.load(emulator, chosen.state)
        if chosen.seed is not None:
            _plant(emulator, chosen.seed)
    except (ValueError, KeyError, TypeError, OSError) as error:
        print(f"The state or seed file cannot be read: {error}", file=sys.stderr)
        return 1
    uvloop.run(_serve(emulator, chosen))
    return 0


async def _serve(emulator: Emulator, chosen: argparse.Namespace) -> None:
    host, port, state = chosen.host, chosen.port, chosen.state
    server = Server(
        build(emulator),
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
        backlog=2048,
    )
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ending.set)
    emulator.sender.start()
    gate = Gate(host, chosen.api_port, port, emulator.faults.refusing) if chosen.api_port else None
    watching = asyncio.create_task(gate.watch()) if gate is not None else None
    saving = asyncio.create_task(snapshot.keep_saving(emulator, state)) if state is not None else None
    serving = asyncio.create_task(server.serve())
    sending = asyncio.create_task(broadcasting.watch(emulator, f"http://localhost:{port}/"))
    print(f"zalo_emulator: http://{host}:{port}/phone/  /manager/  /control/", flush=True)
    await asyncio.wait([serving, asyncio.create_task(ending.wait())], return_when=asyncio.FIRST_COMPLETED)
    emulator.close()
    # Granian ships this method without annotations.
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait([serving], timeout=5)
    for task in (sending, watching, saving):
        if task is not None:
            task.cancel()
    await emulator.sender.stop()
    if state is not None:
        snapshot.save(emulator, state)


def _emulator(clock_file: Path | None) -> Emulator:
    world, clock = World(), Clock(clock_file)
    faults = FaultBook(clock.millis)
    return Emulator(world, clock, faults, WebhookSender(world, clock, faults), Uploads())


def _plant(emulator: Emulator, path: Path) -> None:
    """Seed file: `{"oas": [body of POST /control/oas, …], "citizens": [{"id", "name", "phone"?}, …]}`; known stay."""
    seed = json.loads(path.read_text(encoding="utf-8"))
    try:
        for body in seed.get("oas", []):
            binding.bind_account(emulator.world, body, emulator.clock.millis())
        for body in seed.get("citizens", []):
            binding.bind_citizen(emulator.world, body)
    except binding.Unclear as unclear:
        raise ValueError(str(unclear)) from None


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        everywhere = ipaddress.ip_address(host).is_unspecified if host[0].isdigit() else False
        return probe.connect_ex(("127.0.0.1" if everywhere else host, port)) == 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="zalo_emulator", description="A local stand-in for the Zalo OA platform.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--api-port", type=int, help="a second port for the product's calls, which outages can shut")
    parser.add_argument("--state", type=Path, help="JSON file that keeps everything over a restart")
    parser.add_argument("--clock-file", type=Path, help='JSON file {"offset_s": …} shared with the product')
    parser.add_argument("--seed", type=Path, help="JSON file with accounts and citizens to begin with")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
