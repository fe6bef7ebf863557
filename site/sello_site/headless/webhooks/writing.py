"""Writes what is to be delivered, in the transaction that records the change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.models import Page

from sello_site.headless.addresses import page_address, page_item_address
from sello_site.headless.models import WebhookDelivery, WebhookSubscription

if TYPE_CHECKING:
    from sello_site.headless.changes import Change


def write_deliveries(changes: Iterable[Change]) -> None:
    """One delivery for each change and active subscription; sent after the commit."""
    changes = list(changes)
    subscriptions = list(WebhookSubscription.objects.filter(is_active=True).order_by("pk"))
    if not changes or not subscriptions:
        return
    numbers = [change.page_id for change in changes]
    pages = Page.objects.select_related("locale").in_bulk(numbers)
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            subscription=subscription,
            kind=change.kind,
            page_id=change.page_id,
            sequence=change.sequence,
            body=_body(change, pages.get(change.page_id)),
        )
        for subscription in subscriptions
        for change in changes
    )
    # inline: tasks import this package
    from sello_site.headless.tasks import wake

    transaction.on_commit(wake, robust=True)


def _body(change: Change, page: Page | None) -> str:
    """What is said of a change. Of a page that was withdrawn: that it was, and nothing else."""
    data: dict[str, Any] = {"id": change.page_id, "sequence": change.sequence}
    if page is not None and change.kind != "page.withdrawn":
        data |= {
            "locale": page.locale.language_code,
            "html_url": page_address(page),
            "detail_url": page_item_address(page.pk),
        }
    return message_body(change.kind, change.changed_at.isoformat(), data)


def message_body(kind: str, timestamp: str, data: dict[str, Any]) -> str:
    """The JSON document that is sent."""
    return json.dumps({"type": kind, "timestamp": timestamp, "data": data}, ensure_ascii=False)
