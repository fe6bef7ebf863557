"""Encrypts the secrets of authenticators, so that a copy of the database does not hold them."""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

logger = logging.getLogger("sello.accounts")

_PURPOSE = b"sello_accounts.second_factor"


def _cipher() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    hashlib.blake2b(_PURPOSE, key=_digest(key), digest_size=32).digest()
                )
            )
            for key in keys
        ]
    )


def _digest(key: str | bytes) -> bytes:
    return hashlib.sha256(key.encode() if isinstance(key, str) else key).digest()


def encrypt(text: str) -> str:
    """The text under a key that is made from ``SELLO_SECRET_KEY``."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """What :func:`encrypt` was given.

    When the key has changed, a secret of chance, which no code fits: an empty one would have codes
    that anybody can compute.
    """
    try:
        return _cipher().decrypt(encrypted.encode()).decode()
    except InvalidToken:
        logger.error("a second factor cannot be read: SELLO_SECRET_KEY is not what it was")
        return base64.b32encode(secrets.token_bytes(20)).decode()
