"""What the public reads, and how the database keeps it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sello_directory.content import OfficeData, differences, problems_of
from sello_directory.freshness import may_be_outdated, oldest_current
from sello_directory.models import (
    DirectoryEntry,
    DirectoryEvent,
    DirectoryService,
    Proposal,
    ProposedService,
)
from sello_directory.selectors import ShownService, entries, entry_of

from .conftest import Town, office

pytestmark = pytest.mark.django_db


def part(entry: object) -> str:
    return render_to_string("directory/parts/entry.html", {"entry": entry})


def store(code: str, **values: Any) -> DirectoryEntry:
    return DirectoryEntry.objects.create(
        **{
            "municipality_id": code,
            "office": "Oficina",
            "address": "Calle 1",
            "confirmed_on": datetime.date(2026, 5, 3),
            **values,
        }
    )


def test_everything_that_is_said_is_shown_with_when_it_was_confirmed(town: Town) -> None:
    town.publish(
        office(
            hours="Lunes, de 9 a 14",
            telephone="+56 2 0000 0000 anexo 12",
            email="oficina@example.org",
            website="https://www.example.org/",
        )
    )
    DirectoryEntry.objects.update(confirmed_on=datetime.date(2026, 5, 3))
    entry = entry_of("13101")
    assert entry is not None
    assert (entry.telephone_address, entry.website_name, entry.languages, entry.services) == (
        "tel:+56200000000",
        "www.example.org",
        ("Español", "Creole haitiano"),
        (ShownService("orientation", "Orientación y acogida", "Sin hora."),),
    )
    html = part(entry)
    said = (
        "Oficina de Migrantes",
        "Calle Larga 12",
        "Lunes, de 9 a 14",
        "mailto:oficina@example.org",
        "Confirmado por la municipalidad el 3 de mayo de 2026.",
    )
    assert [text for text in said if text not in html] == []
    assert town.coordinator.email not in html


def test_a_text_says_its_language_to_readers_of_another(town: Town) -> None:
    store("13101", language="es")
    with translation.override("fr"):
        entry = entry_of("13101")
        assert entry is not None
        assert (entry.lang, 'lang="es"' in part(entry)) == ("es", True)
    entry = entry_of("13101")
    assert entry is not None
    assert (entry.lang, "lang=" in part(entry)) == ("", False)


def test_what_nobody_confirmed_for_a_year_says_that_it_may_have_changed() -> None:
    store("13101", confirmed_on=oldest_current() - datetime.timedelta(days=1))
    store("05109", confirmed_on=oldest_current())
    warned = {code: "Puede haber cambiado" in part(one) for code, one in entries().items()}
    assert warned == {"13101": True, "05109": False}


@pytest.mark.parametrize(
    ("on", "limit"),
    [("2026-11-24", "2025-11-24"), ("2028-02-29", "2027-02-28"), ("2027-02-28", "2026-02-28")],
)
def test_a_year_ends_with_its_day(on: str, limit: str) -> None:
    day, expected = datetime.date.fromisoformat(on), datetime.date.fromisoformat(limit)
    assert oldest_current(day) == expected
    assert not may_be_outdated(expected, day)
    assert may_be_outdated(expected - datetime.timedelta(days=1), day)


def test_a_municipality_that_says_nothing_has_a_sentence() -> None:
    assert entry_of("13101") is None
    assert "todavía no ha informado" in part(None)


def test_all_are_read_with_the_same_queries_as_one() -> None:
    counts = []
    for code in ("13101", "05109", "08101"):
        one = store(code)
        DirectoryService.objects.create(entry=one, kind="spanish", text="Los martes.")
        with CaptureQueriesContext(connection) as queries:
            found = entries()
        counts.append(len(queries))
    assert (sorted(found), counts) == (["05109", "08101", "13101"], [2, 2, 2])


def test_what_is_written_is_put_in_order_and_onto_one_line() -> None:
    data = OfficeData(
        office=" Oficina \n de  Migrantes ",
        languages=("ht", "es", "ht"),
        services={"spanish": " Los\nmartes ", "orientation": "Sin hora", "health": "  "},
    )
    assert (data.office, data.languages, list(data.services.items())) == (
        "Oficina de Migrantes",
        ("es", "ht"),
        [("orientation", "Sin hora"), ("spanish", "Los martes")],
    )


def test_no_difference_between_what_says_the_same() -> None:
    assert differences(office(), office(office=" Oficina  de Migrantes")) == []
    assert problems_of(office(), is_whole=True) == {}


@pytest.mark.parametrize(
    "values",
    [
        {"website": "http://a.cl"},
        {"website": "javascript:alert(1)"},
        {"language": "xx"},
        {"languages": ["es", "klingon"]},
        {"office": ""},
        {"address": ""},
    ],
)
def test_the_database_refuses_an_entry_that_cannot_stand(values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        store("13101", **values)
    store("13101")
    assert DirectoryEntry.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"state": "sent"},
        {"state": "sent", "sent_at": timezone.now(), "office": ""},
        {"state": "approved", "sent_at": timezone.now()},
        {"state": "returned", "sent_at": timezone.now(), "closed_at": timezone.now()},
        {"reason": "porque sí"},
        {"state": "club"},
        {"website": "ftp://a.cl"},
    ],
)
def test_the_database_refuses_a_proposal_that_cannot_stand(values: dict[str, Any]) -> None:
    whole = {"municipality_id": "13101", "office": "Oficina", "address": "Calle 1"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(**{**whole, **values})
    Proposal.objects.create(**whole)
    assert Proposal.objects.count() == 1


def test_the_database_holds_one_open_proposal_for_each_municipality() -> None:
    for code in ("13101", "05109"):
        Proposal.objects.create(municipality_id=code)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(municipality_id="13101")
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize(("kind", "text"), [("spanish", "Otra vez"), ("dance", "x"), ("legal", "")])
def test_the_database_refuses_a_service_twice_unknown_or_without_words(
    kind: str, text: str
) -> None:
    entry, proposal = store("13101"), Proposal.objects.create(municipality_id="13101")
    DirectoryService.objects.create(entry=entry, kind="spanish", text="Los martes.")
    ProposedService.objects.create(proposal=proposal, kind="spanish", text="Los martes.")
    with pytest.raises(IntegrityError), transaction.atomic():
        DirectoryService.objects.create(entry=entry, kind=kind, text=text)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedService.objects.create(proposal=proposal, kind=kind, text=text)


def test_the_database_refuses_a_decision_by_the_one_who_sent_it(town: Town) -> None:
    proposal = town.send()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            state="approved", closed_at=timezone.now(), decided_by=town.coordinator
        )


def test_an_act_on_a_proposal_names_it() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DirectoryEvent.objects.create(kind="sent", municipality_id="13101")
