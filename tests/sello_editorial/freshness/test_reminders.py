"""Who is written to about pages that are due, when, and how often."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sello_accounts.models import Membership
from sello_accounts.testing import bring_up_to_date
from sello_editorial.freshness.reminders import remind
from sello_editorial.models import ReviewReminder
from sello_editorial.tasks import SCHEDULE
from sello_pages.models import HomePage
from sello_site.outbox.models import Letter

pytestmark = pytest.mark.django_db

EVERYBODY = ["administrator@example.org", "editor@example.org"]


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture(autouse=True)
def _home_is_nobodys(home: HomePage) -> None:
    """Without a date the home asks for no letter."""
    assert home.review_by is None


def letters() -> list[str]:
    return sorted(Letter.objects.values_list("to", flat=True))


def sent_on(*numbers: int) -> list[list[str]]:
    """Who gets a letter on each of these days from now."""
    answers = []
    for number in numbers:
        Letter.objects.all().delete()
        remind(days(number))
        answers.append(letters())
    return answers


def test_keeper_hears_a_month_before_on_the_day_and_each_week(make_page: Any) -> None:
    make_page("Guía", live=True, review_by=days(100))
    author = ["author@example.org"]
    assert sent_on(69, 70, 71, 99, 100, 101, 106, 107, 108, 114) == [
        [],
        author,
        [],
        [],
        author,
        [],
        [],
        author,
        [],
        author,
    ]


def test_all_editors_hear_of_it_after_a_month(make_page: Any) -> None:
    make_page("Guía", live=True, review_by=days(0))
    assert sent_on(28, 29, 30, 31, 35) == [
        ["author@example.org"],
        [],
        EVERYBODY,
        [],
        sorted(["author@example.org", *EVERYBODY]),
    ]


def test_missed_day_is_made_up_for(make_page: Any) -> None:
    make_page("Guía", live=True, review_by=days(0))
    assert sent_on(3, 4) == [["author@example.org"], []]


def test_nobody_gets_two_letters_however_often_it_runs(make_page: Any) -> None:
    make_page("Guía", live=True, review_by=days(0))
    make_page("Otra", live=True, review_by=days(10))
    assert [remind(), remind()] == [1, 0]
    make_page("Tercera", live=True, review_by=days(-1))
    assert [remind(), remind(days(1)), remind(days(1))] == [0, 1, 0]
    assert [letter.text.count("/admin/pages/") for letter in Letter.objects.order_by("pk")] == [
        2,
        1,
    ]


def test_letter_names_all_pages_of_the_day_with_their_addresses(make_page: Any) -> None:
    due = make_page("Vencida <b>", live=True, review_by=days(-2))
    soon = make_page("Pronto", live=True, review_by=days(9))
    remind()
    letter = Letter.objects.get()
    assert letter.subject == "Hay páginas por revisar"
    assert f"Vencida <b> ({days(-2).strftime('%-d de ')}" in letter.text
    assert "Vencida &lt;b&gt;" in letter.html
    for page in (due, soon):
        assert f"/admin/pages/{page.pk}/edit/" in letter.text
    assert "/admin/vigencia/" in letter.text


def test_new_date_begins_anew(make_page: Any) -> None:
    page = make_page("Guía", live=True, review_by=days(0))
    assert remind() == 1
    type(page).objects.filter(pk=page.pk).update(review_by=days(1))
    assert sent_on(1) == [["author@example.org"]]


@pytest.mark.parametrize("how", ["nobody", "inactive", "without access"])
def test_page_that_nobody_can_keep_goes_to_the_editors(
    make_page: Any, people: Any, how: str
) -> None:
    author = people["author"]
    page = make_page("Guía", live=True, review_by=days(0))
    if how == "nobody":
        type(page).objects.filter(pk=page.pk).update(content_owner=None)
    elif how == "inactive":
        type(author).objects.filter(pk=author.pk).update(is_active=False)
    else:
        Membership.objects.filter(user=author).delete()
        bring_up_to_date(author)
    assert sent_on(0) == [EVERYBODY]


def test_drafts_and_pages_without_a_date_ask_for_no_letter(make_page: Any) -> None:
    make_page("Borrador", review_by=days(-3))
    make_page("Sin fecha", live=True, review_by=None)
    assert remind() == 0


def test_step_is_written_down_once_for_each_person(make_page: Any, people: Any) -> None:
    page = make_page("Guía", live=True, review_by=days(0))
    remind()
    row = ReviewReminder.objects.get()
    assert (row.page_id, row.review_by, row.step, row.recipient, row.sent_on) == (
        page.pk,
        days(0),
        0,
        people["author"],
        days(0),
    )
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_it_runs_every_day() -> None:
    assert {task.name: cron for task, cron in SCHEDULE.items()}[
        "sello_editorial.freshness.tasks.remind_of_reviews"
    ] == "40 11 * * *"
