"""How log lines look, and what must not stand in them."""

from __future__ import annotations

import logging
import re

from sello_site.zones import PERSONAL_PATH

_TOKEN_PATH = re.compile(rf"(/{PERSONAL_PATH}[^/\s\"'<>?]+/)[^\s\"'<>]+")


class MaskingFormatter(logging.Formatter):
    """Writes ``…`` for all that follows ``/personal/<prefix>/``: it holds people's tokens.

    On the finished line, so that a traceback or an argument is masked like the message.
    """

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN_PATH.sub(r"\1…", super().format(record))
