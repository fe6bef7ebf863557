"""What providers tell about letters afterwards: delivered, bounced, complained of.

Anymail's signal brings the events of all providers in one form. Each is noted once, whatever is
repeated; a letter that counted as uncertain is settled by them, and an address that does not exist
or whose owner complained gets nothing more.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from anymail.signals import EventType, RejectReason
from django.db import connection, transaction
from django.utils import timezone

from sello_site.outbox.models import Letter, LetterEvent
from sello_site.outbox.suppressions import suppress

logger = logging.getLogger("sello.outbox")

LETTER = "sello_letter"
"""The name under which a provider keeps a letter's Message-ID for us, without its brackets."""

_KINDS = {
    EventType.SENT: LetterEvent.Kind.TAKEN,
    EventType.DELIVERED: LetterEvent.Kind.DELIVERED,
    EventType.BOUNCED: LetterEvent.Kind.BOUNCED,
    EventType.REJECTED: LetterEvent.Kind.REJECTED,
    EventType.FAILED: LetterEvent.Kind.REJECTED,
    EventType.COMPLAINED: LetterEvent.Kind.COMPLAINED,
}
"""What is noted; the rest (opened, clicked, put off) is nobody's business here, or not final."""

_SOFT = frozenset({"softbounce", "soft_bounce", "soft", "transient", "temporary", "blocked"})
"""How providers call a bounce that says nothing about the address."""

# State is asked of the very row that changes, as in the pump: somebody may just be resending it.
# Words of a server about the letter that arrived outweigh those about a copy that did not.
_SETTLE = """
UPDATE sello_outbox_letter AS letter SET
    state = told.state,
    reason = CASE told.state WHEN 'failed' THEN told.kind ELSE '' END,
    sent_at = CASE told.state WHEN 'sent' THEN clock_timestamp() END,
    text = CASE told.state WHEN 'sent' THEN '' ELSE text END,
    html = CASE told.state WHEN 'sent' THEN '' ELSE html END,
    reply_to = CASE told.state WHEN 'sent' THEN '' ELSE letter.reply_to END
FROM (
    SELECT DISTINCT ON (letter_id) letter_id, kind,
        CASE WHEN kind IN ('taken', 'delivered', 'complained') THEN 'sent' ELSE 'failed' END
            AS state
    FROM sello_outbox_letterevent WHERE letter_id IS NOT NULL
    ORDER BY letter_id,
        CASE kind WHEN 'delivered' THEN 0 WHEN 'complained' THEN 0
            WHEN 'bounced' THEN 1 WHEN 'rejected' THEN 1 ELSE 2 END
) AS told
WHERE told.letter_id = letter.id AND letter.state = 'unknown'
"""


@transaction.atomic
def note(*, event: Any, provider: str) -> bool:
    """Notes one event of Anymail's and does what follows from it; False for a known one."""
    kind = _KINDS.get(event.event_type)
    if kind is None:
        return False
    letter = _letter_of(event)
    _event, is_new = LetterEvent.objects.get_or_create(
        provider=provider[:40],
        event_id=_event_id(event),
        kind=kind,
        defaults={"letter": letter, "happened_at": event.timestamp or timezone.now()},
    )
    if not is_new:
        return False
    address = letter.to if letter is not None else event.recipient
    if letter is not None and not letter.is_of_the_site:
        # What its reader or a filter thinks of a stranger's words must not cut the reader off from
        # the letters of the site.
        logger.warning("a provider says of relayed letter %s: %s", letter.pk, kind)
    elif address and _is_hard(event):
        suppress(address=address, reason="hard_bounce")
    elif address and kind is LetterEvent.Kind.COMPLAINED:
        suppress(address=address, reason="complaint")
    settle_by_events()
    number = letter.pk if letter is not None else "that is not ours any more"
    logger.info("a provider says of letter %s: %s", number, kind)
    return True


def settle_by_events() -> int:
    """Settles uncertain letters of which a provider has told; answers how many.

    Also asked after a letter has become uncertain: the provider may have been faster.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE)
        return int(cursor.rowcount)


def _letter_of(event: Any) -> Letter | None:
    told = (event.metadata or {}).get(LETTER)
    message_id = str(event.message_id or "")
    candidates = [f"<{told}>"] if told else [message_id, f"<{message_id.strip('<>')}>"]
    found = Letter.objects.filter(message_id__in=candidates).first()
    if found is None and message_id:
        found = Letter.objects.filter(provider_id=message_id[:200]).order_by("pk").last()
    if found is None:
        return None
    is_its_reader = not event.recipient or event.recipient.casefold() == found.to.casefold()
    return found if is_its_reader else None


def _event_id(event: Any) -> str:
    """The provider's name for the event, or one of our own; hashed, since some are long."""
    given = str(event.event_id) if event.event_id else ""
    own = (event.message_id, event.recipient, event.timestamp and event.timestamp.isoformat())
    text = given or "\0".join(str(part) for part in own)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _is_hard(event: Any) -> bool:
    if event.event_type != EventType.BOUNCED:
        return False
    if event.reject_reason not in {RejectReason.BOUNCED, RejectReason.INVALID}:
        return False
    raw = event.esp_event if hasattr(event.esp_event, "get") else {}
    words = {str(raw.get(name, "")).casefold() for name in ("Type", "type", "event", "bounceType")}
    return not words & _SOFT


def on_tracking(sender: Any, *, event: Any, esp_name: str, **kwargs: Any) -> None:
    """The receiver of Anymail's signal."""
    note(event=event, provider=esp_name)
