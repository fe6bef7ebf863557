"""The record of changes that mirrors follow: nothing lost, nothing told of what is gone."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from sello_pages.models import ContentPage, HomePage
from sello_site.headless.changes import last_sequence, record_changes
from sello_site.headless.models import PageChange

from .reading import ApiClient, MakePage

pytestmark = pytest.mark.django_db


def ask(reader: ApiClient, **parameters: Any) -> dict[str, Any]:
    answer = reader.get("/api/v3/changes/", parameters)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def told(reader: ApiClient, **parameters: Any) -> list[tuple[int, str]]:
    return [(item["id"], item["change"]) for item in ask(reader, **parameters)["items"]]


@pytest.fixture
def place(reader: ApiClient, home: HomePage) -> int:
    """Where the record stands before something happens."""
    return int(ask(reader)["next"])


def test_without_parameters_every_public_page_is_told(
    reader: ApiClient, home: HomePage, page: ContentPage, make_page: MakePage
) -> None:
    make_page("Borrador", live=False)
    answer = ask(reader)
    assert sorted(item["id"] for item in answer["items"]) == sorted([home.pk, page.pk])
    assert {item["change"] for item in answer["items"]} == {"changed"}
    listed = {item["id"]: item for item in reader.get("/api/v3/pages/").json()["items"]}
    assert {item["id"]: item["page"] for item in answer["items"]} == listed
    assert answer["more"] is False
    assert answer["next"] == max(item["sequence"] for item in answer["items"])


def test_following_the_place_tells_only_what_came_after(
    reader: ApiClient, page: ContentPage, place: int
) -> None:
    assert told(reader, after=place) == []
    page.title = "Otro título"
    page.save_revision().publish()
    original = [entry for entry in told(reader, after=place) if entry[0] == page.pk]
    assert original == [(page.pk, "changed")]


def test_a_draft_changes_nothing(reader: ApiClient, page: ContentPage, place: int) -> None:
    page.title = "Borrador"
    page.save_revision()
    assert told(reader, after=place) == []


def unpublish(page: Page) -> None:
    page.unpublish()


def delete(page: Page) -> None:
    page.delete()


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def expire(page: Page) -> None:
    past = timezone.now() - datetime.timedelta(seconds=1)
    Page.objects.filter(pk=page.pk).update(expire_at=past)


def restrict_the_parent(page: Page) -> None:
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


def take_the_plugin_away(page: Page) -> None:
    gone = ContentType.objects.create(app_label="sello_gone", model="gonepage")
    Page.objects.filter(pk=page.pk).update(content_type=gone)


@pytest.mark.parametrize(
    "withdraw", [unpublish, delete, restrict, expire, restrict_the_parent, take_the_plugin_away]
)
def test_what_is_withdrawn_leaves_its_id_and_a_moment_alone(
    withdraw: Any, reader: ApiClient, make_page: MakePage
) -> None:
    page = make_page("secreto", parent=make_page("padre"))
    number = page.pk
    place = ask(reader)["next"]
    withdraw(page)
    answer = reader.get("/api/v3/changes/", {"after": place})
    tombstone = next(item for item in answer.json()["items"] if item["id"] == number)
    assert set(tombstone) == {"sequence", "id", "change", "at", "page"}
    assert (tombstone["change"], tombstone["page"]) == ("withdrawn", None)
    assert "secreto" not in answer.content.decode()
    assert PageChange.objects.get(page_id=number).fingerprint == ""


def test_a_page_that_comes_back_is_told_as_changed(
    reader: ApiClient, page: ContentPage, place: int
) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert told(reader, after=place) == [(page.pk, "withdrawn")]
    restriction.delete()
    assert told(reader, after=place) == [(page.pk, "changed")]


def test_a_page_that_was_never_public_leaves_no_trace(
    reader: ApiClient, make_page: MakePage, place: int
) -> None:
    page = make_page("Borrador", live=False)
    page.delete()
    assert told(reader, after=place) == []


def test_another_address_of_the_parent_changes_what_lies_below(
    reader: ApiClient, make_page: MakePage, place: int
) -> None:
    parent = make_page("padre")
    child = make_page("hija", parent=parent)
    place = ask(reader)["next"]
    parent.slug = "madre"
    parent.save()
    assert told(reader, after=place) == [(parent.pk, "changed"), (child.pk, "changed")]


def test_code_that_changes_a_page_without_publishing_it_is_seen(
    reader: ApiClient, page: ContentPage, place: int
) -> None:
    ContentPage.objects.filter(pk=page.pk).update(summary="Otro")
    assert told(reader, after=place) == [(page.pk, "changed")]


def test_pages_that_change_in_one_moment_are_all_told_in_steps(
    reader: ApiClient, make_page: MakePage, place: int
) -> None:
    """All have the same time; the place tells them apart."""
    made = [make_page(f"pagina{number}").pk for number in range(7)]
    record_changes()
    assert PageChange.objects.filter(page_id__in=made).values("changed_at").distinct().count() == 1
    seen, steps = [], 0
    while True:
        answer = ask(reader, after=place, limit=3)
        seen += [item["id"] for item in answer["items"]]
        place, steps = answer["next"], steps + 1
        if not answer["more"]:
            break
    assert (seen, steps) == (made, 3)


def test_a_moment_includes_what_changed_in_it(
    reader: ApiClient, page: ContentPage, make_page: MakePage
) -> None:
    before = ask(reader)["items"][-1]["at"]
    PageChange.objects.update(changed_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    later = make_page("despues")
    record_changes()
    assert told(reader, changed_since="2026-01-02T00:00:00Z") == [(later.pk, "changed")]
    moment = PageChange.objects.get(page_id=later.pk).changed_at
    assert told(reader, changed_since=moment.isoformat()) == [(later.pk, "changed")]
    assert len(told(reader, changed_since="2026-01-01T00:00:00Z")) == 3
    # As many write it, with the plus unquoted, which a server reads as a space.
    answer = reader.get("/api/v3/changes/?changed_since=2026-01-01T03:00:00+03:00")
    assert len(answer.json()["items"]) == 3
    assert before


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("changed_since=ayer", 422),
        ("changed_since=2026", 422),
        ("changed_since=2026-01-01", 422),
        ("changed_since=2026-01-01T00:00:00", 422),
        ("changed_since=2026-01-01T00:00:00Z&after=1", 422),
        ("changed_since=99999-01-01T00:00:00Z", 422),
        ("after=-1", 422),
        ("after=" + "9" * 400, 422),
        (f"after={2**63 - 1}", 410),
        ("limit=0", 422),
        ("limit=201", 422),
    ],
)
def test_what_cannot_be_answered_is_refused(
    query: str, status: int, reader: ApiClient, page: ContentPage
) -> None:
    assert reader.get(f"/api/v3/changes/?{query}").status_code == status


def test_sequences_never_go_back_though_the_clock_does(
    reader: ApiClient, page: ContentPage
) -> None:
    ask(reader)
    future = timezone.now() + datetime.timedelta(hours=1)
    PageChange.objects.update(changed_at=future)
    ContentPage.objects.filter(pk=page.pk).update(summary="Otro")
    record_changes()
    newest = PageChange.objects.get(sequence=last_sequence())
    assert (newest.page_id, newest.changed_at) == (page.pk, future)


@pytest.mark.parametrize("number", [1, 3])
def test_asking_costs_the_same_for_three_changes_as_for_one(
    number: int, reader: ApiClient, make_page: MakePage, place: int, django_assert_num_queries: Any
) -> None:
    for each in range(number):
        make_page(f"pagina{each}")
    record_changes()
    reader.get("/api/v3/changes/")
    with django_assert_num_queries(13):
        answer = reader.get("/api/v3/changes/", {"after": place})
    assert len(answer.json()["items"]) == number


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_compare_at_once_record_each_change_once() -> None:
    home = Page.objects.get(depth=2, locale__language_code="es")
    record_changes()
    before = last_sequence()
    for number in range(5):
        home.add_child(instance=ContentPage(title=f"P{number}", slug=f"p{number}", summary="x"))
    recorded: list[int] = []

    def compare() -> None:
        recorded.extend(change.sequence for change in record_changes())
        connection.close()

    threads = [threading.Thread(target=compare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(recorded) == list(range(before + 1, before + 6))
