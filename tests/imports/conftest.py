"""An officer's browser, as in the tests of the console."""

from tests.console.conftest import _quick_passwords, browser_of, time

__all__ = ["_quick_passwords", "browser_of", "time"]
