"""Denied means denied: nothing is found, and nothing changes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from .conftest import Town, client_of, office, posted, state

pytestmark = pytest.mark.django_db

EDITORS = {"coordinator", "operator"}
REVIEWERS = {"editor", "administrator"}


@pytest.mark.parametrize(
    "name",
    ["other coordinator", "stranger", "author", "editor", "administrator", "other officer"],
)
def test_who_does_not_belong_to_the_municipality_finds_and_changes_nothing(
    town: Town, name: str
) -> None:
    town.publish()
    proposal = town.send(office(hours="Lunes"))
    before = state()
    client = client_of(town.people[name])
    entry = reverse("directory-account:entry", args=[town.code])
    assert client.get(entry).status_code == 404
    assert client.post(entry, posted(office(), stamp=proposal.stamp)).status_code == 404
    for act in ("withdraw", "confirm"):
        answer = client.post(
            reverse(f"directory-account:{act}", args=[town.code]), {"stamp": proposal.stamp}
        )
        assert answer.status_code == 404
    assert state() == before


@pytest.mark.parametrize("name", sorted(EDITORS))
def test_those_who_belong_to_it_may(town: Town, name: str) -> None:
    client = client_of(town.people[name])
    entry = reverse("directory-account:entry", args=[town.code])
    assert client.get(entry).status_code == 200
    assert client.post(entry, posted(office(), stamp="0", do="send")).status_code == 302
    stamp = town.stamp()
    withdrawal = reverse("directory-account:withdraw", args=[town.code])
    assert client.post(withdrawal, {"stamp": stamp}).status_code == 302
    assert town.stamp() != stamp


@pytest.mark.parametrize(
    "name", ["coordinator", "operator", "other coordinator", "stranger", "author", "other officer"]
)
def test_who_does_not_review_finds_and_decides_nothing(town: Town, name: str) -> None:
    proposal = town.send()
    before = state()
    client = client_of(town.people[name])
    decision = {"decision": "approve", "stamp": proposal.stamp}
    account = reverse("directory-account:review", args=[proposal.pk])
    assert client.get(account).status_code == 404
    assert client.post(account, decision).status_code == 404
    for screen in (
        reverse("sello_directory_admin:index"),
        reverse("sello_directory_admin:proposal", args=[proposal.pk]),
    ):
        assert client.get(screen).status_code in {302, 403, 404}
        assert client.post(screen, decision).status_code in {302, 403, 404, 405}
    assert state() == before


@pytest.mark.parametrize("name", sorted(REVIEWERS))
@pytest.mark.parametrize("zone", ["directory-account:review", "sello_directory_admin:proposal"])
def test_reviewers_do_in_either_zone(town: Town, name: str, zone: str) -> None:
    proposal = town.send()
    client = client_of(town.people[name])
    address = reverse(zone, args=[proposal.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"decision": "approve", "stamp": proposal.stamp})
    proposal.refresh_from_db()
    assert proposal.state == "approved"


def test_a_draft_is_nobody_elses_to_review(town: Town) -> None:
    draft = town.save()
    before = state()
    client = client_of(town.reviewer)
    for zone in ("directory-account:review", "sello_directory_admin:proposal"):
        address = reverse(zone, args=[draft.pk])
        assert client.get(address).status_code == 404
        assert (
            client.post(address, {"decision": "approve", "stamp": draft.stamp}).status_code == 404
        )
    assert state() == before


@pytest.mark.parametrize("name", ["entry", "withdraw", "confirm"])
def test_strangers_are_sent_to_sign_in_and_unknown_places_are_not_found(
    town: Town, name: str
) -> None:
    before = state()
    address = reverse(f"directory-account:{name}", args=[town.code])
    answer = client_of(None).post(address, {"stamp": "0"})
    assert answer.status_code in {302, 404}
    unknown = reverse(f"directory-account:{name}", args=["99999"])
    assert client_of(town.coordinator).post(unknown, {"stamp": "0"}).status_code == 404
    assert state() == before


def test_numbers_beyond_any_table_are_not_found(town: Town) -> None:
    client = client_of(town.reviewer)
    for zone in ("directory-account:review", "sello_directory_admin:proposal"):
        assert client.get(reverse(zone, args=[10**30])).status_code == 404


def test_the_index_shows_to_each_their_own(town: Town) -> None:
    town.send()
    address = reverse("directory-account:index")

    def shown(name: str) -> tuple[list[str], int]:
        context = client_of(town.people[name]).get(address).context
        return [one.organisation.code for one in context["places"]], len(context["waiting"])

    assert {name: shown(name) for name in town.people} == {
        "coordinator": (["13101"], 0),
        "operator": (["13101"], 0),
        "other coordinator": (["05109"], 0),
        "stranger": ([], 0),
        "author": ([], 0),
        "editor": ([], 1),
        "administrator": ([], 1),
        "other officer": ([], 0),
    }
