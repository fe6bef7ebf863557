"""The list of guides is filtered by its address alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from sello_guides.filters import Filters, read_filters
from sello_guides.models import GuideIndexPage, GuidePage
from sello_pages.taxonomy import Topic
from sello_site.translations.tree import mirror

pytestmark = pytest.mark.django_db

MakeGuide = Callable[..., GuidePage]


def listed(client: Client, query: str = "", language: str = "") -> BeautifulSoup:
    response = client.get(f"{language}/guias/{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [title.get_text() for title in page.select(".guide-list h2")]


@pytest.fixture
def two(make_guide: MakeGuide) -> tuple[GuidePage, GuidePage]:
    """A guide for municipalities about data, and one for migrants about nothing."""
    data = Topic.objects.create(key="datos", name="Datos personales", name_ht="Done pèsonèl")
    first = make_guide("Datos", audiences=["municipality", "other"], commitments=[1, 4])
    first.topics.set([data])
    first.save_revision().publish()
    return first, make_guide("Dudas", audiences=["migrant"], commitments=[4])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Datos", "Dudas"]),
        ("?tema=datos", ["Datos"]),
        ("?publico=migrant", ["Dudas"]),
        ("?compromiso=4", ["Datos", "Dudas"]),
        ("?compromiso=1&publico=other&tema=datos&idioma=es", ["Datos"]),
        ("?compromiso=1&publico=migrant", []),
        # What is not offered counts as no choice.
        ("?tema=nada&publico=x&compromiso=9&idioma=de", ["Datos", "Dudas"]),
        ("?compromiso=%C2%B2&tema=%F0%9F%99%82&publico=1e999&idioma=' OR 1=1", ["Datos", "Dudas"]),
        (f"?compromiso={'9' * 400}", ["Datos", "Dudas"]),
    ],
)
def test_address_says_which_guides_are_listed(
    client: Client, two: tuple[GuidePage, GuidePage], query: str, expected: list[str]
) -> None:
    page = listed(client, query)
    assert titles(page) == expected
    status = page.select_one("[role=status]").get_text()
    assert (
        status
        == {
            2: "2 guías.",
            1: "1 guía.",
            0: "Ninguna guía reúne lo que eligió. Quite algún filtro, o vea todas las guías.",
        }[len(expected)]
    )


def test_choices_are_shown_and_each_can_be_taken_back(
    client: Client, two: tuple[GuidePage, GuidePage]
) -> None:
    page = listed(client, "?tema=datos&compromiso=1&publico=nobody")
    assert [
        (" ".join(link.get_text().split()), link["href"]) for link in page.select(".guide-chosen a")
    ] == [
        ("Quitar el filtro Tema: Datos personales", "/guias/?compromiso=1"),
        ("Quitar el filtro Compromiso: 1. Institución preparada", "/guias/?tema=datos"),
        ("Ver todas las guías", "/guias/"),
    ]
    chosen = {
        select["name"]: [option["value"] for option in select.select("option[selected]")]
        for select in page.select(".guide-filters select")
    }
    assert chosen == {"tema": ["datos"], "publico": [], "compromiso": ["1"], "idioma": []}
    assert [label["for"] for label in page.select(".guide-filters label")] == [
        select["id"] for select in page.select(".guide-filters select")
    ]


def test_only_topics_of_guides_are_offered(
    client: Client, two: tuple[GuidePage, GuidePage]
) -> None:
    Topic.objects.create(key="otro", name="Otro")
    offered = [
        option["value"] for option in listed(client).select("#filtro-tema option[value!='']")
    ]
    assert offered == ["datos"]


def test_language_filter_finds_what_was_translated_and_not_what_is_repeated(
    client: Client, index: GuideIndexPage, two: tuple[GuidePage, GuidePage], translate: MakeGuide
) -> None:
    mirror(index)
    for guide in two:
        mirror(guide)
    translate(two[0], "ht")
    assert titles(listed(client, "?idioma=ht")) == ["Datos"]
    assert titles(listed(client, "?idioma=fr")) == []
    haitian = listed(client, "?idioma=ht&tema=datos", "/ht")
    assert titles(haitian) == ["ht: Datos"]
    assert [(link["hreflang"], link["href"]) for link in haitian.select(".guide-editions a")] == [
        ("es", "/guias/datos/"),
        ("ht", "/ht/guias/datos/"),
    ]


def test_choice_is_kept_in_the_other_languages(
    client: Client, index: GuideIndexPage, two: tuple[GuidePage, GuidePage]
) -> None:
    mirror(index)
    page = listed(client, "?tema=datos&basura=1")
    links = [link["href"] for link in page.select(".languages a")]
    assert "/ht/guias/?tema=datos" in links
    assert page.select_one("link[rel=canonical]")["href"].endswith("/guias/")


def test_page_cache_is_told_the_keys_and_crawlers_to_leave_filtered_lists(
    client: Client, two: tuple[GuidePage, GuidePage]
) -> None:
    plain, filtered = client.get("/guias/"), client.get("/guias/?tema=datos")
    for answer in (plain, filtered):
        assert answer["X-Sello-Cache-Keys"] == "tema,publico,compromiso,idioma"
        assert "public" in answer["Cache-Control"]
        assert answer.cookies == {}
    assert "X-Robots-Tag" not in plain
    assert filtered["X-Robots-Tag"] == "noindex, follow"


def test_one_choice_has_one_spelling() -> None:
    topics = [Topic(key="datos", name="Datos")]
    asked = {"idioma": "ht", "tema": "datos", "otra": "x", "publico": "", "compromiso": "2"}
    filters = read_filters(asked, topics)
    assert filters == Filters(topic="datos", commitment=2, language="ht")
    assert filters.query == "tema=datos&compromiso=2&idioma=ht"
