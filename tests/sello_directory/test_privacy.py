"""What is kept about people, and what remains when it is erased: numbers that mean nobody."""

from __future__ import annotations

import pytest

from sello_directory import services
from sello_directory.models import DirectoryEntry, DirectoryEvent, Proposal
from sello_directory.problems import SomebodyWasFaster
from sello_site.privacy.person_data import erase_person, export_person

from .conftest import Town, office

pytestmark = pytest.mark.django_db


def test_who_acted_is_told_to_them_and_a_number_afterwards(town: Town) -> None:
    town.send()
    rows = {one.slug: one.rows for one in export_person(email=town.coordinator.email)}["directory"]
    assert [(row["qué"], row["hecho"]) for row in rows] == [
        ("hecho del directorio", "Borrador guardado"),
        ("hecho del directorio", "Propuesta enviada"),
    ]
    erase_person(email=town.coordinator.email)
    assert set(DirectoryEvent.objects.values_list("actor_id", flat=True)) == {town.coordinator.pk}
    assert "directory" not in {one.slug for one in export_person(email="coordina13101@example.org")}


def test_a_personal_address_that_was_given_as_contact_is_taken_away(town: Town) -> None:
    town.publish(office(email="Persona@example.org"))
    rows = {one.slug: one.rows for one in export_person(email="persona@example.org")}
    assert [row["qué"] for row in rows["directory"]] == [
        "correo de una ficha",
        "correo de una propuesta",
    ]
    assert erase_person(email="persona@example.org").erased == {"directory": 2}
    assert (DirectoryEntry.objects.get().email, Proposal.objects.get().email) == ("", "")


def test_a_form_that_was_open_does_not_bring_an_erased_address_back(town: Town) -> None:
    shown = office(email="persona@example.org")
    town.save(shown)
    stamp = town.stamp()
    erase_person(email="persona@example.org")
    with pytest.raises(SomebodyWasFaster):
        services.save_draft(
            actor=town.coordinator, organisation=town.organisation, stamp=stamp, data=shown
        )
    assert Proposal.objects.get().email == ""
