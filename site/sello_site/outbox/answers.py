"""What an answer of a mail server or provider, or the lack of one, means for the letter."""

from __future__ import annotations

import dataclasses
import re
import smtplib
from enum import StrEnum
from typing import Any

import requests
import urllib3
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused


class Outcome(StrEnum):
    """sent: taken. later: surely not taken, may be tried again. failed: refused for good.
    unknown: it may have been taken."""

    SENT = "sent"
    LATER = "later"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True)
class Answer:
    """``reply`` may hold the address: it is stored with the letter and never logged."""

    outcome: Outcome
    reason: str = ""
    code: int | None = None
    reply: str = ""
    provider_id: str = ""
    address_is_dead: bool = False


# RFC 3463: the mailbox or its domain does not exist. Other refusals may be about the sender.
_DEAD_ADDRESS = re.compile(r"\b5\.1\.(?:1|2|3|6|10)\b|\b5\.2\.1\b")
_BUSY = (408, 429)


def judge(error: Exception, *, text_began: bool) -> Answer:
    """The meaning of what a transport raised; ``text_began`` as the SMTP connection knows it."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, reply = next(iter(error.recipients.values()))
            return _refused("recipient", code, reply, is_about_address=True)
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPConnectError():
            # The operator's affair or the server's: no letter is to blame for it.
            return Answer(Outcome.LATER, "connection", error.smtp_code, _text(error.smtp_error))
        case smtplib.SMTPHeloError():
            return Answer(Outcome.LATER, "connection", error.smtp_code, _text(error.smtp_error))
        case smtplib.SMTPResponseException():
            return _refused("server", error.smtp_code, error.smtp_error)
        case AnymailRecipientsRefused():
            return Answer(Outcome.FAILED, "recipient")
        case AnymailAPIError():
            return _provider(error)
        case smtplib.SMTPNotSupportedError():
            return Answer(Outcome.FAILED, "not_supported")
        case OSError() if text_began:  # smtplib's disconnections too
            return Answer(Outcome.UNKNOWN, "answer_lost")
        case OSError():
            return Answer(Outcome.LATER, "connection")
    if text_began:
        return Answer(Outcome.UNKNOWN, "answer_lost")
    return Answer(Outcome.FAILED, "cannot_be_written", reply=type(error).__name__)


def _refused(
    reason: str, code: int, reply: bytes | str, *, is_about_address: bool = False
) -> Answer:
    text = _text(reply)
    if 400 <= code < 500:
        return Answer(Outcome.LATER, reason, code, text)
    if code < 400:  # an answer that no server should give: the letter may have been taken
        return Answer(Outcome.UNKNOWN, reason, code, text)
    is_dead = is_about_address and bool(_DEAD_ADDRESS.search(text))
    return Answer(Outcome.FAILED, reason, code, text, address_is_dead=is_dead)


def _provider(error: Any) -> Answer:
    code = getattr(error, "status_code", None)
    if code in _BUSY:
        return Answer(Outcome.LATER, "provider", code)
    if code is not None and 400 <= code < 500:
        return Answer(Outcome.FAILED, "provider", code)
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return Answer(Outcome.LATER, "connection")
    return Answer(Outcome.UNKNOWN, "answer_lost", code)


def _never_connected(error: BaseException | None) -> bool:
    while error is not None:
        reason = error.args[0] if error.args else None
        if isinstance(getattr(reason, "reason", None), urllib3.exceptions.NewConnectionError):
            return True
        error = error.__cause__
    return False


def _text(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.replace("\x00", "").split())[:300]
