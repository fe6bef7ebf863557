"""Only complete translations go live, by whatever way somebody tries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.edit_page import EditPageAction
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from sello_site.translations.models import Delivery, PublishedTranslation
from sello_site.translations.publishing import TranslationRefused, progress_of, publish
from sello_site.translations.sources import start
from sello_site.translations.state import TranslationState, state_of

from .conftest import in_language

pytestmark = pytest.mark.django_db


def readers_get(client: Client, page: Page) -> tuple[str, TranslationState, int | None]:
    """Title, state and source of what stands for the page in Haitian Creole."""
    found = in_language(page, "ht")
    assert client.get(found.url).status_code == 200
    return found.title, state_of(found), found.alias_of_id


def test_a_complete_translation_takes_the_place_of_the_alias(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto", slug="contacto")
    before = in_language(page, "ht").pk
    published = publish(translate(page, haitian))
    assert readers_get(client, page) == ("ht: Contacto", TranslationState.HUMAN, None)
    assert published.pk == before
    assert published.url == "/ht/contacto/"


def test_a_translation_that_is_begun_leaves_readers_what_they_had(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    translate(page, haitian, without=("summary",))
    assert readers_get(client, page) == ("Contacto", TranslationState.FALLBACK, page.pk)


def half_translated(page: Page, translate: Any, haitian: Locale) -> Translation:
    translation: Translation = translate(page, haitian, without=("summary",))
    return translation


def test_a_half_translated_page_is_not_published_by_the_service(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    translation = half_translated(page, translate, haitian)
    with pytest.raises(TranslationRefused) as refused:
        publish(translation)
    progress = progress_of([translation])[translation.pk]
    assert refused.value.messages == [
        f"Nada se publicó: falta 1 de {progress.total} textos por traducir o corregir."
    ]
    assert readers_get(client, page) == ("Contacto", TranslationState.FALLBACK, page.pk)


def test_a_half_translated_page_is_not_published_by_the_library(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    translation = half_translated(page, translate, haitian)
    with pytest.raises(TranslationRefused):
        translation.save_target(publish=True)
    translation.save_target(publish=False)
    assert readers_get(client, page) == ("Contacto", TranslationState.FALLBACK, page.pk)
    StringTranslation.objects.create(
        translation_of=translation.source.stringsegment_set.get(context__path="summary").string,
        context=translation.source.stringsegment_set.get(context__path="summary").context,
        locale=haitian,
        data="Rezime",
        translation_type="manual",
    )
    translation.save_target(publish=True)
    assert readers_get(client, page)[:2] == ("ht: Contacto", TranslationState.HUMAN)


def test_submitting_a_page_for_translation_publishes_nothing(
    client: Client, make_page: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    translate_object(page, [haitian])
    assert Translation.objects.filter(source__object_id=page.translation_key).count() == 1
    assert readers_get(client, page) == ("Contacto", TranslationState.FALLBACK, page.pk)


def test_a_live_translation_is_not_overwritten_by_a_draft_of_it(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    translation = translate(page, haitian)
    publish(translation)
    page.summary = "Otro resumen"
    page.save_revision().publish()
    translation.save_target(publish=False)
    assert in_language(page, "ht").specific.summary == "ht: Resumen de Contacto"
    with pytest.raises(TranslationRefused):
        translation.save_target(publish=True)
    assert in_language(page, "ht").specific.summary == "ht: Resumen de Contacto"


def test_a_revision_of_a_half_translated_page_cannot_be_published(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    publish(translate(page, haitian))
    target = in_language(page, "ht").specific
    revision = target.get_latest_revision()
    page.summary = "Otro resumen"
    page.save_revision().publish()
    with pytest.raises(TranslationRefused):
        revision.publish()
    assert in_language(page, "ht").live_revision_id == revision.pk
    translate(page, haitian)
    revision.publish()
    assert state_of(target) == TranslationState.HUMAN
    assert in_language(page, "ht").specific.summary == "ht: Otro resumen"


def test_a_page_copied_for_translation_by_hand_cannot_be_published(
    make_page: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    in_language(page, "ht").specific.delete()
    copy = page.copy_for_translation(haitian)
    revision = copy.save_revision()
    Translation.objects.all().delete()
    with pytest.raises(TranslationRefused, match="no se ha empezado"):
        revision.publish()
    assert not PublishedTranslation.objects.exists()


def test_an_alias_in_another_language_does_not_become_a_page_by_itself(
    make_page: Any, django_user_model: Any
) -> None:
    page = make_page("Contacto")
    person = django_user_model.objects.create_superuser("a@example.org", "clave-muy-larga")
    alias = in_language(page, "ht").specific
    with pytest.raises(ValidationError, match="tradúzcala"):
        ConvertAliasPageAction(alias, user=person).execute()
    assert in_language(page, "ht").alias_of_id == page.pk
    own = page.create_alias(update_slug="otra")
    ConvertAliasPageAction(own, user=person).execute()
    assert Page.objects.get(pk=own.pk).alias_of_id is None


def test_the_text_of_a_translation_is_not_written_past_its_strings(
    make_page: Any, translate: Any, haitian: Locale, django_user_model: Any
) -> None:
    page = make_page("Contacto")
    publish(translate(page, haitian))
    person = django_user_model.objects.create_superuser("a@example.org", "clave-muy-larga")
    target = in_language(page, "ht").specific
    target.title = "Por fuera"
    with pytest.raises(PermissionDenied):
        EditPageAction(target, user=person, publish=True).execute()
    assert in_language(page, "ht").title == "ht: Contacto"
    page.title = "Por dentro"
    EditPageAction(page, user=person, publish=True).execute()
    assert in_language(page, "es").title == "Por dentro"


def test_a_translation_of_a_page_that_is_not_published_waits(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    translation = translate(page, haitian)
    page.unpublish()
    with pytest.raises(TranslationRefused, match="no está publicada"):
        publish(translation)
    assert not PublishedTranslation.objects.exists()


def test_what_the_page_itself_refuses_is_marked_and_changes_nothing(
    client: Client, make_page: Any, translate: Any, haitian: Locale, home: Page
) -> None:
    make_page("Otra")  # publishes the home's alias too
    home.save_revision().publish()
    translation = translate(home, haitian)
    promise = StringTranslation.objects.get(context__path="promise", locale=haitian)
    promise.data = "x" * 121
    promise.save()
    with pytest.raises(ValidationError):
        publish(translation)
    promise.refresh_from_db()
    assert promise.has_error
    assert "120" in promise.field_error
    assert readers_get(client, home) == ("Inicio", TranslationState.FALLBACK, home.pk)


def test_the_spanish_original_can_change_and_its_translation_stays_and_says_so(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    translation = translate(page, haitian)
    publish(translation)
    page.summary = "Otro resumen"
    page.save_revision().publish()
    assert readers_get(client, page) == ("ht: Contacto", TranslationState.OUTDATED, None)
    translate(page, haitian)
    publish(translation)
    assert readers_get(client, page) == ("ht: Contacto", TranslationState.HUMAN, None)
    assert in_language(page, "ht").specific.summary == "ht: Otro resumen"


def test_publishing_the_same_text_again_makes_nothing_outdated(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page, section = make_page("Contacto"), make_page("Sección")
    publish(translate(page, haitian))
    page.save_revision().publish()
    page.summary = "Borrador que nadie publica"
    page.save_revision()
    Page.objects.get(pk=page.pk).move(section, pos="last-child")
    assert readers_get(client, page) == ("ht: Contacto", TranslationState.HUMAN, None)


def test_a_text_that_was_taken_out_makes_the_translation_outdated(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    blocks = [
        {"type": "text", "value": f"<p>Párrafo {number}</p>", "id": f"0000000{number}-0000"}
        for number in (1, 2)
    ]
    page = make_page("Contacto", body=json.dumps(blocks))
    translation = translate(page, haitian)
    publish(translation)
    page.body = json.dumps(blocks[:1])
    page.save_revision().publish()
    assert progress_of([translation])[translation.pk].is_complete
    assert state_of(in_language(page, "ht")) == TranslationState.OUTDATED
    publish(translation)
    assert state_of(in_language(page, "ht")) == TranslationState.HUMAN
    assert len(in_language(page, "ht").specific.body) == 1


def test_a_sentence_that_moves_takes_its_translation_along(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    block = {"type": "text", "value": "<p>Llame antes.</p>"}
    page = make_page("Contacto", body=json.dumps([{**block, "id": "00000001-0000"}]))
    translation = translate(page, haitian)
    publish(translation)
    page.body = json.dumps([{**block, "id": "00000002-0000"}])
    page.save_revision().publish()
    assert progress_of([translation])[translation.pk].missing == 0
    publish(translation)
    assert "ht: Llame antes." in str(in_language(page, "ht").specific.body)


def test_publishing_ends_the_wait_of_what_was_handed_in(
    make_page: Any, translate: Any, haitian: Locale, person: Any
) -> None:
    from django.utils import timezone

    translation = translate(make_page("Contacto"), haitian)
    Delivery.objects.create(
        translation=translation, delivered_by=person, delivered_at=timezone.now()
    )
    publish(translation)
    assert not Delivery.objects.exists()


def test_nothing_is_complete_that_has_no_text(make_page: Any, haitian: Locale) -> None:
    translation = start(make_page("Contacto"), haitian)
    translation.source.stringsegment_set.all().delete()
    assert not progress_of([translation])[translation.pk].is_complete
