"""The transport of the demonstration: letters go into a table that a screen of the admin shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from sello_site.outbox.models import LocalLetter


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        LocalLetter.objects.bulk_create(
            [_local(message) for message in email_messages], ignore_conflicts=True
        )
        return len(email_messages)


def _local(message: Any) -> LocalLetter:
    alternatives = getattr(message, "alternatives", ())
    html = [content for content, kind in alternatives if kind == "text/html"]
    return LocalLetter(
        message_id=message.extra_headers["Message-ID"],
        sender=message.from_email,
        to=message.to[0],
        reply_to=message.reply_to[0] if message.reply_to else "",
        subject=message.subject,
        text=message.body,
        html=str(html[0]) if html else "",
    )
