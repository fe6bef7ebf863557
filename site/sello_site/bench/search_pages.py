"""Fills a site with pages that searches could mistake for the right ones, and judges what it finds.

Runs in the process of :mod:`sello_site.bench.changes`, in the environment of the site.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sello_site.bench.changes import Task, answer_of, ready
from sello_site.bench.search_words import BETWEEN, EVENTS, PROGRAMME, TOPICS

JUDGED = Path(__file__).with_name("judged_queries.json")
SEED = 4
WORDS = 300
FIRST = 3
"""A right page among so many is a hit."""

_PROGRAMME_TITLES = 6  # one title in so many has a word of the programme
_NAMES = ("be", "ca", "du", "fo", "gue", "la", "mi", "no", "pe", "qui", "ra", "su", "ta", "vi")


def judge_searches(task: Task) -> dict[str, Any]:
    """Makes ``changes`` pages, then asks every judged query and counts the index's queries."""
    from sello_site.search import rebuild  # inline: Django is set up by main()

    make_pages(task.changes)
    rebuild()
    ready({})
    queries = judged()
    found = {number: _found(query) for number, query in enumerate(queries)}
    return {
        **{
            f"{name}_{half}": _share(queries, found, half, order)
            for half in ("tuning", "held_out")
            for name, order in (("top3", _as_found), ("control", _shuffled))
        },
        "missed": [
            f"{query['language']} {query['text']}"
            for number, query in enumerate(queries)
            if query["set"] == "tuning" and not _is_hit(query, found[number])
        ],
        "guides_index_queries": _queries_of("/guias/"),
    }


def judged() -> list[dict[str, Any]]:
    """The queries, with the keys of the pages that are right answers."""
    queries: list[dict[str, Any]] = json.loads(JUDGED.read_text(encoding="utf-8"))["queries"]
    return queries


def _found(query: dict[str, Any]) -> list[str]:
    """The translation keys of what the first three pages of results hold, in order."""
    from wagtail.models import Page

    from sello_site.search import find

    keys = [
        result.key
        for page in (1, 2, 3)
        for result in find(
            text=query["text"], language=query["language"], page=page
        ).results.results
    ]
    ids = [int(key.rpartition(":")[2]) for key in keys if key.startswith("site:page:")]
    known = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key"))
    return [
        str(known[int(key.rpartition(":")[2])]) if key.startswith("site:page:") else key
        for key in keys
    ]


def _is_hit(query: dict[str, Any], found: list[str]) -> bool:
    from sello_site.demo import demo_identity

    right = {str(demo_identity(key)) for key in query["expected"]}
    return not right.isdisjoint(found[:FIRST])


def _as_found(found: list[str], _number: int) -> list[str]:
    return found


def _shuffled(found: list[str], number: int) -> list[str]:
    return random.Random(number).sample(found, len(found))  # noqa: S311  # a control, no secret


def _share(
    queries: list[dict[str, Any]],
    found: dict[int, list[str]],
    half: str,
    order: Callable[[list[str], int], list[str]],
) -> float:
    hits = [
        _is_hit(query, order(found[number], number))
        for number, query in enumerate(queries)
        if query["set"] == half
    ]
    return sum(hits) / len(hits)


def _queries_of(path: str) -> int:
    """The queries of one request, cold."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    site = get_wsgi_application()
    host = os.environ["SELLO_PUBLIC_URL"].partition("//")[2]
    for _ in range(2):
        environ = RequestFactory(headers={"host": host}).get(path).environ
        with CaptureQueriesContext(connection) as captured:
            answer_of(site, environ)
    return len(captured)


def make_pages(count: int) -> None:
    """So many pages, as many in each language, the same in every run. Rows are written at once,
    as publishing each would take an hour; the caller rebuilds the index."""
    from django.apps import apps
    from django.db import connection
    from wagtail.models import Page, Site

    page_type = apps.get_model("sello_pages.ContentPage")
    home = Site.objects.get(is_default_site=True).root_page
    languages = list(PROGRAMME)
    for language in languages:
        random_one = random.Random(f"{SEED}{language}")  # noqa: S311  # the same in every run
        own_home = Page.objects.get(
            translation_key=home.translation_key, locale__language_code=language
        )
        archive = page_type(
            title="Archivo", slug="archivo-medicion", summary="-", locale=own_home.locale
        )
        own_home.add_child(instance=archive)
        texts = list(_texts(language, count // len(languages), random_one))
        Page.objects.bulk_create(
            Page(
                title=title,
                draft_title=title,
                slug=f"medicion-{number}",
                path=Page._get_path(archive.path, archive.depth + 1, number),
                depth=archive.depth + 1,
                url_path=f"{archive.url_path}medicion-{number}/",
                content_type_id=archive.content_type_id,
                locale_id=archive.locale_id,
                live=True,
                last_published_at=archive.last_published_at,
                first_published_at=archive.first_published_at,
            )
            for number, (title, _summary, _body) in enumerate(texts, 1)
        )
        Page.objects.filter(pk=archive.pk).update(numchild=len(texts))
        table = page_type._meta.db_table
        own = [
            field.column
            for field in page_type._meta.local_concrete_fields
            if field.column not in {"page_ptr_id", "summary", "body"}
        ]
        columns = "".join(f', "{column}"' for column in own)
        with connection.cursor() as cursor:
            cursor.execute(
                # Names of the model's own columns; values are given apart.
                f'INSERT INTO "{table}" (page_ptr_id, summary, body{columns}) '  # noqa: S608
                f"SELECT page.id, given.summary, given.body::jsonb{columns} "
                "FROM unnest(%s::text[], %s::text[], %s::text[]) AS given(path, summary, body) "
                "JOIN wagtailcore_page AS page USING (path) "
                f'CROSS JOIN (SELECT * FROM "{table}" WHERE page_ptr_id = %s) AS archive',
                [
                    [
                        Page._get_path(archive.path, archive.depth + 1, number)
                        for number in range(1, len(texts) + 1)
                    ],
                    [summary for _title, summary, _body in texts],
                    [body for _title, _summary, body in texts],
                    archive.pk,
                ],
            )


def _texts(language: str, count: int, random_one: random.Random) -> Iterator[tuple[str, str, str]]:
    """Title, summary and body of so many pages."""
    programme, topics = PROGRAMME[language].split(), TOPICS[language].split()
    events, between = EVENTS[language].split(), BETWEEN[language].split()

    def sentence(length: int) -> str:
        words = [
            random_one.choice(between if number % 2 else random_one.choice((programme, topics)))
            for number in range(length)
        ]
        return f"{' '.join(words).capitalize()}."

    for number in range(count):
        name = "".join(random_one.choices(_NAMES, k=3)).capitalize()
        about = programme if number % _PROGRAMME_TITLES == 0 else topics
        title = (
            f"{random_one.choice(events)}: {random_one.choice(about)} "
            f"{random_one.choice(between)} {random_one.choice(topics)}, {name} {2010 + number % 17}"
        )
        paragraphs = [
            "".join(f"{sentence(12)} " for _ in range(5)).strip() for _ in range(WORDS // 60)
        ]
        body = [
            {"type": "text", "value": f"<p>{text}</p>", "id": f"{number}-{place}"}
            for place, text in enumerate(paragraphs)
        ]
        yield title, sentence(12), json.dumps(body)
