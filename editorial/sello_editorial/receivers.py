"""What follows when a page is begun, and when one goes."""

from __future__ import annotations

import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import init_new_page

from sello_editorial.links import receivers as _links  # noqa: F401  # loaded for its effect
from sello_pages.stewardship import StewardshipMixin

REVIEW_AFTER = datetime.timedelta(days=182)
"""Half a year: what the form proposes, and what a review that finds nothing is good for."""


@receiver(init_new_page, dispatch_uid="sello_editorial.new_page")
def propose_who_keeps_it(sender: Any, page: Any, **kwargs: Any) -> None:
    """Whoever begins a page keeps it, until the form says otherwise."""
    if isinstance(page, StewardshipMixin):
        page.content_owner_id = page.owner_id  # type: ignore[attr-defined]  # Page's
        page.review_by = timezone.localdate() + REVIEW_AFTER
