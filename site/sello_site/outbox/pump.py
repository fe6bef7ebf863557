"""Empties the outbox: claim, gate, send, settle. Any number of pumps may run, on any host.

The gate commits ``claimed → sending`` for one letter before anything is sent, and looks at claim,
lease and suppression in that one statement. A crash before it loses nothing; one after it leaves
a letter that becomes ``unknown`` when its lease ends.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import random
import time
import uuid
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import InterfaceError, OperationalError, connection, transaction

from sello_site.outbox.answers import Answer, Outcome, judge
from sello_site.outbox.models import Letter, address_hash
from sello_site.outbox.suppressions import suppress
from sello_site.outbox.tracking import LETTER, settle_by_events

logger = logging.getLogger("sello.outbox")

BATCH = 20
LEASE_SECONDS = 300
MARGIN_SECONDS = 90
"""A letter is not begun with less than this left of its lease."""

FIRST_PAUSE, DOUBLINGS = 30, 8
"""Seconds until a letter that was put off is tried again, and how often they are doubled; with
jitter."""

_RECOVER = """
UPDATE sello_outbox_letter SET
    state = CASE state WHEN 'claimed' THEN 'pending' ELSE 'unknown' END,
    claim = CASE state WHEN 'claimed' THEN NULL ELSE claim END,
    reason = CASE state WHEN 'claimed' THEN reason ELSE 'pump_lost' END,
    lease_until = NULL
WHERE id IN (
    SELECT id FROM sello_outbox_letter
    WHERE state IN ('claimed', 'sending') AND lease_until < clock_timestamp()
    FOR UPDATE SKIP LOCKED
)
RETURNING state
"""
_CLAIM = """
UPDATE sello_outbox_letter SET state = 'claimed', claim = %(claim)s,
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE id IN (
    SELECT id FROM sello_outbox_letter
    WHERE state = 'pending' AND not_before <= clock_timestamp()
    ORDER BY not_before, id LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
)
RETURNING id
"""
# State, claim and lease are asked of the very row that changes: through a subquery a second gate
# that waited for the lock would pass too.
_GATE = """
UPDATE sello_outbox_letter SET
    state = CASE WHEN dead THEN 'failed' ELSE 'sending' END,
    reason = CASE WHEN dead THEN 'suppressed' ELSE '' END,
    lease_until = CASE WHEN dead THEN NULL ELSE lease_until END,
    attempts = attempts + 1
FROM (SELECT EXISTS (
    SELECT FROM sello_outbox_suppression WHERE address_hash = %(address)s) AS dead) AS asked
WHERE id = %(id)s AND claim = %(claim)s AND state = 'claimed'
    AND lease_until > clock_timestamp() + make_interval(secs => %(margin)s)
RETURNING state
"""
# The owner of a claim may still say what became of a letter that counts as unknown already.
_SETTLE = """
UPDATE sello_outbox_letter SET
    state = %(state)s, reason = %(reason)s, reply_code = %(code)s, reply = %(reply)s,
    provider_id = %(provider_id)s, lease_until = NULL,
    claim = CASE %(state)s WHEN 'pending' THEN NULL ELSE claim END,
    sent_at = CASE %(state)s WHEN 'sent' THEN clock_timestamp() END,
    text = CASE %(state)s WHEN 'sent' THEN '' ELSE text END,
    html = CASE %(state)s WHEN 'sent' THEN '' ELSE html END,
    reply_to = CASE %(state)s WHEN 'sent' THEN '' ELSE reply_to END,
    not_before = clock_timestamp() + make_interval(secs => %(pause)s)
WHERE id = %(id)s AND claim = %(claim)s
    AND (state = 'sending' OR (state = 'unknown' AND %(state)s IN ('sent', 'failed')))
"""
_RELEASE = """
UPDATE sello_outbox_letter SET
    state = 'pending', claim = NULL, lease_until = NULL
WHERE claim = %(claim)s AND state = 'claimed'
"""
_PUT_OFF = """
UPDATE sello_outbox_letter SET
    state = CASE WHEN give_up_at < clock_timestamp() THEN 'failed' ELSE 'pending' END,
    reason = 'connection', claim = NULL, lease_until = NULL, attempts = attempts + 1,
    not_before = clock_timestamp()
        + make_interval(secs => %(pause)s * power(2, LEAST(attempts, %(doublings)s)))
WHERE claim = %(claim)s AND state = 'claimed'
"""


@dataclasses.dataclass(frozen=True)
class Pumped:
    """How many letters got which state, and whether more are due now."""

    sent: int
    later: int
    failed: int
    unknown: int
    more: bool


def pump(*, seconds: float) -> Pumped:
    """Sends what is due for about so long, and first gives back what other pumps left behind.

    Raises :class:`RuntimeError` inside a transaction: the gate would not hold there.
    """
    if connection.in_atomic_block:
        raise RuntimeError("the pump commits before it sends: it cannot run in a transaction")
    end = time.monotonic() + seconds
    # Made before anything is claimed: a transport that cannot even be made fails the whole run.
    transport: Any = get_connection(
        settings.SELLO_MAIL_TRANSPORT.backend, **settings.SELLO_MAIL_TRANSPORT.options
    )
    counts = dict.fromkeys(("sent", "later", "failed", "unknown"), 0)
    recover()
    more = True
    while more and time.monotonic() < end:
        claim = uuid.uuid4()
        identifiers = _claim(claim)
        more = len(identifiers) == BATCH
        if identifiers:
            is_reachable = _send_batch(transport, claim, identifiers, counts, end)
            if not is_reachable:
                return Pumped(**counts, more=False)
    return Pumped(**counts, more=more)


def recover() -> int:
    """Gives back expired claims, marks expired sendings as unknown; answers how many of these."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOVER)
        lost = [state for (state,) in cursor.fetchall() if state == Letter.State.UNKNOWN]
    if lost:
        logger.error("%d letters are uncertain: their pump was lost while sending", len(lost))
    settle_by_events()
    return len(lost)


