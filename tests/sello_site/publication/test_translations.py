"""What was translated from a page that is not published is not published either."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from sello_site.publication import (
    hidden_branches,
    is_published_but_for_restrictions,
    published_pages,
    seconds_to_next_expiry,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def haitian(home: Page) -> Locale:
    """The site in Spanish and Haitian Creole, with a home in both."""
    locale = Locale.objects.get(language_code="ht")
    home.copy_for_translation(locale, alias=True)
    return locale


def translate(page: Page, locale: Locale) -> Page:
    """A live translation that is not an alias."""
    translation = page.copy_for_translation(locale, copy_parents=True)
    translation.live = True
    translation.save()
    return Page.objects.get(pk=translation.pk).specific


def is_published(client: Client, page: Page) -> bool:
    """Whether lists, serving and the API agree that a stranger may read the page."""
    answers = {
        published_pages().filter(pk=page.pk).exists(),
        is_published_but_for_restrictions(Page.objects.get(pk=page.pk), hidden_branches()),
        client.get(f"/api/v3/pages/{page.pk}/").status_code == 200,
    }
    assert len(answers) == 1
    return answers.pop()


def unpublish(page: Page) -> None:
    Page.objects.get(pk=page.pk).specific.unpublish()


def expire(page: Page) -> None:
    before = timezone.now() - datetime.timedelta(minutes=1)
    Page.objects.filter(pk=page.pk).update(expire_at=before)


@pytest.mark.parametrize("take_back", [unpublish, expire])
def test_an_original_takes_its_translations_along(
    client: Client, make_page: Any, haitian: Locale, take_back: Callable[[Page], None]
) -> None:
    page, other = make_page("Una"), make_page("Otra")
    translation, bystander = translate(page, haitian), translate(other, haitian)
    assert is_published(client, translation)
    take_back(page)
    assert not is_published(client, translation)
    assert is_published(client, bystander)
    assert is_published(client, other)


def test_an_original_that_comes_back_brings_its_translations(
    client: Client, make_page: Any, haitian: Locale
) -> None:
    page = make_page("Una")
    translation = translate(page, haitian)
    unpublish(page)
    Page.objects.filter(pk=page.pk).update(live=True)
    assert is_published(client, translation)


@pytest.mark.parametrize("take_back", [unpublish, expire])
def test_what_lies_below_an_original_is_taken_along_wherever_its_translation_lies(
    client: Client, make_page: Any, haitian: Locale, take_back: Callable[[Page], None]
) -> None:
    section = make_page("Sección")
    page = make_page("Interior", parent=section)
    translation = translate(page, haitian)
    elsewhere = translate(make_page("Otra"), haitian)
    translation.move(elsewhere, pos="last-child")
    translation = Page.objects.get(pk=translation.pk).specific
    assert is_published(client, translation)
    take_back(section)
    assert not is_published(client, translation)
    assert is_published(client, elsewhere)


def test_taking_a_translation_back_leaves_the_original_public(
    client: Client, make_page: Any, haitian: Locale
) -> None:
    page = make_page("Una")
    translation = translate(page, haitian)
    unpublish(translation)
    assert not is_published(client, translation)
    assert is_published(client, page)


def test_an_answer_in_another_language_ends_when_its_original_expires(
    make_page: Any, haitian: Locale, rf: Any
) -> None:
    page = make_page("Una")
    translate(page, haitian)
    soon = timezone.now() + datetime.timedelta(seconds=60)
    Page.objects.filter(pk=page.pk).update(expire_at=soon)
    request = rf.get("/ht/")
    published_pages(request)
    left = seconds_to_next_expiry(request)
    assert left is not None
    assert 50 < left <= 60


def test_translations_cost_no_query_while_their_originals_are_published(
    make_page: Any, haitian: Locale, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        translate(make_page(f"Página {number}"), haitian)
    published_pages()
    with django_assert_num_queries(1):
        published_pages()
    unpublish(Page.objects.get(title="Página 1", locale__language_code="es"))
    with django_assert_num_queries(3):  # the branches, and who follows them, and those
        published_pages()
