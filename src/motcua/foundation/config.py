"""What this installation was told: environment variables `MOTCUA_…`, read once. No Django here."""

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE_ROOT = Path(__file__).resolve().parents[3]


class ConfigError(SystemExit):
    """A setting is missing or wrong; the sentence says which and what to do. Exits with status 2."""

    def __init__(self, sentence: str) -> None:
        super().__init__(2)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


_ZALO_API = "https://openapi.zalo.me"


@dataclass(frozen=True, slots=True)
class Config:
    """Addresses are absolute URLs without a trailing slash; only `database_url` may go through a pooler."""

    home: Path
    state: Path
    base_url: str
    port: int
    emulator_port: int
    database_url: str
    database_direct_url: str
    secret_key_file: Path
    clock_file: Path | None
    demo: bool
    frame_ancestors: tuple[str, ...]
    zalo_api_url: str
    zalo_oauth_url: str
    zalo_template_url: str
    metrics_token: str
    log_level: str

    @property
    def is_zalo_real(self) -> bool:
        """Whether calls go to Zalo itself: what an emulator says makes no office official."""
        return self.zalo_api_url == _ZALO_API


def home_folder() -> Path:
    """The checkout when run from one, else the current folder; `MOTCUA_HOME` overrides both."""
    if told := os.environ.get("MOTCUA_HOME"):
        return Path(told).resolve()
    return SOURCE_ROOT if (SOURCE_ROOT / "pyproject.toml").exists() else Path.cwd()


def state_folder(home: Path) -> Path:
    """Where data lives: `.motcua/` of the checkout, or, as root, a folder of the system's state folder.

    PostgreSQL refuses to run as root, and a system user cannot read below a root-owned home; so root's data
    stands outside the checkout and `.motcua/state` points to it.
    """
    if told := os.environ.get("MOTCUA_STATE"):
        return Path(told).resolve()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/motcua") / hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return home / ".motcua"


def _port(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ConfigError(f"{name}={text!r} is not a port; give a number from 1 to 65535.")
    return int(text)


def read_config() -> Config:
    """Read the environment now. Raises ConfigError with one clear sentence."""
    home = home_folder()
    state = state_folder(home)
    port, emulator_port = _port("MOTCUA_PORT", 8000), _port("MOTCUA_EMULATOR_PORT", 8001)
    demo = os.environ.get("MOTCUA_DEMO") == "1"
    database_url = os.environ.get("MOTCUA_DATABASE_URL", "")
    clock_file = os.environ.get("MOTCUA_CLOCK_FILE")
    emulator = f"http://localhost:{emulator_port}"
    return Config(
        home=home,
        state=state,
        base_url=os.environ.get("MOTCUA_BASE_URL", f"http://localhost:{port}").rstrip("/"),
        port=port,
        emulator_port=emulator_port,
        database_url=database_url,
        database_direct_url=os.environ.get("MOTCUA_DATABASE_DIRECT_URL", database_url),
        secret_key_file=Path(os.environ.get("MOTCUA_SECRET_KEY_FILE", state / "secret.key")),
        clock_file=Path(clock_file) if clock_file else None,
        demo=demo,
        frame_ancestors=tuple(os.environ.get("MOTCUA_FRAME_ANCESTORS", "").split()),
        zalo_api_url=os.environ.get("MOTCUA_ZALO_API_URL", emulator if demo else _ZALO_API),
        zalo_oauth_url=os.environ.get("MOTCUA_ZALO_OAUTH_URL", emulator if demo else "https://oauth.zaloapp.com"),
        zalo_template_url=os.environ.get(
            "MOTCUA_ZALO_TEMPLATE_URL", emulator if demo else "https://business.openapi.zalo.me"
        ),
        metrics_token=os.environ.get("MOTCUA_METRICS_TOKEN", ""),
        log_level=os.environ.get("MOTCUA_LOG_LEVEL", "INFO").upper(),
    )


@cache
def config() -> Config:
    """The configuration of this process."""
    return read_config()
