"""What happens to a Spanish page happens in every language, by whatever way."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Locale, Page
from wagtail.signals import page_published

from sello_pages.models import ContentPage
from sello_site.translations.locales import ensure_locales
from sello_site.translations.publishing import publish
from sello_site.translations.state import TranslationState, states_of
from sello_site.translations.tasks import synchronise_languages
from sello_site.translations.tree import synchronise

from .conftest import in_language

pytestmark = pytest.mark.django_db

OTHERS = ["en", "fr", "ht", "pt"]


def aliases_of(page: Page) -> dict[str, str]:
    """Language → address of each alias of the page."""
    found = Page.objects.filter(alias_of=page).select_related("locale")
    return {alias.locale.language_code: alias.url for alias in found}


def test_the_five_languages_stand_after_migrating_and_only_once(db: None) -> None:
    ensure_locales()
    assert sorted(Locale.objects.values_list("language_code", flat=True)) == sorted(["es", *OTHERS])


def test_a_published_page_exists_in_every_language_at_the_same_address(make_page: Any) -> None:
    page = make_page("Contacto", slug="contacto")
    assert aliases_of(page) == {code: f"/{code}/contacto/" for code in OTHERS}
    home = page.get_parent()
    assert aliases_of(home) == {code: f"/{code}/" for code in OTHERS}


def test_a_draft_exists_in_spanish_alone_until_it_is_published(make_page: Any) -> None:
    page = make_page("Borrador", live=False)
    assert Page.objects.filter(translation_key=page.translation_key).count() == 1
    page.save_revision().publish()
    assert sorted(aliases_of(page)) == OTHERS


def test_publishing_again_makes_no_second_alias_and_brings_the_text(make_page: Any) -> None:
    page = make_page("Primero")
    page.title = "Segundo"
    page.save_revision().publish()
    assert sorted(aliases_of(page)) == OTHERS
    assert {alias.title for alias in Page.objects.filter(alias_of=page)} == {"Segundo"}


def test_unpublishing_takes_the_aliases_along_and_publishing_brings_them_back(
    make_page: Any,
) -> None:
    page = make_page("Página")
    page.unpublish()
    assert set(Page.objects.filter(alias_of=page).values_list("live", flat=True)) == {False}
    page.save_revision().publish()
    assert set(Page.objects.filter(alias_of=page).values_list("live", flat=True)) == {True}


def test_a_moved_page_is_followed_with_what_lies_below_it(make_page: Any) -> None:
    section, page = make_page("Sección", slug="seccion"), make_page("Página", slug="pagina")
    make_page("Hija", slug="hija", parent=page)
    Page.objects.get(pk=page.pk).move(section, pos="last-child")
    for code in OTHERS:
        assert in_language(page, code).get_parent().pk == in_language(section, code).pk
        assert Page.objects.filter(
            url_path__endswith="/seccion/pagina/hija/", locale__language_code=code
        ).exists()


def test_the_order_of_pages_is_that_of_spanish(make_page: Any, home: Page) -> None:
    first, second, third = make_page("Uno"), make_page("Dos"), make_page("Tres")
    Page.objects.get(pk=third.pk).move(Page.objects.get(pk=first.pk), pos="left")
    wanted = [third.translation_key, first.translation_key, second.translation_key]
    for code in ["es", *OTHERS]:
        children = in_language(home, code).get_children().order_by("path")
        assert list(children.values_list("translation_key", flat=True)) == wanted


def test_a_page_that_is_put_before_others_lies_before_them_in_every_language(
    make_page: Any, home: Page
) -> None:
    last = make_page("Última")
    new = ContentPage(title="Primera", slug="primera", summary="Antes.", live=False)
    Page.objects.get(pk=last.pk).add_sibling(pos="left", instance=new)
    new.save_revision().publish()
    for code in OTHERS:
        children = in_language(home, code).get_children().order_by("path")
        assert [child.title for child in children] == ["Primera", "Última"]


def test_a_new_address_reaches_the_aliases(
    make_page: Any, django_capture_on_commit_callbacks: Any
) -> None:
    page = make_page("Página", slug="antes")
    page.slug = "despues"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert aliases_of(page) == {code: f"/{code}/despues/" for code in OTHERS}


def test_a_deleted_page_is_gone_in_every_language(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    page, other = make_page("Sección"), make_page("Otra")
    child = make_page("Hija", parent=page)
    publish(translate(child, haitian))
    Page.objects.get(pk=page.pk).specific.delete()
    keys = [page.translation_key, child.translation_key]
    assert not Page.objects.filter(translation_key__in=keys).exists()
    assert sorted(aliases_of(other)) == OTHERS
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_trees_of_old_sites_are_completed_once(make_page: Any, home: Page) -> None:
    section = make_page("Sección")
    page = make_page("Página", parent=section)
    Page.objects.filter(alias_of__in=[page.pk]).delete()
    Page.fix_tree()
    assert aliases_of(page) == {}
    call_command("synchronise_languages", verbosity=0, stdout=None)
    assert sorted(aliases_of(page)) == OTHERS
    again = synchronise()
    assert (again.made, again.moved, again.renamed, again.changed) == (0, 0, 0, 0)
    assert again.pages == 3


def test_a_text_that_was_written_past_wagtail_is_noticed_by_night(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Página")
    publish(translate(page, haitian))
    synchronise_languages(timestamp=0)
    assert states_of([in_language(page, "ht")]) == {
        in_language(page, "ht").pk: TranslationState.HUMAN
    }
    ContentPage.objects.filter(pk=page.pk).update(summary="Otro resumen")
    synchronise_languages(timestamp=0)
    assert states_of([in_language(page, "ht")]) == {
        in_language(page, "ht").pk: TranslationState.OUTDATED
    }


def test_an_alias_is_told_as_what_it_is(make_page: Any, home: Page) -> None:
    page = make_page("Página")
    pages = list(Page.objects.filter(translation_key=page.translation_key))
    states = states_of(pages)
    assert {item.locale.language_code: states[item.pk] for item in pages} == {
        "es": TranslationState.ORIGINAL,
        **dict.fromkeys(OTHERS, TranslationState.FALLBACK),
    }


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_publications_at_once_make_each_alias_once(make_page: Any) -> None:
    pages = [make_page(f"Página {number}") for number in range(3)]
    for page in pages:
        for alias in Page.objects.filter(alias_of=page):
            alias.specific.delete()
    failures: list[BaseException] = []
    gate = threading.Barrier(4)

    def announce(number: int) -> None:
        try:
            gate.wait(10)
            page = ContentPage.objects.get(pk=pages[number % 3].pk)
            page_published.send(sender=ContentPage, instance=page, revision=None)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=announce, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [sorted(aliases_of(page)) for page in pages] == [OTHERS] * 3
    assert Page.find_problems() == ([], [], [], [], [])
