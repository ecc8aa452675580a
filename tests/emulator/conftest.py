"""One emulator and one receiver for all tests; an account, a citizen and a webhook path of its own for each."""

import itertools
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.emulator.wiring import Receiver, Stage, emulator_process, receiving

_count = itertools.count(1)
MakeStage = Callable[..., Stage]


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture(scope="session")
def emulator(receiver: Receiver) -> Iterator[httpx.Client]:
    with emulator_process() as client:
        yield client


@pytest.fixture
def stage(emulator: httpx.Client, receiver: Receiver) -> Iterator[MakeStage]:
    """Make a stage: `stage()` for a state agency, `stage(oa_type=2)` for a company; all faults end with the test."""

    def make(**account: object) -> Stage:
        return make_stage(emulator, receiver, **account)

    yield make
    emulator.post("/control/faults", json={"kind": "clear"})


def make_stage(http: httpx.Client, receiver: Receiver, **account: object) -> Stage:
    number = next(_count)
    hook_path = f"/hooks/{number}"
    body = {"name": f"Công an phường Mẫu {number}", "webhook_url": f"http://127.0.0.1:{receiver.port}{hook_path}"}
    bound = http.post("/control/oas", json=body | account).json()
    citizen = http.post("/control/citizens", json={"name": "Nguyễn Thị Mẫu"}).json()
    return Stage(http, receiver, bound, citizen["id"], hook_path)
