"""Making and changing subscriptions. Whoever calls has asked for the permission."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from sello_site.headless.models import WebhookDelivery, WebhookSubscription, new_nonce
from sello_site.headless.webhooks.addresses import verify_address
from sello_site.headless.webhooks.signing import secret_of
from sello_site.headless.webhooks.writing import message_body

OVERLAP = datetime.timedelta(hours=24)
"""How long the old secret signs too after a rotation."""

TEST = "test.ping"


@transaction.atomic
def create_subscription(*, name: str, address: str, by: Any) -> tuple[WebhookSubscription, str]:
    """The subscription, and its secret, which is not shown again. Raises ValidationError."""
    verify_address(address)
    subscription = WebhookSubscription(name=name, address=address, created_by=by)
    subscription.full_clean()
    subscription.save()
    log(subscription, "wagtail.create", user=by)
    return subscription, secret_of(subscription)


@transaction.atomic
def rotate_secret(*, subscription: WebhookSubscription, by: Any) -> str:
    """A new secret; the old one signs beside it for a day."""
    subscription.previous_nonce = subscription.nonce
    subscription.previous_until = timezone.now() + OVERLAP
    subscription.nonce = new_nonce()
    subscription.save(update_fields=["previous_nonce", "previous_until", "nonce"])
    log(subscription, "wagtail.edit", user=by)
    return secret_of(subscription)


@transaction.atomic
def set_active(*, subscription: WebhookSubscription, is_active: bool, by: Any) -> None:
    """Turns it on, with a clean slate, or off."""
    subscription.is_active = is_active
    subscription.disabled_because = ""
    subscription.failing_since = None
    subscription.save(update_fields=["is_active", "disabled_because", "failing_since"])
    log(subscription, "wagtail.edit", user=by)


@transaction.atomic
def change_subscription(
    *, subscription: WebhookSubscription, name: str, address: str, by: Any
) -> None:
    """Another name or address, with the same secret. Raises ValidationError."""
    verify_address(address)
    subscription.name, subscription.address = name, address
    subscription.full_clean()
    subscription.save(update_fields=["name", "address"])
    log(subscription, "wagtail.edit", user=by)


def send_test(*, subscription: WebhookSubscription) -> WebhookDelivery:
    """Writes a delivery that tells of nothing, to try the address. Raises ValidationError when the
    subscription is off."""
    if not subscription.is_active:
        raise ValidationError("the subscription is off")
    # inline: tasks import this package
    from sello_site.headless.tasks import wake

    body = message_body(TEST, timezone.now().isoformat(), {})
    delivery = WebhookDelivery.objects.create(subscription=subscription, kind=TEST, body=body)
    transaction.on_commit(wake, robust=True)
    return delivery


@transaction.atomic
def delete_subscription(*, subscription: WebhookSubscription, by: Any) -> None:
    """Forgets it, with its deliveries."""
    log(subscription, "wagtail.delete", user=by, deleted=True)
    subscription.delete()
