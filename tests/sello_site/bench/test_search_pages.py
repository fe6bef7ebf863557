"""The pages that the judged ones must stand out from, and how the queries are judged."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from wagtail.models import Locale, Page

from sello_site.bench.search_pages import _share, _shuffled, _texts, judged, make_pages
from sello_site.bench.search_words import PROGRAMME
from sello_site.demo import demo_identity
from sello_site.languages import LANGUAGES
from sello_site.models import SearchEntry
from sello_site.search import rebuild, search


def test_the_judged_queries_are_as_many_as_they_should_be() -> None:
    queries = judged()
    languages = Counter(query["language"] for query in queries)
    kinds = Counter(query["kind"] for query in queries)
    halves = Counter(query["set"] for query in queries)
    assert len({(query["language"], query["text"]) for query in queries}) == 100
    assert all(languages[code] >= 10 for code, _ in LANGUAGES)
    assert kinds["misspelt"] + kinds["unaccented"] == 25
    assert halves == {"tuning": 50, "held_out": 50}


@pytest.mark.parametrize("language", list(PROGRAMME))
def test_texts_are_the_same_in_every_run_and_long_enough(language: str) -> None:
    first, second = (
        list(_texts(language, 3, random.Random(1)))  # noqa: S311  # no secret
        for _ in range(2)
    )
    assert first == second
    assert len({title for title, _, _ in first}) == 3
    assert all(len(body.split()) >= 290 for _, _, body in first)


@pytest.mark.django_db
def test_pages_are_made_in_each_language_and_can_be_found() -> None:
    home = Page.objects.get(depth=2)
    for code, _ in LANGUAGES[1:]:
        home.copy_for_translation(Locale.objects.get(language_code=code), copy_parents=True)
    make_pages(10)
    rebuild()
    made = SearchEntry.objects.filter(page__slug__startswith="medicion-")
    assert Counter(made.values_list("language", flat=True)) == dict.fromkeys(PROGRAMME, 2)
    assert Page.find_problems() == ([], [], [], [], [])
    entry = made.filter(language="es").order_by("key")[0]
    assert search(text=f'"{entry.title}"', language="es").count == 1


def test_a_share_is_of_one_half_and_shuffling_lowers_it() -> None:
    right = str(demo_identity("guides"))
    queries = [
        {"expected": ["guides"], "set": half} for half in ("tuning", "held_out") for _ in range(20)
    ]
    found = {number: [right, *map(str, range(29))] for number in range(20)} | {
        number: [] for number in range(20, 40)
    }
    assert _share(queries, found, "tuning", lambda one, _: one) == 1
    assert _share(queries, found, "held_out", lambda one, _: one) == 0
    assert _share(queries, found, "tuning", _shuffled) < 0.5
