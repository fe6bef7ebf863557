"""What is told of a page's text, and what it costs to ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from sello_site.translations.models import PublishedTranslation, Review
from sello_site.translations.publishing import publish
from sello_site.translations.reviewing import review
from sello_site.translations.state import (
    Standing,
    TranslationState,
    standing_of,
    standings_of,
    state_of,
    states_of,
    unlisted_translations,
)

from .conftest import in_language

pytestmark = pytest.mark.django_db


def machine_text(page: Page) -> Standing:
    return Standing(TranslationState.MACHINE, language="ht", source_language="es", is_machine=True)


def test_a_machine_translation_says_so_until_a_named_person_has_reviewed_it(
    make_page: Any, translate: Any, haitian: Locale, person: Any
) -> None:
    page = make_page("Contacto")
    translation = translate(page, haitian, machine=True)
    publish(translation)
    target = in_language(page, "ht")
    assert standing_of(target) == machine_text(target)
    assert unlisted_translations().filter(pk=target.pk).exists()
    record = review(translation, user=person)
    assert (record.reviewer_name, record.reviewed_by) == ("Ana Rojas", person)
    assert standing_of(target) == Standing(
        TranslationState.HUMAN, language="ht", source_language="es"
    )
    assert standing_of(target).is_for_search_engines
    assert not unlisted_translations().filter(pk=target.pk).exists()


def test_one_text_by_a_machine_is_enough(make_page: Any, translate: Any, haitian: Locale) -> None:
    page = make_page("Contacto")
    translation = translate(page, haitian)
    StringTranslation.objects.filter(context__path="summary").update(translation_type="machine")
    publish(translation)
    assert state_of(in_language(page, "ht")) == TranslationState.MACHINE


def test_a_review_does_not_cover_what_a_machine_writes_later(
    make_page: Any, translate: Any, haitian: Locale, person: Any
) -> None:
    page = make_page("Contacto")
    translation = translate(page, haitian, machine=True)
    publish(translation)
    review(translation, user=person)
    publish(translation)
    assert state_of(in_language(page, "ht")) == TranslationState.HUMAN
    text = StringTranslation.objects.get(context__path="summary")
    text.data = "Yon lòt tèks"
    text.save()
    publish(translation)
    assert state_of(in_language(page, "ht")) == TranslationState.MACHINE


def test_a_review_of_a_newer_text_does_not_speak_for_the_published_one(
    make_page: Any, translate: Any, haitian: Locale, person: Any
) -> None:
    page = make_page("Contacto")
    translation = translate(page, haitian, machine=True)
    publish(translation)
    text = StringTranslation.objects.get(context__path="summary")
    text.data = "Yon lòt tèks"
    text.save()
    review(translation, user=person)
    assert state_of(in_language(page, "ht")) == TranslationState.MACHINE
    publish(translation)
    assert state_of(in_language(page, "ht")) == TranslationState.HUMAN


def test_what_people_correct_without_publishing_does_not_speak_for_readers(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    translation = translate(page, haitian, machine=True)
    publish(translation)
    translate(page, haitian)
    assert state_of(in_language(page, "ht")) == TranslationState.MACHINE
    publish(translation)
    assert state_of(in_language(page, "ht")) == TranslationState.HUMAN


def test_an_incomplete_translation_is_not_reviewed(
    make_page: Any, translate: Any, haitian: Locale, person: Any
) -> None:
    translation = translate(make_page("Contacto"), haitian, without=("summary",))
    with pytest.raises(ValidationError, match="completa"):
        review(translation, user=person)
    assert not Review.objects.exists()


def test_a_machine_translation_of_a_text_that_changed_is_both(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    publish(translate(page, haitian, machine=True))
    page.summary = "Otro resumen"
    page.save_revision().publish()
    standing = standing_of(in_language(page, "ht"))
    assert (standing.state, standing.is_outdated) == (TranslationState.MACHINE, True)


def test_a_page_that_has_no_original_is_one(make_page: Any, haitian: Locale, home: Page) -> None:
    make_page("Otra")
    home.save_revision().publish()
    alone = type(home)(
        title="Isit", slug="isit", promise="Isit", summary="Isit", locale=haitian, live=True
    )
    in_language(home, "ht").add_child(instance=alone)
    assert standing_of(alone) == Standing(
        TranslationState.ORIGINAL, language="ht", source_language="ht"
    )


def test_an_alias_within_a_language_is_what_its_source_is(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    publish(translate(page, haitian, machine=True))
    alias = in_language(page, "ht").specific.create_alias(update_slug="kopi")
    assert state_of(alias) == TranslationState.MACHINE
    assert state_of(page.create_alias(update_slug="copia")) == TranslationState.ORIGINAL


@pytest.mark.parametrize("number", [1, 3])
def test_states_take_one_query_however_many_pages_there_are(
    make_page: Any, translate: Any, haitian: Locale, number: int, django_assert_num_queries: Any
) -> None:
    pages = [make_page(f"Página {count}") for count in range(number)]
    publish(translate(pages[0], haitian, machine=True))
    every = list(Page.objects.filter(translation_key__in=[page.translation_key for page in pages]))
    assert len(every) == 5 * number
    with django_assert_num_queries(1):
        states = states_of(every)
    assert len(states) == 5 * number
    assert sorted(states.values()).count(TranslationState.MACHINE) == 1
    with django_assert_num_queries(1):
        standings_of(every)


def test_the_database_refuses_a_machine_text_that_is_not_counted(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    from django.db import IntegrityError, transaction

    publish(translate(make_page("Contacto"), haitian, machine=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedTranslation.objects.update(is_machine=False)
    assert PublishedTranslation.objects.get().is_machine
