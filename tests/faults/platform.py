"""A unit whose account lives on the stand-in: product, worker and stand-in as processes, one clock for all three."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape

import httpx

from motcua.foundation import clock
from motcua.foundation.jobs.models import WorkerHeartbeat
from motcua.foundation.staff.models import Officer, RoleGrant
from motcua.foundation.staff.roles import Role
from motcua.messaging.channels import outbox
from motcua.messaging.channels.models import OutboxMessage
from motcua.messaging.dialogue.reply import Reply
from tests.channels.wire import APP_SECRET, OA_KEY, Wire, open_wire
from tests.faults.chat import Phones
from tests.processes import Process, Stack, free_port, wait_for

PASSWORD = "mat-khau-mau-2022"
_OPEN = ("queued", "sending")


@dataclass
class Town:
    """One account, its citizens' phones, and the administrator's page."""

    stack: Stack
    wire: Wire
    phones: Phones
    page: httpx.Client
    told: dict[int, str] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The product's moment."""
        offset = clock.read_offset(self.stack.clock_file)
        return datetime.now(tz=self.stack.now.tzinfo) + timedelta(seconds=offset)

    def citizens(self, many: int) -> list[str]:
        """People who follow the account now: their ids there and on it."""
        return [self.phones.citizen(f"Nguyễn Thị Mẫu {number}") for number in range(many)]

    def fault(self, kind: str, **more: object) -> None:
        """Switch a fault of the stand-in on."""
        told = {"kind": kind, "oa_id": self.wire.oa_id, **more}
        self.phones.line.post("/control/faults", json=told).raise_for_status()

    def mend(self) -> None:
        """All faults off."""
        self.phones.line.post("/control/faults", json={"kind": "clear"}).raise_for_status()

    def write(self, user_ids: list[str], words: str, *, kind: str = "reply") -> list[int]:
        """One message to each; returns their ids. The text of each is its own, so that a double would show."""
        written = []
        for number, user_id in enumerate(user_ids):
            text = f"{words} {len(self.told) + number + 1000}"
            ids = outbox.enqueue(
                account=self.wire.account.pk, to=user_id, reply=Reply(text), kind=kind, now=self.now  # type: ignore[arg-type]  # a literal
            )  # fmt: skip
            written += ids
            self.told[ids[0]] = text
        return written

    def states(self, ids: list[int]) -> list[str]:
        """Where these messages are."""
        return list(OutboxMessage.objects.filter(pk__in=ids).order_by("pk").values_list("state", flat=True))

    def wait_until_ended(self, ids: list[int], within_s: float = 90.0) -> list[str]:
        """Their ends."""
        wait_for(lambda: not set(self.states(ids)) & set(_OPEN), f"messages to end, are {self.states(ids)}", within_s)
        return self.states(ids)

    def heard(self, people: list[str], words: str) -> list[str]:
        """Every text with these words on these phones, doubles included."""
        texts = [str(one["text"]) for person in people for one in self.phones.heard(person)]
        return sorted(text.splitlines()[0] for text in texts if words in text)

    def headline(self) -> str:
        """What the top of the administrator's page says is wrong; empty when it says nothing is."""
        found = re.search(r'role="alert">.*?<b>([^<]+)</b> ([^<]+)</span>', self._shown(), re.DOTALL)
        return " ".join(found.groups()) if found else ""

    def light(self, title: str) -> str:
        """The sentence of one check on that page."""
        found = re.search(rf"<b>{title}\.</b> ([^<]+)</p></li>", self._shown())
        assert found, f"no light {title}"
        return found.group(1)

    def wait_for_light(self, title: str, words: str) -> str:
        """Until a check says so."""
        wait_for(lambda: words in self.light(title), f"{title} to say {words!r}, says {self.light(title)!r}", 40)
        return self.light(title)

    def let_pass(self, by: timedelta) -> None:
        """Time passes for everybody; returns when the worker has lived in it."""
        self.stack.move_clock(by)
        wait_for(
            lambda: WorkerHeartbeat.objects.filter(beat_at__gt=self.now - timedelta(seconds=30)).exists(),
            "a heartbeat",
            40,
        )

    def _shown(self) -> str:
        answer = self.page.get(f"/console/channels/{self.wire.account.pk}/")
        assert answer.status_code == 200, answer.status_code
        return unescape(answer.text)


@contextmanager
def town(stack: Stack) -> Iterator[Town]:
    """Start everything; the product's calls go through a second port of the stand-in, which an outage can shut."""
    gate = free_port()
    stack.settings |= {
        "MOTCUA_ZALO_API_URL": f"http://localhost:{gate}", "MOTCUA_ZALO_OAUTH_URL": f"http://localhost:{gate}",
        "MOTCUA_ZALO_TEMPLATE_URL": f"http://localhost:{gate}",
    }  # fmt: skip
    wire = open_wire(is_demo=True)
    admin = Officer.objects.create_user("quan-tri", PASSWORD, full_name="Hoàng Thị Quản", unit=wire.unit)
    RoleGrant.objects.create(officer=admin, unit=wire.unit, role=Role.UNIT_ADMIN, granted_at=stack.now)
    account = {
        "oa_id": wire.oa_id, "name": "Công an quận Mẫu", "oa_type": 4, "app_id": wire.app_id, "app_secret": APP_SECRET,
        "oa_secret_key": OA_KEY, "access_token": "access-1", "refresh_token": "refresh-1",
        "webhook_url": f"http://127.0.0.1:{stack.web_port}/hooks/zalo",
    }  # fmt: skip
    seed = stack.folder / "seed.json"
    seed.write_text(json.dumps({"oas": [account], "citizens": []}))
    port = str(stack.emulator_port)
    command = ["zalo_emulator", "--port", port, "--clock-file", str(stack.clock_file), "--seed", str(seed)]
    stack._start("emulator", [*command, "--api-port", str(gate)], stack.emulator_port, "/control/oas")
    serve = stack.serve()
    stack.worker()
    emulator = httpx.Client(base_url=f"http://localhost:{port}", timeout=60, trust_env=False)
    with emulator, _signed_in(serve) as page:
        made = Town(stack, wire, Phones(emulator, wire.oa_id), page)
        wait_for(lambda: WorkerHeartbeat.objects.exists(), "the worker")
        yield made


@contextmanager
def _signed_in(serve: Process) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serve.url, timeout=60, trust_env=False, follow_redirects=True) as page:
        form = page.get("/console/sign-in/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token
        told = {"login": "quan-tri", "password": PASSWORD, "csrfmiddlewaretoken": token.group(1)}
        answer = page.post("/console/sign-in/", data=told, headers={"Origin": serve.url})
        assert answer.status_code == 200 and "Kênh Zalo" in answer.text, answer.status_code
        yield page
