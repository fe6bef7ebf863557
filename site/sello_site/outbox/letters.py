"""Writes letters. Each function takes part in the caller's transaction."""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.tasks import Task

from sello_site.outbox.addresses import is_mail_address
from sello_site.outbox.models import Letter

logger = logging.getLogger("sello.outbox")

GIVE_UP_AFTER = datetime.timedelta(hours=24)
"""How long a letter that servers put off is tried."""


def send(
    *,
    to: str,
    template: str,
    language: str,
    context: Mapping[str, Any],
    kind: str = Letter.Kind.SERVICE,
    key: str | None = None,
    reply_to: str = "",
    writer_language: str = "",
) -> Letter:
    """Writes one letter from ``templates/mail/<template>.{subject.txt,txt,html}``.

    The templates are rendered now, in ``language`` (Spanish when the site does not have it), so
    that what leaves is what was true in this transaction. A second call with the same ``key``
    writes nothing and answers the first letter.

    ``reply_to`` is the address of whoever wrote the text, when that was not the site, and
    ``writer_language`` what they read: they are told when it cannot be delivered, and what its
    reader does with it says nothing about the site's own letters. Raises :class:`ValueError` when
    one of the addresses is not one.
    """
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    values = {
        **context,
        "language": language,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "public_url": settings.SELLO_PUBLIC_URL,
    }
    with translation.override(language):
        values["rights_url"] = settings.SELLO_PUBLIC_URL + reverse("sello_privacy:ask")
        values["subject"] = subject = _render(f"{template}.subject.txt", values, autoescape=False)
        text = _render(f"{template}.txt", values, autoescape=False)
        html = _render(f"{template}.html", values, autoescape=True)
    return write(
        to=to,
        subject=subject,
        text=text,
        html=html,
        language=language,
        kind=kind,
        key=key,
        template=template,
        reply_to=reply_to,
        writer_language=writer_language,
    )


def write(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    language: str,
    kind: str = Letter.Kind.SERVICE,
    key: str | None = None,
    template: str = "",
    reply_to: str = "",
    writer_language: str = "",
) -> Letter:
    """Writes one letter whose text is known; the rest as :func:`send`."""
    if not is_mail_address(to) or (reply_to and not is_mail_address(reply_to)):
        raise ValueError("a letter needs one valid address")  # which is not repeated
    if bool(reply_to) != bool(writer_language):
        raise ValueError("who is answered has an address and a language")
    sender = settings.SELLO_MAIL_SENDERS[kind]
    domain = parseaddr(sender)[1].rpartition("@")[2]
    now = timezone.now()
    letter = Letter(
        kind=kind,
        template=template,
        language=language,
        sender=sender,
        to=to,
        reply_to=reply_to,
        writer_language=writer_language,
        message_id=f"<{uuid.uuid4()}@{domain}>",
        subject=" ".join(_storable(subject).split())[:300],
        text=_storable(text),
        html=_storable(html),
        created_at=now,
        not_before=now,
        give_up_at=now + GIVE_UP_AFTER,
        **({} if key is None else {"key": key}),
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    written = Letter.objects.get(key=letter.key)
    if written.message_id == letter.message_id:
        transaction.on_commit(wake, robust=True)
    return written


def wake() -> None:
    """Asks the worker to send now; what fails here is mended by the sweep of each minute."""
    # inline: tasks import the pump, which needs this module
    from procrastinate.exceptions import AlreadyEnqueued

    from sello_site.outbox import tasks

    send_letters: Task[..., Any, Any] = tasks.send_letters
    try:
        send_letters.defer(timestamp=0)
    except AlreadyEnqueued:
        logger.debug("the pump is about to run already")


def _render(name: str, values: Mapping[str, Any], *, autoescape: bool) -> str:
    # The engine's own template: Django's wrapper escapes whatever the file is.
    template: Any = get_template(f"mail/{name}")
    return template.template.render(Context(values, autoescape=autoescape)).strip() + (
        "" if name.endswith(".subject.txt") else "\n"
    )


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
