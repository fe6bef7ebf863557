"""Texts keep their versions, and what was agreed to stays what it was."""

from __future__ import annotations

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from sello_site.privacy.models import Consent, DeadlineRule, PublishedText
from sello_site.privacy.texts import current_text, last_consent, publish_text, record_consent

pytestmark = pytest.mark.django_db


def test_each_publication_is_the_next_version_of_its_language() -> None:
    first = publish_text(key="boletin", language="es", text="Uno")
    second = publish_text(key="boletin", language="es", text="Dos\r\n")
    assert (first.version, second.version, second.text) == (1, 2, "Dos")
    assert current_text("boletin", "es") == second


def test_text_that_is_not_valid_yet_does_not_hold() -> None:
    now = publish_text(key="boletin", language="es", text="Ahora")
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    publish_text(key="boletin", language="es", text="Mañana", valid_from=tomorrow)
    assert current_text("boletin", "es") == now
    with pytest.raises(ValueError, match="cannot begin before"):
        publish_text(key="boletin", language="es", text="Antes")


def test_language_without_the_text_gets_the_spanish_one() -> None:
    spanish = publish_text(key="boletin", language="es", text="Uno")
    assert current_text("boletin", "ht") == spanish
    assert current_text("otra", "es") is None


@pytest.mark.parametrize(("text", "language"), [("  ", "es"), ("Uno", "xx")])
def test_what_is_no_text_of_this_site_is_refused(text: str, language: str) -> None:
    with pytest.raises(ValueError, match=r"empty|no language"):
        publish_text(key="boletin", language=language, text=text)
    assert PublishedText.objects.count() == 0


def test_last_word_of_a_person_counts_and_the_address_is_not_kept() -> None:
    text = publish_text(key="boletin", language="es", text="Uno")
    record_consent(email="Ana@example.cl", text=text, source="bulletins:subscribe")
    record_consent(email="ana@example.cl", text=text, source="bulletins:leave", is_given=False)
    record_consent(email="luz@example.cl", text=text, source="bulletins:subscribe")
    last = last_consent(email="ANA@example.cl ", key="boletin")
    assert last is not None
    assert (last.is_given, last.source, last.text) == (False, "bulletins:leave", text)
    assert last_consent(email="ana@example.cl", key="otra") is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT sello_privacy_consent::text FROM sello_privacy_consent")
        assert "example" not in str(cursor.fetchall())


@pytest.mark.parametrize("model", [PublishedText, Consent, DeadlineRule])
def test_database_refuses_to_change_what_was_published_or_agreed(
    model: type[PublishedText | Consent | DeadlineRule],
) -> None:
    text = publish_text(key="boletin", language="es", text="Uno")
    record_consent(email="ana@example.cl", text=text, source="bulletins:subscribe")
    before = list(model.objects.values())
    assert before != []
    field = {"PublishedText": "text", "Consent": "source", "DeadlineRule": "source"}
    for change in (
        lambda: model.objects.update(**{field[model.__name__]: "otro"}),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert list(model.objects.values()) == before
