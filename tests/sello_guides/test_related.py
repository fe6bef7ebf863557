"""Where a reader goes on after a guide: chosen by its editor or of the same topics, told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from sello_guides.models import GuideIndexPage, GuidePage
from sello_pages.taxonomy import Topic

MakeGuide = Callable[..., GuidePage]
QueryCount = Callable[..., Any]

GUIDE_QUERIES = 5


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(key="atencion", name="Atención")


@pytest.fixture
def others(make_guide: MakeGuide, topic: Topic) -> list[GuidePage]:
    """Five guides on one topic, in this order."""
    return [ending_with(make_guide(f"Otra {number}"), topics=[topic]) for number in range(5)]


def ending_with(guide: GuidePage, *pages: Any, topics: Any = ()) -> GuidePage:
    """The guide with a body of a related block alone, or without any."""
    block = {"type": "related", "value": {"title": "Siga leyendo", "pages": [p.pk for p in pages]}}
    guide.body = guide.body.stream_block.to_python([block] if pages else [])
    guide.topics = topics
    guide.save_revision().publish()
    return GuidePage.objects.get(pk=guide.pk)


def lists(client: Client, guide: GuidePage) -> dict[str, list[str]]:
    """What the page leads to at its end: in the body's block, and below it."""
    response = client.get(guide.get_url())
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    return {
        name: [link.get_text() for link in page.select(f"{selector} li a")]
        for name, selector in {"in the text": ".related", "below it": ".guide-related"}.items()
        if page.select_one(selector)
    }


def test_guide_without_a_related_block_leads_to_three_on_its_topics(
    client: Client, make_guide: MakeGuide, others: list[GuidePage], topic: Topic
) -> None:
    guide = ending_with(make_guide("Una"), topics=[topic])
    assert lists(client, guide) == {"below it": ["Otra 0", "Otra 1", "Otra 2"]}


def test_what_the_text_leads_to_is_not_told_again_and_others_take_its_place(
    client: Client,
    make_guide: MakeGuide,
    index: GuideIndexPage,
    others: list[GuidePage],
    topic: Topic,
) -> None:
    guide = ending_with(make_guide("Una"), others[1], index, topics=[topic])
    assert lists(client, guide) == {
        "in the text": ["Otra 1", "Guías"],
        "below it": ["Otra 0", "Otra 2", "Otra 3"],
    }


def test_list_below_is_absent_when_nothing_is_left(
    client: Client, make_guide: MakeGuide, others: list[GuidePage], topic: Topic
) -> None:
    guide = ending_with(make_guide("Una"), *others, topics=[topic])
    assert lists(client, guide) == {"in the text": [other.title for other in others]}


def test_guide_that_the_text_cannot_show_is_not_told_below_either(
    client: Client, make_guide: MakeGuide, others: list[GuidePage], topic: Topic
) -> None:
    guide = ending_with(make_guide("Una"), others[0], topics=[topic])
    others[0].unpublish()
    assert lists(client, guide) == {"below it": ["Otra 1", "Otra 2", "Otra 3"]}


def test_guides_that_the_editor_chose_come_instead_without_those_of_the_text(
    client: Client, make_guide: MakeGuide, others: list[GuidePage], topic: Topic
) -> None:
    guide = make_guide("Una")
    guide.related_guides = guide.related_guides.stream_block.to_python(
        [{"type": "guide", "value": other.pk} for other in (others[4], others[3])]
    )
    assert lists(client, ending_with(guide, others[3], topics=[topic])) == {
        "in the text": ["Otra 3"],
        "below it": ["Otra 4"],
    }
    # Others are not put in the place of a choice.
    assert lists(client, ending_with(guide, others[3], others[4], topics=[topic])) == {
        "in the text": ["Otra 3", "Otra 4"]
    }


def test_link_that_was_made_in_spanish_is_known_in_every_language(
    client: Client,
    make_guide: MakeGuide,
    translate: Callable[..., GuidePage],
    others: list[GuidePage],
    topic: Topic,
) -> None:
    guide = ending_with(make_guide("Una"), others[0], topics=[topic])
    translate(others[0], "ht")
    alias = GuidePage.objects.get(alias_of=guide, locale__language_code="ht")
    assert lists(client, alias) == {
        "in the text": ["ht: Otra 0"],
        "below it": ["Otra 1", "Otra 2", "Otra 3"],
    }


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_queries_with_one_and_three_guides(
    client: Client,
    make_guide: MakeGuide,
    others: list[GuidePage],
    topic: Topic,
    django_assert_num_queries: QueryCount,
    count: int,
) -> None:
    topic.guides.remove(*others[count + 1 :])
    guide = ending_with(make_guide("Una"), others[0], topics=[topic])
    lists(client, guide)  # content types and sites are remembered from here on
    with django_assert_num_queries(GUIDE_QUERIES):
        shown = lists(client, guide)
    assert [len(titles) for titles in shown.values()] == [1, count]
