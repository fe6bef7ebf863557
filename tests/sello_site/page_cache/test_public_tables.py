from __future__ import annotations

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from sello_site.page_cache.installation import declared_tables
from sello_site.page_cache.public_tables import public_tables

DRAFT_COLUMNS_OF_A_PAGE = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision_id",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by_id",
}


def test_a_pages_draft_columns_are_told_from_what_readers_see() -> None:
    tables = public_tables([Page, Site, Redirect])
    assert tables == {
        "wagtailcore_page": DRAFT_COLUMNS_OF_A_PAGE,
        "wagtailcore_site": frozenset(),
        "wagtailredirects_redirect": frozenset(),
    }


def test_a_page_type_brings_its_parents_table() -> None:
    page_type = next(model for model in Page.__subclasses__() if model._meta.managed)
    tables = public_tables([page_type])
    assert {page_type._meta.db_table, "wagtailcore_page"} <= tables.keys()
    assert tables["wagtailcore_page"] == DRAFT_COLUMNS_OF_A_PAGE


def test_what_the_site_declares_holds_pages_and_redirects_but_no_renditions_or_sessions() -> None:
    tables = declared_tables().keys()
    assert {"wagtailcore_page", "wagtailredirects_redirect"} <= tables
    private = {"django_session", "wagtailcore_revision", "wagtailsearch_indexentry"}
    # Written while a page is being rendered: the page would never be kept.
    private |= {name for name in tables if "rendition" in name}
    assert tables.isdisjoint(private)
