"""Which addresses a letter can be written to."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, validate_email


def validate_mail_address(address: str) -> None:
    """Refuses what Django takes for an address and no header can carry.

    Within quotes (RFC 5322, 3.2.4) Django lets control characters stand before the ``@``, at some
    of which Python ends a header; and a few letters beyond ASCII, which need a mail server that
    speaks SMTPUTF8 (RFC 6531). Raises :class:`~django.core.exceptions.ValidationError` with the
    code ``invalid``, so that a form field can say it in its own words.
    """
    validate_email(address)
    local = address.rpartition("@")[0]
    if not (local.isascii() and address.isprintable()):
        raise ValidationError(EmailValidator.message, code="invalid")


def is_mail_address(address: str) -> bool:
    """Whether :func:`validate_mail_address` lets it pass."""
    try:
        validate_mail_address(address)
    except ValidationError:
        return False
    return True
