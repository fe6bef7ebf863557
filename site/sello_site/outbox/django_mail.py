"""``EMAIL_BACKEND``: what Django, Wagtail and libraries mail goes through the outbox too."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from sello_site.outbox.letters import write


class EmailBackend(BaseEmailBackend):
    """Writes one letter for each recipient, in the caller's transaction.

    Raises :class:`ValueError` for a message with attachments, which the outbox does not carry.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("the outbox carries no attachments")
            html = ""
            for content, mimetype in getattr(message, "alternatives", ()):
                if mimetype == "text/html":
                    html = str(content)
            text = str(message.body)
            if message.content_subtype == "html":
                text, html = "", text
            for to in message.recipients():
                write(
                    to=to,
                    subject=str(message.subject),
                    text=text,
                    html=html,
                    language=get_language() or "es",
                )
        return len(email_messages)
