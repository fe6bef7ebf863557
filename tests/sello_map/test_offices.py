"""Regional offices and their officers: kept in the admin, shown when they are published."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from sello_accounts.testing import make_member
from sello_map.models import RegionalOffice, SelloOfficer
from sello_map.selectors import officer_for, regional_offices
from sello_site.roles import AUTHOR, EDITOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db


def url(name: str, *arguments: Any) -> str:
    return reverse(f"wagtailsnippets_sello_map_regionaloffice:{name}", args=arguments)


def form(*officers: dict[str, str], **values: str) -> dict[str, str]:
    data = {
        "region": "13", "name": "Oficina", "address": "Calle 1", "hours": "9 a 14",
        "telephone": "+56 2 0000 0000", "email": "oficina@example.org", "note": "",
        "officers-TOTAL_FORMS": str(len(officers)), "officers-INITIAL_FORMS": "0",
        "officers-MIN_NUM_FORMS": "0", "officers-MAX_NUM_FORMS": "1000", **values,
    }  # fmt: skip
    for number, officer in enumerate(officers):
        data |= {f"officers-{number}-{name}": value for name, value in officer.items()}
        data |= {f"officers-{number}-ORDER": str(number + 1)}
    return data


PERSON = {"name": "Eva", "role": "Encargada", "telephone": "", "email": "eva@example.org",
          "is_published": "on"}  # fmt: skip


def office(region: str, *officers: dict[str, Any]) -> RegionalOffice:
    made = RegionalOffice.objects.create(region_id=region, name=f"Oficina {region}")
    for number, values in enumerate(officers):
        SelloOfficer.objects.create(
            office=made, sort_order=number, **{"role": "Encargada", "is_published": True, **values}
        )
    return made


def test_an_editor_keeps_an_office_with_its_officers() -> None:
    editor = make_member("edicion@example.org", EDITOR)
    client = signed_in(Client(), editor)
    answer = client.post(url("add"), form(PERSON, {**PERSON, "name": "Ida", "is_published": ""}))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    made = RegionalOffice.objects.get()
    assert [(one.name, one.is_published) for one in made.officers.all()] == [
        ("Eva", True), ("Ida", False),
    ]  # fmt: skip
    assert "Oficina" in client.get(url("list")).content.decode()
    entry = ModelLogEntry.objects.get(object_id=str(made.pk))
    assert (entry.action, entry.user) == ("wagtail.create", editor)


def test_an_office_without_region_or_an_officer_out_of_reach_is_refused() -> None:
    client = signed_in(Client(), make_member("edicion@example.org", EDITOR))
    for data in (
        form(region=""),
        form(name=""),
        form({**PERSON, "email": ""}),
        form({**PERSON, "email": "no es correo"}),
    ):
        assert client.post(url("add"), data).status_code == 200
    assert RegionalOffice.objects.count() == 0
    client.post(url("add"), form())
    again = client.post(url("add"), form())
    assert "Ya hay una oficina con este nombre en la región." in again.content.decode()
    assert RegionalOffice.objects.count() == 1


def test_authors_do_not_keep_offices() -> None:
    client = signed_in(Client(), make_member("autoria@example.org", AUTHOR))
    made = office("13", {"name": "Eva", "email": "eva@example.org"})
    for name, arguments in (("add", ()), ("edit", (made.pk,)), ("delete", (made.pk,))):
        assert client.post(url(name, *arguments), form(PERSON)).status_code == 302
    made.refresh_from_db()
    assert (RegionalOffice.objects.count(), made.name, made.officers.count()) == (
        1, "Oficina 13", 1,
    )  # fmt: skip


def test_only_published_officers_are_given_out_and_messages_go_to_the_first_with_a_mail() -> None:
    office(
        "13",
        {"name": "Oculta", "email": "oculta@example.org", "is_published": False},
        {"name": "Sin correo", "telephone": "1"},
        {"name": "Eva", "email": "eva@example.org"},
    )
    office("05", {"name": "Oculta", "email": "oculta@example.org", "is_published": False})
    found = list(regional_offices())
    assert [[one.name for one in place.published_officers] for place in found] == [
        [], ["Sin correo", "Eva"],
    ]  # fmt: skip
    assert [place.region_id for place in regional_offices(region="13")] == ["13"]
    first = officer_for("13")
    assert (first and first.name, officer_for("05"), officer_for("16")) == ("Eva", None, None)


def test_offices_take_as_many_queries_for_three_as_for_one() -> None:
    counts = []
    for region in ("13", "05", "01"):
        office(region, {"name": "Eva", "email": "eva@example.org"})
        with CaptureQueriesContext(connection) as queries:
            shown = [(one.region.name, one.published_officers) for one in regional_offices()]
        counts.append((len(shown), len(queries)))
    assert counts == [(1, 2), (2, 2), (3, 2)]


def test_the_database_wants_officers_that_can_be_reached() -> None:
    made = office("13")
    with pytest.raises(IntegrityError), transaction.atomic():
        SelloOfficer.objects.create(office=made, name="Eva", role="Encargada")
    with pytest.raises(IntegrityError), transaction.atomic():
        RegionalOffice.objects.create(region_id="13", name="Oficina 13")
