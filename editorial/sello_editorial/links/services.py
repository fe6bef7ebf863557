"""What editors do about an external address: have it asked again, or pass it over."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from sello_editorial.links.models import ExternalLink

IGNORED = "sello_editorial.link.ignore"
HEEDED = "sello_editorial.link.heed"


def ask_again(*, link: ExternalLink) -> None:
    """Makes an address due now."""
    ExternalLink.objects.filter(pk=link.pk).update(due_at=timezone.now())


@transaction.atomic
def ignore(*, link: ExternalLink, because: str, by: Any) -> None:
    """Leaves an address out of what is broken, with the reason why."""
    link.ignored_because = because.strip()
    link.save(update_fields=["ignored_because"])
    log(instance=link, action=IGNORED, user=by, data={"because": link.ignored_because})


@transaction.atomic
def heed(*, link: ExternalLink, by: Any) -> None:
    """Counts an address again that was passed over."""
    if not link.ignored_because:
        return
    link.ignored_because = ""
    link.save(update_fields=["ignored_because"])
    log(instance=link, action=HEEDED, user=by)
