"""What the platform itself listens to: pages are indexed in the transaction that changes them."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from sello_site.publication import view_restrictions
from sello_site.search import index_page

# Not a signal, but the one method that Wagtail asks wherever it deals with a page's privacy.
Page.get_view_restrictions = view_restrictions

# Saving a draft writes no more than these, and nothing that readers get.
_DRAFT_FIELDS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "path",
        "url_path",
        "depth",
    }
)


@receiver(page_published, dispatch_uid="sello_site.search.published")
@receiver(page_unpublished, dispatch_uid="sello_site.search.unpublished")
def index_at_publication(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Sent when also the parts of the page that have rows of their own are written."""
    index_page(instance)


@receiver(post_save, dispatch_uid="sello_site.search.saved")
def index_when_saved(
    sender: Any,
    instance: Any,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Pages that become or change live without a revision: made by code, aliases, copies."""
    if raw or not isinstance(instance, Page):
        return
    if update_fields is not None and frozenset(update_fields) <= _DRAFT_FIELDS:
        return
    index_page(instance)


@receiver(connection_created, dispatch_uid="sello_site.indexes_are_cheap")
def expect_quick_reads(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """PostgreSQL expects a disk that turns, and then rather reads every text than ask an index."""
    with connection.cursor() as cursor:
        cursor.execute("SET random_page_cost = 1.1")
