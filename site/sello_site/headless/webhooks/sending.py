"""Delivers what is due. Each attempt is claimed before it is made, and noted after it."""

from __future__ import annotations

import datetime
import http.client
import logging
import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from sello_site.headless.models import WebhookDelivery, WebhookSubscription
from sello_site.headless.webhooks.addresses import AddressRefused, destination_of
from sello_site.headless.webhooks.signing import signatures
from sello_site.outgoing.connection import PinnedConnection

logger = logging.getLogger("sello.headless")

TIMEOUT = 10.0
"""Seconds for the connection, and again for each step of the exchange."""

DEADLINE = 20.0
"""Seconds for all of it: who answers a byte at a time would hold up what is for others."""

WAITS = tuple(
    datetime.timedelta(seconds=seconds)
    for seconds in (10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
)
"""After each failed attempt; after the last one a delivery has failed for good."""

DISABLED_AFTER = datetime.timedelta(days=3)
"""How long nothing may have arrived before a subscription is turned off."""

CLAIMED_FOR = datetime.timedelta(minutes=2)
"""For how long nobody else tries a delivery that somebody has begun."""

KEPT_DAYS = 30
_GONE = 410


def send_due(*, seconds: float) -> bool:
    """Delivers for about this long; whether something that is due is left over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        delivery = _claim()
        if delivery is None:
            return False
        _attempt(delivery)
    return True


def forget_old_deliveries() -> None:
    """Deletes deliveries that were finished a month ago."""
    limit = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    WebhookDelivery.objects.filter(finished_at__lt=limit).delete()


def _claim() -> WebhookDelivery | None:
    now = timezone.now()
    with transaction.atomic():
        delivery = (
            WebhookDelivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("subscription")
            .filter(state=WebhookDelivery.State.PENDING, next_attempt_at__lte=now)
            .filter(subscription__is_active=True)
            .order_by("next_attempt_at", "pk")
            .first()
        )
        if delivery is None:
            return None
        delivery.attempts += 1
        delivery.next_attempt_at = now + CLAIMED_FOR
        delivery.save(update_fields=["attempts", "next_attempt_at"])
    return delivery


def _attempt(delivery: WebhookDelivery) -> None:
    status, problem = None, ""
    try:
        status = post(delivery)
    except AddressRefused as refusal:
        problem = str(refusal)
    except (OSError, http.client.HTTPException, ValueError) as error:
        problem = f"{type(error).__name__}: {error}"
    if status is not None and 200 <= status < 300:
        _note_success(delivery, status)
    else:
        _note_failure(delivery, status, problem or f"the answer was {status}")


def post(delivery: WebhookDelivery) -> int:
    """Sends it once and answers with the status. Redirects are not followed: they answer 3xx.

    Raises AddressRefused, OSError or HTTPException when it cannot be sent.
    """
    subscription = delivery.subscription
    destination = destination_of(subscription.address)
    moment = timezone.now()
    message_id = f"msg_{delivery.message_id.hex}"
    connection = PinnedConnection(destination, timeout=TIMEOUT, deadline=DEADLINE)
    try:
        connection.request(
            "POST",
            destination.path,
            body=delivery.body.encode(),
            headers={
                "Host": destination.host_header,
                "Content-Type": "application/json",
                "User-Agent": "Sello-Migrante-Webhooks/1",
                "Connection": "close",
                "webhook-id": message_id,
                "webhook-timestamp": str(int(moment.timestamp())),
                "webhook-signature": signatures(
                    subscription, message_id=message_id, moment=moment, body=delivery.body
                ),
            },
        )
        return connection.head_of_answer(method="POST")[0]
    finally:
        connection.close()


@transaction.atomic
def _note_success(delivery: WebhookDelivery, status: int) -> None:
    _finish(delivery, WebhookDelivery.State.SENT, status, "")
    WebhookSubscription.objects.filter(pk=delivery.subscription_id).update(failing_since=None)


@transaction.atomic
def _note_failure(delivery: WebhookDelivery, status: int | None, problem: str) -> None:
    now = timezone.now()
    subscription = WebhookSubscription.objects.select_for_update().get(pk=delivery.subscription_id)
    if subscription.failing_since is None:
        subscription.failing_since = now
        subscription.save(update_fields=["failing_since"])
    if status == _GONE:
        _finish(delivery, WebhookDelivery.State.FAILED, status, problem)
        _disable(subscription, "the subscriber answered that it is gone (410)")
    elif now - subscription.failing_since >= DISABLED_AFTER:
        _finish(delivery, WebhookDelivery.State.FAILED, status, problem)
        _disable(subscription, "nothing has arrived for three days")
    elif delivery.attempts > len(WAITS):
        _finish(delivery, WebhookDelivery.State.FAILED, status, problem)
    else:
        wait = WAITS[delivery.attempts - 1]
        _store(delivery, next_attempt_at=now + wait, answer_status=status, problem=problem[:300])


def _disable(subscription: WebhookSubscription, reason: str) -> None:
    subscription.is_active = False
    subscription.disabled_because = reason
    subscription.save(update_fields=["is_active", "disabled_because"])
    logger.warning("webhook subscription %s was turned off: %s", subscription.pk, reason)


def _finish(
    delivery: WebhookDelivery, state: WebhookDelivery.State, status: int | None, problem: str
) -> None:
    _store(
        delivery,
        state=state,
        next_attempt_at=None,
        finished_at=timezone.now(),
        answer_status=status,
        problem=problem[:300],
    )


def _store(delivery: WebhookDelivery, **values: Any) -> None:
    # Not by the row that was read: a subscription may have been deleted in the meantime.
    WebhookDelivery.objects.filter(pk=delivery.pk).update(**values)
