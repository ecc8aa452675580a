"""A request made by hand, for a door of this process."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """What a door hears (`edge.wire.Heard`)."""

    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes = b""
    peer: str = "127.0.0.1:40000"

    def header(self, name: str) -> str:
        return self.headers.get(name, "")

    async def body(self, limit: int) -> bytes | None:
        return self.raw if len(self.raw) <= limit else None
