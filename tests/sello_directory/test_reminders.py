"""Once a year the coordinators are asked whether what is published still holds."""

from __future__ import annotations

import datetime

import pytest

from sello_directory.freshness import REMIND_DAYS, oldest_current
from sello_directory.models import DirectoryEntry
from sello_directory.reminders import follow_up_entries
from sello_directory.tasks import SCHEDULE, follow_up_directory
from sello_map.days import today
from sello_site.outbox.models import Letter

from .conftest import Town, office

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
DUE = oldest_current(today() + REMIND_DAYS * DAY) - DAY
"""Confirmed on this day, an entry is due for its reminder since today."""


def test_the_work_is_scheduled_once_a_day() -> None:
    assert {follow_up_directory: "20 11 * * *"} == SCHEDULE


@pytest.mark.parametrize(("confirmed_on", "asked"), [(DUE, 1), (DUE + DAY, 0), (DUE - 30 * DAY, 0)])
def test_the_reminder_leaves_a_month_before_the_year_ends_and_once(
    town: Town, confirmed_on: datetime.date, asked: int
) -> None:
    town.publish()
    Letter.objects.all().delete()
    DirectoryEntry.objects.update(confirmed_on=confirmed_on)
    for _again in range(2):
        follow_up_directory(timestamp=0)
    found = list(Letter.objects.values_list("template", "to"))
    assert found == [("directory_reminder", town.coordinator.email)] * asked


def test_nobody_is_asked_while_a_proposal_is_reviewed(town: Town) -> None:
    town.publish()
    DirectoryEntry.objects.update(confirmed_on=DUE)
    town.send(office(hours="Lunes"))
    assert follow_up_entries() == 0
    assert not Letter.objects.filter(template="directory_reminder").exists()


def test_the_reminder_leads_to_the_entry(town: Town) -> None:
    town.publish()
    DirectoryEntry.objects.update(confirmed_on=DUE)
    assert follow_up_entries() == 1
    letter = Letter.objects.get(template="directory_reminder")
    assert f"/cuenta/directorio/{town.code}/" in letter.text
    assert "«Sigue vigente»" in letter.text
