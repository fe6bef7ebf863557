"""Writes a message to a regional office, and its confirmation to whoever sent it.

The office gets everything. The confirmation goes to an address that nobody has proved to be the
sender's, so it holds no word of theirs: else this would be a way to mail text to strangers.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from sello_atlas.contact.forms import Writer
from sello_atlas.contact.recipients import Recipient
from sello_map.models import Region
from sello_site import limits
from sello_site.languages import LANGUAGES
from sello_site.limits.scopes import CONTACT_MAIL
from sello_site.outbox import letters
from sello_site.outbox.models import Letter
from sello_site.privacy.person_data import normalised


def new_ticket() -> str:
    """What makes the posts of one form recognisable as one message."""
    return secrets.token_urlsafe(16)


@transaction.atomic
def message_send(
    *,
    region: Region,
    recipient: Recipient,
    values: Mapping[str, str],
    commune: str,
    language: str,
) -> None:
    """Writes both letters, or none. The same message with the same ticket is written once.

    ``values`` are those of a valid :class:`~sello_atlas.contact.forms.ContactForm`, ``commune`` is
    the name that goes with the chosen code. Beyond the limit of a mailbox the office still gets
    the message, and the sender no more confirmations that day. A message that could not be
    delivered may be sent again.
    """
    email = values["email"]
    mark = _mark(region, values)
    reference = f"{region.code}-{mark[:8].upper()}"
    before = Letter.objects.filter(key__startswith=_key(mark, "office"))
    attempt = before.filter(state=Letter.State.FAILED).count()
    if before.count() > attempt:
        return
    letters.send(
        to=recipient.email,
        reply_to=email,
        writer_language=language,
        template="contact_office",
        language=settings.LANGUAGE_CODE,
        key=_key(mark, "office", attempt),
        context=_words(values, region=region, commune=commune, language=language)
        | {"reference": reference},
    )
    if _may_confirm(email):
        letters.send(
            to=email,
            template="contact_received",
            language=language,
            key=_key(mark, "received", attempt),
            context={"reference": reference, "region": region.name, "office": recipient.office},
        )


def _may_confirm(email: str) -> bool:
    try:
        return limits.hit_within(CONTACT_MAIL, account=normalised(email)).allowed
    except limits.LimitsUnavailable:
        # The message counts; it is not given up for its confirmation.
        return False


def _words(
    values: Mapping[str, str], *, region: Region, commune: str, language: str
) -> dict[str, Any]:
    with translation.override(settings.LANGUAGE_CODE):
        writer = str(Writer(values["writer"]).label)
    return {
        "region": region.name,
        "commune": commune,
        "writer": writer,
        "written_in": dict(LANGUAGES).get(language, language),
        "name": values["name"],
        "email": values["email"],
        "about": values["subject"],
        "message": values["message"],
    }


def _mark(region: Region, values: Mapping[str, str]) -> str:
    """Tells messages apart. Without the ticket, which is kept nowhere, it tells nothing of them."""
    ticket = values.get("ticket") or secrets.token_hex(16)
    names = ("name", "email", "writer", "commune", "subject", "message")
    parts = [ticket, region.code, *(values[name] for name in names)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _key(mark: str, letter: str, attempt: int | None = None) -> str:
    return f"contact:{mark}:{letter}:{'' if attempt is None else attempt}"
