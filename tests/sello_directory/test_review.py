"""SERMIG reviews: what changes, field by field, and approves or returns it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sello_accounts.membership_roles import REGIONAL_OFFICER
from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_directory import services
from sello_directory.content import OfficeData
from sello_directory.models import DirectoryEntry, DirectoryEvent, Proposal
from sello_directory.problems import NotUnderReview, OwnProposal, SomebodyWasFaster
from sello_site.outbox.models import Letter
from sello_site.roles import EDITOR

from .conftest import Town, client_of, letters, messages_of, office, state

pytestmark = pytest.mark.django_db


def screen(proposal: Proposal) -> str:
    return reverse("sello_directory_admin:proposal", args=[proposal.pk])


def in_account(proposal: Proposal) -> str:
    return reverse("directory-account:review", args=[proposal.pk])


INDEX = "sello_directory_admin:index"


def test_the_reviewer_sees_what_changes_and_publishes_it(town: Town) -> None:
    town.publish()
    proposal = town.send(office(hours="Lunes", services={"spanish": "Los martes."}))
    client = client_of(town.reviewer)
    page = client.get(screen(proposal))
    assert [(one.label, one.before, one.after) for one in page.context["changes"]] == [
        ("Horario de atención", "", "Lunes"),
        ("Orientación y acogida", "Sin hora.", ""),
        ("Clases de español", "", "Los martes."),
    ]
    done = client.post(
        screen(proposal), {"decision": "approve", "stamp": proposal.stamp}, follow=True
    )
    assert messages_of(done) == ["La propuesta quedó publicada."]
    entry = DirectoryEntry.objects.get()
    assert OfficeData.of(entry) == office(hours="Lunes", services={"spanish": "Los martes."})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("approved", town.reviewer)
    event = DirectoryEvent.objects.latest("pk")
    assert (event.kind, event.actor, event.proposal) == ("approved", town.reviewer, proposal)


def test_it_counts_as_confirmed_on_the_day_it_was_sent(town: Town) -> None:
    proposal = town.send()
    long_ago = datetime.datetime(2026, 3, 2, 15, tzinfo=datetime.UTC)
    Proposal.objects.filter(pk=proposal.pk).update(sent_at=long_ago)
    services.approve(actor=town.reviewer, proposal=proposal, stamp=proposal.stamp)
    assert DirectoryEntry.objects.get().confirmed_on == datetime.date(2026, 3, 2)


def test_returning_needs_a_reason_which_the_proposer_reads_and_nothing_published_changes(
    town: Town,
) -> None:
    town.publish()
    published = OfficeData.of(DirectoryEntry.objects.get())
    proposal = town.send(office(office="Otra oficina"))
    client = client_of(town.reviewer)
    before = state()
    empty = client.post(screen(proposal), {"decision": "return", "stamp": proposal.stamp})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["reason"])
    assert state() == before
    told = {"decision": "return", "stamp": proposal.stamp, "reason": "Falta el horario."}
    assert messages_of(client.post(screen(proposal), told, follow=True)) == [
        "La propuesta quedó devuelta."
    ]
    assert OfficeData.of(DirectoryEntry.objects.get()) == published
    letter = Letter.objects.get(template="directory_returned")
    assert (letter.to, "Falta el horario." in letter.text) == (town.coordinator.email, True)
    page = client_of(town.coordinator).get(reverse("directory-account:entry", args=[town.code]))
    assert "Falta el horario." in page.content.decode()
    assert page.context["form"].initial["office"] == "Otra oficina"
    # Sent again, it is a new proposal; the returned one stays as it was judged.
    town.send(office(office="Otra oficina", hours="Lunes"))
    states = list(Proposal.objects.order_by("pk").values_list("state", "reason"))
    assert states == [("approved", ""), ("returned", "Falta el horario."), ("sent", "")]


def test_only_what_was_looked_at_is_approved_and_only_once(town: Town) -> None:
    seen = town.send()
    services.withdraw(actor=town.coordinator, organisation=town.organisation, stamp=town.stamp())
    current = town.send(office(office="Cambiada"))
    before = state()
    with pytest.raises(NotUnderReview):
        services.approve(actor=town.reviewer, proposal=seen, stamp=seen.stamp)
    with pytest.raises(SomebodyWasFaster):
        services.approve(actor=town.reviewer, proposal=current, stamp=seen.stamp)
    assert state() == before
    services.approve(actor=town.reviewer, proposal=current, stamp=current.stamp)
    before = state()
    with pytest.raises(NotUnderReview):
        services.approve(actor=town.reviewer, proposal=current, stamp=current.stamp)
    assert state() == before


def test_nobody_decides_on_what_they_sent_themselves(town: Town) -> None:
    make_member(town.coordinator.email, EDITOR)
    coordinator = User.objects.get(pk=town.coordinator.pk)
    proposal = town.send()
    before = state()
    with pytest.raises(OwnProposal):
        services.approve(actor=coordinator, proposal=proposal, stamp=proposal.stamp)
    assert state() == before


def test_the_officer_of_the_region_is_told_and_decides_in_the_account(
    town: Town, officer: User
) -> None:
    proposal = town.send()
    letter = Letter.objects.get()
    assert (letter.template, letter.to) == ("directory_sent", officer.email)
    assert in_account(proposal) in letter.text
    client = client_of(officer)
    home = client.get(reverse("directory-account:index"))
    assert [one.proposal.pk for one in home.context["waiting"]] == [proposal.pk]
    assert "Calle Larga 12" in client.get(in_account(proposal)).content.decode()
    before = state()
    empty = client.post(in_account(proposal), {"decision": "return", "stamp": proposal.stamp})
    assert (empty.status_code, state()) == (400, before)
    client.post(in_account(proposal), {"decision": "approve", "stamp": proposal.stamp})
    assert DirectoryEntry.objects.get().office == "Oficina de Migrantes"
    # Not in the admin, which officers do not enter.
    assert client.get(screen(proposal)).status_code != 200


def test_without_an_officer_the_department_is_told(town: Town) -> None:
    proposal = town.send()
    assert letters() == [
        ("directory_sent", "admin@example.org"),
        ("directory_sent", "edicion@example.org"),
    ]
    assert screen(proposal) in Letter.objects.first().text  # type: ignore[union-attr]  # there are two


def test_where_the_only_officer_sent_it_the_department_is_told(town: Town) -> None:
    make_member(town.coordinator.email, REGIONAL_OFFICER)
    proposal = town.send()
    assert letters() == [
        ("directory_sent", "admin@example.org"),
        ("directory_sent", "edicion@example.org"),
    ]
    assert all(screen(proposal) in letter.text for letter in Letter.objects.all())


def test_each_letter_leaves_once(town: Town) -> None:
    proposal = town.send()
    services.approve(actor=town.reviewer, proposal=proposal, stamp=proposal.stamp)
    assert letters() == [
        ("directory_approved", town.coordinator.email),
        ("directory_sent", "admin@example.org"),
        ("directory_sent", "edicion@example.org"),
    ]


def test_the_list_says_how_long_each_waits_with_the_same_queries_for_one_and_three(
    town: Town, make_town: Callable[[str], Town]
) -> None:
    client = client_of(town.reviewer)
    first = town.send()
    Proposal.objects.filter(pk=first.pk).update(
        sent_at=datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=3)
    )
    client.get(reverse(INDEX))
    counts = []
    for codes in ((), ("08101", "01101")):
        for code in codes:
            make_town(code).send()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse(INDEX))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    rows = [(one.proposal.municipality_id, one.days) for one in page.context["waiting"]]
    assert rows == [("13101", 3), ("08101", 0), ("01101", 0)]


def test_a_decision_may_be_read_afterwards(town: Town) -> None:
    town.publish()
    client = client_of(town.reviewer)
    page = client.get(reverse(INDEX))
    (done,) = page.context["decided"]
    assert (done.municipality_id, done.get_state_display()) == ("13101", "Aprobada")
    assert "ya no espera una decisión" in client.get(screen(done)).content.decode()
