"""How log lines look, and what must not stand in them."""

from __future__ import annotations

import logging
import re

from sello_site.zones import ACCOUNT_PATH, PERSONAL_PATH

_TOKEN_PATH = re.compile(rf"(/{PERSONAL_PATH}[^/\s\"'<>?]+/)[^\s\"'<>]+")
_SLASH = "(?:/|%2F)"
_TOKEN_IN_ACCOUNT = re.compile(
    rf"({_SLASH}{ACCOUNT_PATH.rstrip('/')}{_SLASH}(?:[a-z-]+{_SLASH})+)[\w:.-]{{20,}}"
)


class MaskingFormatter(logging.Formatter):
    """Writes ``…`` for all that follows ``/personal/<prefix>/``, and for what is as long as a token
    below ``/cuenta/`` (invitations, resets), in the query of another address too.

    On the finished line, so that a traceback or an argument is masked like the message.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = _TOKEN_PATH.sub(r"\1…", super().format(record))
        return _TOKEN_IN_ACCOUNT.sub(r"\1…", line)
