"""Log lines that tell nobody's secret: tokens in addresses and tracebacks are cut. No Django here."""

import logging
import re

_TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])")


class DiscreetFormatter(logging.Formatter):
    """A formatter that writes every opaque 32-byte token (a personal link, a cookie, an access token) as `***`."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole line, traceback included."""
        return _TOKEN.sub("***", super().format(record))
