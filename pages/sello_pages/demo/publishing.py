"""Publishes the demonstration's pages as an editor would, so that they have a history."""

from __future__ import annotations

import datetime

from django.utils import timezone
from wagtail.models import Page

from sello_pages.stewardship import StewardshipMixin
from sello_site.demo import DemoContext
from sello_site.roles import AUTHOR, EDITOR

REVIEW_AFTER = datetime.timedelta(days=180)


def publish(page: Page, *, context: DemoContext) -> None:
    """Saves a revision by the author's account and publishes it by the editor's.

    The editor's account keeps the page current from then on. Without demonstration accounts nobody
    is named. Raises what the page's own rules raise, so that no text that an editor could not have
    published gets in.
    """
    if isinstance(page, StewardshipMixin):
        page.content_owner = page.content_owner or context.people.get(EDITOR)
        page.review_by = page.review_by or timezone.localdate() + REVIEW_AFTER
    page.full_clean()
    for field in page.get_streamfield_names():
        stream = getattr(page, field)
        stream.stream_block.clean(stream)
    revision = page.save_revision(user=context.people.get(AUTHOR), log_action=True)
    # Loading is the operator's act: the editor's name stands in the history, her rights (which
    # may be given to the finished tree only) are not asked for.
    revision.publish(user=context.people.get(EDITOR), skip_permission_checks=True)
