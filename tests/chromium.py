"""Where the browser of the browser tests is, and how it is started."""

import shutil

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic", "--font-render-hinting=none",
]  # fmt: skip


def chromium_path() -> str | None:
    """Debian's Chromium, the one without windows if it is there."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")