def _claim(claim: uuid.UUID) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"claim": claim, "lease": LEASE_SECONDS, "batch": BATCH})
        return sorted(identifier for (identifier,) in cursor.fetchall())


def _send_batch(
    transport: Any, claim: uuid.UUID, identifiers: list[int], counts: dict[str, int], end: float
) -> bool:
    """Sends claimed letters over one connection; False when the server cannot be reached."""
    letters = {letter.pk: letter for letter in Letter.objects.filter(pk__in=identifiers)}
    try:
        for identifier in identifiers:
            if time.monotonic() > end:
                break
            try:
                transport.open()
            except Exception as error:  # noqa: BLE001,RUF100  # libraries raise what they like
                logger.warning("the mail server cannot be used: %s", type(error).__name__)
                _put_off(claim)
                return False
            letter = letters.get(identifier)
            if letter is None:  # erased since it was claimed, at its reader's wish
                continue
            answer = _send_one(transport, letter, claim)
            if answer is not None:
                counts[answer.outcome] += 1
                if answer.outcome is not Outcome.SENT:
                    _close(transport)
    finally:
        _release(claim)
        _close(transport)
    return True


def _send_one(transport: Any, letter: Letter, claim: uuid.UUID) -> Answer | None:
    try:
        state = _gate(letter, claim)
    except (OperationalError, InterfaceError):
        # Whether it was committed is not known, but nothing was sent.
        _settle(letter, claim, Answer(Outcome.LATER, "database"))
        raise
    if state is None:
        return None
    if state == Letter.State.FAILED:
        return Answer(Outcome.FAILED, "suppressed")
    answer = _hand_over(transport, letter)
    _settle(letter, claim, answer)
    level = logging.INFO if answer.outcome is Outcome.SENT else logging.WARNING
    logger.log(
        level, "letter %s: %s %s %s", letter.pk, answer.outcome, answer.reason, answer.code or ""
    )
    return answer


def _gate(letter: Letter, claim: uuid.UUID) -> str | None:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        # A gate that a crash of the database takes back would send twice.
        cursor.execute("SET LOCAL synchronous_commit TO on")
        cursor.execute(
            _GATE,
            {
                "id": letter.pk,
                "claim": claim,
                "margin": MARGIN_SECONDS,
                "address": address_hash(letter.to),
            },
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _hand_over(transport: Any, letter: Letter) -> Answer:
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        letter.sender,
        [letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": letter.message_id,
            "Date": formatdate(letter.created_at.timestamp()),
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
    )
    # For providers, which give messages names of their own; other transports do not look at it.
    message.metadata = {LETTER: letter.message_id.strip("<>")}  # type: ignore[attr-defined]  # Anymail's
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    begin: Callable[[], None] | None = getattr(transport, "begin", None)
    if begin:
        begin()
    try:
        transport.send_messages([message])
    except Exception as error:  # noqa: BLE001,RUF100  # each is judged; none may stop the others
        return judge(error, text_began=getattr(transport, "text_began", False))
    status = getattr(message, "anymail_status", None)
    provider_id = getattr(status, "message_id", None)
    return Answer(Outcome.SENT, provider_id=str(provider_id or "")[:200])


def _settle(letter: Letter, claim: uuid.UUID, answer: Answer) -> None:
    state, reason = str(answer.outcome), answer.reason
    if answer.outcome is Outcome.LATER:
        is_too_late = time.time() > letter.give_up_at.timestamp()
        state = Letter.State.FAILED if is_too_late else Letter.State.PENDING
    values = {
        "id": letter.pk,
        "claim": claim,
        "state": str(state),
        "reason": reason,
        "code": answer.code,
        "reply": answer.reply,
        "provider_id": answer.provider_id,
        "pause": _pause(letter.attempts),
    }
    _with_patience(lambda: _execute(_SETTLE, values))
    if answer.address_is_dead:
        suppress(address=letter.to, reason="hard_bounce")


def _release(claim: uuid.UUID) -> None:
    """Gives back what was claimed and not begun."""
    _with_patience(lambda: _execute(_RELEASE, {"claim": claim}))


def _put_off(claim: uuid.UUID) -> None:
    """Gives back what was claimed while no server could be reached, for later."""
    values = {"claim": claim, "pause": _pause(0), "doublings": DOUBLINGS}
    _with_patience(lambda: _execute(_PUT_OFF, values))


def _pause(attempts: int) -> float:
    return FIRST_PAUSE * 2 ** min(attempts, DOUBLINGS) * random.uniform(0.5, 1.5)  # noqa: S311  # spreads load, guards nothing


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _with_patience(work: Callable[[], None]) -> None:
    """Tries again while the database restarts: what is known about a letter must not be lost."""
    for pause in (0.2, 1, 3, 5, 10, None):
        try:
            return work()
        except (OperationalError, InterfaceError):
            if pause is None:
                raise
            connection.close()
            time.sleep(pause)
    return None


def _close(transport: Any) -> None:
    with contextlib.suppress(Exception):  # the answer is known already
        transport.close()
