"""Citizens on the emulator's phones, driven by its control API."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

Message = dict[str, object]


@dataclass(frozen=True, slots=True)
class Phones:
    """The emulator's control API for one Official Account."""

    line: httpx.Client
    oa_id: str

    def citizen(self, name: str) -> str:
        """A new citizen with a phone; returns her id."""
        return str(self._post("citizens", {"name": name})["id"])

    def follow(self, citizen: str) -> str:
        """Quan tâm; returns the id this account knows her by."""
        return str(self._post(f"citizens/{citizen}/follow", {"oa_id": self.oa_id})["user_id"])

    def follow_all(self, citizens: list[str]) -> None:
        """All of them at once."""
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(self.follow, citizens))

    def say(self, citizen: str, text: str) -> None:
        """Type a message."""
        self._post(f"citizens/{citizen}/send", {"oa_id": self.oa_id, "text": text})

    def press(self, citizen: str, message: Message, button: str | int) -> None:
        """Press a button of a message, old ones too."""
        told = {"oa_id": self.oa_id, "message_id": message["id"], "button": button}
        self._post(f"citizens/{citizen}/press", told)

    def heard(self, citizen: str) -> list[Message]:
        """What the account said to her, oldest first."""
        answer = self.line.get(f"/control/citizens/{citizen}/messages", params={"oa_id": self.oa_id})
        return [one for one in answer.raise_for_status().json() if one["direction"] == "from_oa"]

    def _post(self, path: str, body: dict[str, object]) -> dict[str, object]:
        answer = self.line.post(f"/control/{path}", json=body)
        told: dict[str, object] = answer.raise_for_status().json()
        return told


def seeded_account(seed: Path, name: str) -> dict[str, str]:
    """An account of the demo's seed file: oa_id, app_id, oa_secret_key and more."""
    accounts: list[dict[str, str]] = json.loads(seed.read_text())["oas"]
    return next(one for one in accounts if one["name"] == name)
