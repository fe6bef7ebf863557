"""Guides as readers meet them: what a page shows, what the list holds, what it costs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from sello_guides.models import GuideIndexPage, GuidePage
from sello_pages.taxonomy import Topic

MakeGuide = Callable[..., GuidePage]
QueryCount = Callable[..., Any]

GUIDE_QUERIES = 5
INDEX_QUERIES = 7


def soup(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    return BeautifulSoup(response.content, "html.parser")


def titles(client: Client) -> list[str]:
    return [title.get_text() for title in soup(client, "/guias/").select(".guide-list h2")]


def test_guide_shows_summary_readers_sources_and_who_answers_for_it(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide(
        "Primera", size=3, review_by=datetime.date(2099, 5, 3), responsible_unit="Unidad de prueba"
    )
    main = soup(client, guide.get_url()).find("main")

    assert main.select_one(".guide-summary").get_text(" ", strip=True) == (
        "En breve Resumen de Primera"
    )
    assert main.select_one(".lead").get_text(" ", strip=True) == (
        "Para: Equipos municipales. Lectura de 1 minuto."
    )
    assert [item.get_text() for item in main.select(".guide-sources li")] == [
        "Fuente 0. SERMIG.",
        "Fuente 1. SERMIG.",
        "Fuente 2. SERMIG.",
    ]
    facts = main.select_one(".responsibility").get_text(" ", strip=True)
    assert "Unidad de prueba" in facts
    assert "3 de mayo de 2099" in facts


def test_contents_lead_to_the_headings_by_anchors_made_of_their_text(
    client: Client, make_guide: MakeGuide
) -> None:
    page = soup(client, make_guide("Primera", size=3).get_url())
    links = [link["href"] for link in page.select(".contents a")]
    assert links == ["#parte-0", "#parte-1", "#parte-2"]
    assert [page.find(id=link[1:]).name for link in links] == ["h2", "h2", "h2"]


def test_heading_called_sources_does_not_take_the_anchor_of_the_sources(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Primera")
    guide.body = guide.body.stream_block.to_python(
        [{"type": "heading", "value": {"text": "Fuentes", "level": "h2"}}]
    )
    guide.save_revision().publish()
    ids = [element["id"] for element in soup(client, guide.get_url()).find_all(id=True)]
    assert sorted(ids) == sorted(set(ids))


def test_list_holds_live_public_guides_in_the_editors_order(
    client: Client, make_guide: MakeGuide
) -> None:
    make_guide("Uno")
    draft, restricted = make_guide("Borrador"), make_guide("Reservada")
    make_guide("Dos")
    draft.unpublish()
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
    assert titles(client) == ["Uno", "Dos"]


def test_empty_list_says_so(client: Client, index: GuideIndexPage) -> None:
    assert "Todavía no hay guías publicadas." in soup(client, "/guias/").get_text()


def test_guide_costs_the_same_queries_whatever_its_size(
    client: Client, make_guide: MakeGuide, django_assert_num_queries: QueryCount
) -> None:
    small, large = make_guide("Chica", size=1), make_guide("Grande", size=3)
    for number in range(3):
        topic = Topic.objects.create(key=f"tema-{number}", name=f"Tema {number}")
        (topic.guides.add(small, large) if number == 0 else topic.guides.add(large))
    soup(client, small.get_url())  # content types and sites are remembered from here on
    for guide in (small, large):
        with django_assert_num_queries(GUIDE_QUERIES):
            soup(client, guide.get_url())


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_queries_with_one_and_three_guides(
    client: Client, make_guide: MakeGuide, django_assert_num_queries: QueryCount, count: int
) -> None:
    for number in range(count):
        guide = make_guide(f"Guía {number}")
        Topic.objects.create(key=f"tema-{number}", name=f"Tema {number}").guides.add(guide)
    soup(client, "/guias/")
    with django_assert_num_queries(INDEX_QUERIES):
        assert len(titles(client)) == count


def test_pages_of_guides_fetch_one_style_sheet_more_and_no_script_of_theirs(
    client: Client, make_guide: MakeGuide
) -> None:
    page = soup(client, make_guide("Primera").get_url())
    assert [link["href"] for link in page.select("link[rel=stylesheet]")] == [
        "/static/sello/site.css",
        "/static/guides/guides.css",
    ]
    scripts = page.find_all("script")
    assert [script["src"] for script in scripts if script.has_attr("src")] == [
        "/static/sello/search.js"
    ]
    inline = {script["type"] for script in scripts if not script.has_attr("src")}
    assert inline <= {"application/ld+json"}
    assert page.find_all(style=True) == []
