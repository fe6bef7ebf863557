"""The board of what is current: what it says, to whom, and at what cost."""

from __future__ import annotations

import csv
import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from sello_editorial.freshness.selectors import Freshness, kept_models, kept_pages
from sello_pages.models import ContentPage, HomePage

pytestmark = pytest.mark.django_db

BOARD = "sello_editorial_freshness:board"


def in_days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture
def pages(make_page: Any, people: Any) -> dict[str, ContentPage]:
    """One page of each kind, made in no order."""
    people["stranger"].is_active = False
    people["stranger"].save()
    return {
        title: make_page(title, live=True, **fields)
        for title, fields in {
            "Al día": {"review_by": in_days(31)},
            "Vence en treinta días": {"review_by": in_days(30)},
            "Vence hoy": {"review_by": in_days(0)},
            "Sin fecha": {"review_by": None},
            "Sin nadie": {"content_owner": None},
            "De quien se fue": {"content_owner": people["stranger"]},
            "Vencida y sin nadie": {"review_by": in_days(-9), "content_owner": None},
        }.items()
    }


def test_each_page_is_told_by_its_most_urgent_state(
    pages: dict[str, ContentPage], make_page: Any
) -> None:
    make_page("Borrador")
    found = dict(kept_pages().values_list("title", "freshness"))
    assert found.pop("Portada") == Freshness.UNDATED
    assert found == {
        "Al día": "current",
        "Vence en treinta días": "soon",
        "Vence hoy": "overdue",
        "Sin fecha": "undated",
        "Sin nadie": "unowned",
        "De quien se fue": "unowned",
        "Vencida y sin nadie": "overdue",
    }


def test_pages_of_all_types_stand_on_one_board(pages: dict[str, ContentPage]) -> None:
    assert {HomePage, ContentPage} <= set(kept_models())
    assert len(kept_models()) > 2
    types = {page.specific_class for page in kept_pages()}
    assert types == {HomePage, ContentPage}


def titles(answer: Any) -> list[str]:
    return [page.title for page in answer.context["object_list"]]


FILTERS = [
    ({"freshness": "overdue"}, ["Vencida y sin nadie", "Vence hoy"]),
    ({"freshness": "soon"}, ["Vence en treinta días"]),
    ({"freshness": "otra"}, None),
    ({"keeper": "stranger"}, ["De quien se fue"]),
    ({"ordering": "-title", "freshness": "overdue"}, ["Vencida y sin nadie", "Vence hoy"]),
    ({"ordering": "title", "freshness": "overdue"}, ["Vence hoy", "Vencida y sin nadie"]),
]


@pytest.mark.parametrize(("query", "shown"), FILTERS)
def test_board_is_filtered_and_sorted(
    pages: dict[str, ContentPage], signed_in: Any, people: Any, query: Any, shown: Any
) -> None:
    query = {key: people[value].pk if key == "keeper" else value for key, value in query.items()}
    answer = signed_in("editor").get(reverse(BOARD), query)
    assert answer.status_code == 200
    assert len(titles(answer)) == 8 if shown is None else titles(answer) == shown


def test_board_as_a_file_has_every_page(
    pages: dict[str, ContentPage], signed_in: Any, people: Any
) -> None:
    answer = signed_in("editor").get(reverse(BOARD), {"export": "csv", "freshness": "soon"})
    lines = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))
    assert lines == [
        [
            "Página",
            "Tipo",
            "Vigencia",
            "Observaciones",
            "Revisar antes de",
            "A cargo de",
            "Publicada",
            "Le sirvió a",
        ],
        [
            "Vence en treinta días",
            "Página de contenido",
            "Vence pronto",
            "Sin revisar desde que se publicó",
            in_days(30).isoformat(),
            people["author"].get_full_name(),
            timezone.localdate().isoformat(),
            "",
        ],
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_board_asks_as_often_for_one_page_as_for_three(
    home: Any, make_page: Any, signed_in: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        make_page(f"Página {one}", live=True)
    client = signed_in("editor")
    client.get(reverse(BOARD))
    with django_assert_num_queries(18):
        answer = client.get(reverse(BOARD))
    assert len(titles(answer)) == number + 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("anonymous", 302), ("stranger", 302), ("author", 200), ("editor", 200)],
)
def test_board_opens_for_those_who_edit(
    home: HomePage, signed_in: Any, name: str, status: int
) -> None:
    assert signed_in(name).get(reverse(BOARD)).status_code == status


def _review(client: Any, page: Page, day: str) -> Any:
    return client.post(
        reverse("sello_editorial_freshness:review", args=[page.pk]), {"next_on": day}
    )


def test_review_gives_a_new_date_and_leaves_the_page(make_page: Any, signed_in: Any) -> None:
    page = make_page("Guía", live=True, review_by=in_days(-3))
    assert signed_in("editor").get(
        reverse("sello_editorial_freshness:review", args=[page.pk])
    ).context["form"].initial == {"next_on": in_days(182)}
    assert _review(signed_in("editor"), page, in_days(90).isoformat()).status_code == 302
    after = ContentPage.objects.get(pk=page.pk)
    assert after.review_by == in_days(90)
    assert (after.last_published_at, after.live_revision_id, after.has_unpublished_changes) == (
        page.last_published_at,
        page.live_revision_id,
        False,
    )


DAYS = ["", "mañana", "\x00", "99999999999-01-01", "2020-01-01", "9999-12-31"]


@pytest.mark.parametrize("day", DAYS)
def test_date_of_the_next_review_lies_ahead(make_page: Any, signed_in: Any, day: str) -> None:
    page = make_page("Guía", live=True, review_by=in_days(-3))
    answer = _review(signed_in("editor"), page, day)
    assert answer.status_code in {200, 400}
    assert ContentPage.objects.get(pk=page.pk).review_by == in_days(-3)


@pytest.mark.parametrize(
    ("keeper", "name", "days"),
    [
        ("editor", "anonymous", -3),
        ("editor", "stranger", -3),
        ("editor", "author", -3),
        ("author", "author", 9),
        ("author", "editor", 9),
    ],
)
def test_page_is_reviewed_by_who_keeps_it_or_publishes(
    make_page: Any, people: Any, signed_in: Any, keeper: str, name: str, days: int
) -> None:
    page = make_page("Guía", live=True, review_by=in_days(-3), content_owner=people[keeper])
    assert _review(signed_in(name), page, in_days(9).isoformat()).status_code == 302
    assert ContentPage.objects.get(pk=page.pk).review_by == in_days(days)


@pytest.mark.parametrize("number", [0, 999_999, 2**70])
def test_page_that_is_not_there_is_not_reviewed(home: Any, signed_in: Any, number: int) -> None:
    address = reverse("sello_editorial_freshness:review", args=[number])
    assert signed_in("editor").get(address).status_code == 404
