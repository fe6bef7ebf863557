"""Django's SMTP backend, which can tell whether the text of a letter was on its way."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend


class _Witness:
    """Notes the reply 354, after which the text is sent: a loss from then on is uncertain."""

    text_began = False

    def getreply(self) -> tuple[int, bytes]:
        code, reply = super().getreply()  # type: ignore[misc]  # mixed into smtplib.SMTP
        if code == 354:
            self.text_began = True
        return code, reply


class _Connection(_Witness, smtplib.SMTP):
    pass


class _SecureConnection(_Witness, smtplib.SMTP_SSL):
    pass


class EmailBackend(DjangoBackend):
    connection: _Connection | _SecureConnection | None

    @property
    def connection_class(self) -> Any:
        return _SecureConnection if self.use_ssl else _Connection

    def begin(self) -> None:
        """To be called before each letter."""
        if self.connection:
            self.connection.text_began = False

    @property
    def text_began(self) -> bool:
        return bool(self.connection and self.connection.text_began)
