"""Secrets of subscriptions, and signatures in the form of Standard Webhooks."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sello_site.headless.models import WebhookSubscription

_SALT = "sello.headless.webhooks"
PREFIX = "whsec_"


def secret_of(subscription: WebhookSubscription) -> str:
    """The subscriber's secret as it is shown, once: ``whsec_`` and base64."""
    return PREFIX + base64.b64encode(_key(subscription.nonce, settings.SECRET_KEY)).decode()


def signatures(
    subscription: WebhookSubscription, *, message_id: str, moment: datetime.datetime, body: str
) -> str:
    """The value of ``webhook-signature``: one for each secret that holds, the newest first.

    More than one holds after a rotation, and while an older key of the site is still accepted.
    """
    signed = f"{message_id}.{int(moment.timestamp())}.{body}".encode()
    return " ".join(
        "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        for key in _keys(subscription)
    )


def _keys(subscription: WebhookSubscription) -> list[bytes]:
    nonces = [subscription.nonce]
    if subscription.previous_until is not None and subscription.previous_until > timezone.now():
        nonces.append(subscription.previous_nonce)
    site_keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_key(nonce, site_key) for nonce in nonces for site_key in site_keys]


def _key(nonce: str, site_key: str | bytes) -> bytes:
    return salted_hmac(_SALT, nonce, secret=site_key, algorithm="sha256").digest()
