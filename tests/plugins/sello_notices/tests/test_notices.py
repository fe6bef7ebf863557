from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from sello_notices import privacy
from sello_notices.models import NoticePage, Reminder
from sello_notices.tasks import forget_old_reminders
from wagtail.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice() -> NoticePage:
    root = Page.objects.get(depth=2)
    today = timezone.localdate()
    return root.add_child(
        instance=NoticePage(title="Corte", slug="corte", text="Sin sistema.", ends_on=today)
    )


def test_list_shows_notices_that_have_not_ended(client: Client, notice: NoticePage) -> None:
    assert "Corte" in client.get("/avisos/").content.decode()
    notice.ends_on -= datetime.timedelta(days=1)
    notice.save()
    assert "Corte" not in client.get("/avisos/").content.decode()


def test_api_tells_what_the_list_shows(client: Client, notice: NoticePage) -> None:
    rows = client.get("/api/v3/plugins/notices/").json()
    assert [row["title"] for row in rows] == ["Corte"]


def test_person_cancels_by_the_link_alone(client: Client, notice: NoticePage) -> None:
    reminder = Reminder.objects.create(email="ana@example.org", notice=notice)
    address = f"/personal/avisos/{reminder.token}/"
    assert (client.get(address).status_code, Reminder.objects.count()) == (200, 1)
    assert (client.post(address).status_code, Reminder.objects.count()) == (200, 0)


def test_old_reminders_are_forgotten(notice: NoticePage) -> None:
    for days in (1, 400):
        one = Reminder.objects.create(email=f"{days}@example.org", notice=notice)
        asked = timezone.now() - datetime.timedelta(days=days)
        Reminder.objects.filter(pk=one.pk).update(asked_at=asked)
    forget_old_reminders(timestamp=0)
    assert [one.email for one in Reminder.objects.all()] == ["1@example.org"]


def test_privacy_exports_and_erases_one_person(notice: NoticePage) -> None:
    for name in ("ana", "eva"):
        Reminder.objects.create(email=f"{name}@example.org", notice=notice)
    assert [row["aviso"] for row in privacy.export(email="ana@example.org")] == ["Corte"]
    assert privacy.erase(email="ana@example.org") == 1
    assert [one.email for one in Reminder.objects.all()] == ["eva@example.org"]
