"""What the plugin keeps about people, and what remains when it is erased."""

from __future__ import annotations

import pytest

from registering import SANTIAGO, event_data
from sello_accounts.testing import make_member
from sello_map.models import RegionalOffice, RegisterChange, SelloOfficer
from sello_map.register.changes import enter_event
from sello_site.privacy.person_data import erase_person, export_person
from sello_site.roles import EDITOR

pytestmark = pytest.mark.django_db


def test_an_officer_is_exported_and_erased_and_others_stay() -> None:
    office = RegionalOffice.objects.create(region_id="13", name="Oficina")
    for name in ("eva", "ida"):
        SelloOfficer.objects.create(
            office=office, name=name, role="Encargada", email=f"{name}@example.org"
        )
    kept = {one.slug: one.rows for one in export_person(email=" Eva@example.org ")}
    assert kept == {
        "map": [
            {
                "qué": "encargatura regional",
                "oficina": "Oficina",
                "nombre": "eva",
                "cargo": "Encargada",
                "teléfono": "",
                "correo": "eva@example.org",
                "se_publica": False,
            }
        ]
    }
    assert erase_person(email="eva@example.org").erased == {"map": 1}
    assert list(SelloOfficer.objects.values_list("name", flat=True)) == ["ida"]


def test_who_entered_an_event_is_told_to_them_and_a_number_afterwards() -> None:
    editor = make_member("edicion@example.org", EDITOR)
    enter_event(data=event_data(SANTIAGO, "adhered", "2016-01-01"), by=editor)
    rows = {one.slug: one.rows for one in export_person(email=editor.email)}["map"]
    assert [(row["qué"], row["acción"]) for row in rows] == [
        ("cambio del registro de municipios", "Registrado")
    ]
    erase_person(email="edicion@example.org")
    assert RegisterChange.objects.get().actor_id == editor.pk
    assert export_person(email="edicion@example.org") == []
