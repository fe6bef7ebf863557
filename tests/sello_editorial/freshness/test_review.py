"""A review writes a date, and nothing else that anybody is working on."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from sello_editorial.freshness.services import REVIEWED, record_review
from sello_pages.models import ContentPage

pytestmark = pytest.mark.django_db


def in_days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def test_draft_in_progress_keeps_its_text_and_takes_the_date(make_page: Any, people: Any) -> None:
    page = make_page("Publicada", live=True, review_by=in_days(-3))
    page.title = "En borrador"
    draft = page.save_revision()
    record_review(page=page, by=people["editor"], next_on=in_days(60))
    after = ContentPage.objects.get(pk=page.pk)
    assert (after.title, after.review_by, after.has_unpublished_changes) == (
        "Publicada",
        in_days(60),
        True,
    )
    assert after.latest_revision_id == draft.pk
    after.get_latest_revision().publish(user=people["editor"])
    after = ContentPage.objects.get(pk=page.pk)
    assert (after.title, after.review_by) == ("En borrador", in_days(60))


def test_scheduled_version_does_not_bring_the_old_date_back(make_page: Any, people: Any) -> None:
    page = make_page("Publicada", live=True, review_by=in_days(-3))
    page.title = "Programada"
    page.save_revision(approved_go_live_at=timezone.now() - datetime.timedelta(minutes=1))
    page.title = "Otro borrador"
    page.save_revision()
    record_review(page=page, by=people["editor"], next_on=in_days(60))
    call_command("publish_scheduled", verbosity=0)
    after = ContentPage.objects.get(pk=page.pk)
    assert (after.title, after.review_by) == ("Programada", in_days(60))


def test_translations_take_the_date_of_their_original(make_page: Any, people: Any) -> None:
    page = make_page("Publicada", live=True, review_by=in_days(-3))
    record_review(page=page, by=people["editor"], next_on=in_days(60))
    found = ContentPage.objects.filter(translation_key=page.translation_key)
    assert [one.review_by for one in found] == [in_days(60)] * 5


def test_history_tells_who_reviewed(make_page: Any, people: Any) -> None:
    page = make_page("Publicada", live=True, review_by=None)
    record_review(page=page, by=people["editor"], next_on=in_days(60))
    entry = PageLogEntry.objects.get(action=REVIEWED)
    assert (entry.page_id, entry.user, entry.data, entry.message) == (
        page.pk,
        people["editor"],
        {"before": None, "next": in_days(60).isoformat()},
        "Se revisó y está al día; nada cambió",
    )


@pytest.mark.parametrize("days", [0, -1, 3 * 366 + 1])
def test_date_that_is_no_plan_changes_nothing(make_page: Any, people: Any, days: int) -> None:
    page = make_page("Publicada", live=True)
    with pytest.raises(ValidationError, match="Elija una fecha futura"):
        record_review(page=page, by=people["editor"], next_on=in_days(days))
    after = Page.objects.get(pk=page.pk).specific
    assert (after.review_by, PageLogEntry.objects.filter(action=REVIEWED).count()) == (
        page.review_by,
        0,
    )
