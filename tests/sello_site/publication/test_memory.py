"""What hides pages is remembered while nothing public changes, and no longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from sello_pages.models import ContentPage
from sello_site.publication import REMEMBERED, SOON, hidden_branches, published_pages

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def add(title: str, **fields: Any) -> Page:
    home = Site.objects.get(is_default_site=True).root_page
    return home.add_child(instance=ContentPage(title=title, summary="-", **fields))


def is_published(page: Page) -> bool:
    return published_pages().filter(pk=page.pk).exists()


def questions() -> int:
    with CaptureQueriesContext(connection) as captured:
        hidden_branches()
    return sum("pageviewrestriction" in query["sql"] for query in captured.captured_queries)


def test_it_is_asked_for_once() -> None:
    assert [questions() for _ in range(3)] == [1, 0, 0]


def test_a_restriction_hides_at_once_and_its_end_shows_at_once() -> None:
    page = add("Sección")
    assert is_published(page)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not is_published(page)
    restriction.delete()
    assert is_published(page)


def test_what_is_taken_back_hides_what_is_below_it_at_once() -> None:
    page = add("Sección")
    below = page.add_child(instance=ContentPage(title="Debajo", summary="-"))
    assert is_published(below)
    page.unpublish()
    assert not is_published(below)


def test_a_transaction_sees_its_own_changes_and_leaves_nothing_behind() -> None:
    page = add("Sección")
    below = page.add_child(instance=ContentPage(title="Debajo", summary="-"))
    assert is_published(below)
    with transaction.atomic():
        page.unpublish()
        assert not is_published(below)
        transaction.set_rollback(True)
    assert is_published(below)


@pytest.mark.parametrize(
    ("seconds", "asked"), [(SOON + REMEMBERED - 10, [1, 1]), (SOON + REMEMBERED + 60, [1, 0])]
)
def test_it_is_not_remembered_while_a_page_is_about_to_expire(
    seconds: int, asked: list[int]
) -> None:
    add("Vence", expire_at=timezone.now() + timedelta(seconds=seconds))
    assert [questions() for _ in range(2)] == asked
