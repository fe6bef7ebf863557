"""Feeds of what is new, robots and security.txt."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from sello_guides.models import GuideIndexPage, GuidePage
from sello_pages.models import ContentPage, HomePage
from sello_site.headless.changes import record_changes
from sello_site.headless.models import PageChange

MakePage = Callable[..., ContentPage]
ATOM = "{http://www.w3.org/2005/Atom}"
PUBLIC = "http://localhost:8000"


def publish(page: Any) -> Any:
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def read(client: Client, path: str = "/feed.atom") -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not answer.cookies
    return ElementTree.fromstring(answer.content)  # noqa: S314  # our own answer


def titles(client: Client, path: str = "/feed.atom") -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in read(client, path).iter(f"{ATOM}entry")]


def test_the_feed_tells_the_newest_change_first(
    client: Client, home: HomePage, make_page: MakePage
) -> None:
    first = publish(make_page("Primera"))
    publish(make_page("Segunda"))
    assert titles(client) == ["Segunda", "Primera"]
    publish(first)
    assert titles(client) == ["Primera", "Segunda"]


def test_publishing_the_same_again_is_no_news(client: Client, make_page: MakePage) -> None:
    pages = [publish(make_page(title)) for title in ("Una", "Otra")]
    record_changes()
    hour = datetime.timedelta(hours=1)
    for age, page in enumerate(reversed(pages), start=1):
        PageChange.objects.filter(page_id=page.pk).update(changed_at=timezone.now() - age * hour)
    assert titles(client) == ["Otra", "Una"]
    publish(pages[0])
    assert titles(client) == ["Otra", "Una"]


def test_an_entry_says_all_that_atom_asks_for(client: Client, make_page: MakePage) -> None:
    page = publish(make_page("Título & <b>"))
    root = read(client)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"{PUBLIC}/feed.atom"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Sello Migrante"
    assert root.findtext(f"{ATOM}updated") is not None
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{PUBLIC}{page.url}"
    assert entry.findtext(f"{ATOM}id") == f"tag:localhost,2026:page/{page.translation_key}/es"
    assert entry.findtext(f"{ATOM}summary") == page.search_description
    assert entry.findtext(f"{ATOM}published") is not None
    assert entry.findtext(f"{ATOM}updated") is not None


def test_the_name_of_an_entry_stays_when_the_page_moves(
    client: Client, make_page: MakePage
) -> None:
    page, place = publish(make_page("Móvil")), publish(make_page("Lugar"))

    def named() -> dict[str | None, str | None]:
        return {
            entry.findtext(f"{ATOM}title"): entry.findtext(f"{ATOM}id")
            for entry in read(client).iter(f"{ATOM}entry")
        }

    before = named()
    page.move(place, pos="last-child")
    assert named() == before


def test_what_a_stranger_may_not_read_is_in_no_feed(client: Client, make_page: MakePage) -> None:
    draft, secret, _open = (publish(make_page(title)) for title in ("Borrador", "Reserva", "Aquí"))
    assert len(titles(client)) == 3
    draft.unpublish()
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    assert titles(client) == ["Aquí"]


def test_a_language_tells_its_own_texts_alone(
    client: Client, home: HomePage, make_page: MakePage
) -> None:
    publish(make_page("En español"))
    other = publish(make_page("Otra"))
    repeated = Page.objects.filter(
        translation_key=other.translation_key, locale__language_code="ht", alias_of=other
    )
    assert repeated.filter(live=True).count() == 1
    assert titles(client, "/ht/feed.atom") == []
    repeated.update(title="Lòt", alias_of=None)
    assert titles(client, "/ht/feed.atom") == ["Lòt"]
    assert titles(client) == ["Otra", "En español"]


def test_the_feed_of_guides_tells_guides_alone(
    client: Client, home: HomePage, make_page: MakePage
) -> None:
    publish(make_page("Página"))
    index = home.add_child(instance=GuideIndexPage(title="Guías", slug="guias", summary="Todas."))
    guide = GuidePage(title="Una guía", summary="Resumen.", audience="Equipos")
    publish(index.add_child(instance=guide))
    assert titles(client, "/feed/guide.atom") == ["Una guía"]
    assert titles(client) == ["Una guía", "Página"]
    for path in ("/feed/nada.atom", "/feed/.atom"):
        assert client.get(path).status_code == 404


def test_signs_that_xml_cannot_hold_are_left_out(client: Client, make_page: MakePage) -> None:
    page = publish(make_page("Título"))
    ContentPage.objects.filter(pk=page.pk).update(title="Tít\x0bulo\ufffe")
    assert titles(client) == ["Título"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_asks_as_often_for_three_pages_as_for_one(
    client: Client, make_page: MakePage, count: int
) -> None:
    for number in range(count):
        publish(make_page(f"Página {number}"))
    client.get("/feed.atom")
    with CaptureQueriesContext(connection) as captured:
        assert len(titles(client)) == count
    assert len(captured) == 4, "\n".join(query["sql"][:300] for query in captured)


def test_every_page_names_the_feed_of_its_language(client: Client, home: HomePage) -> None:
    for path, feed in (("/", "/feed.atom"), ("/buscar/", "/feed.atom"), ("/ht/", "/ht/feed.atom")):
        soup = BeautifulSoup(client.get(path).content, "html.parser")
        found = soup.select('head link[type="application/atom+xml"]')
        assert [link["href"] for link in found] == [feed]


@pytest.mark.django_db
def test_security_txt_says_whom_to_tell_and_until_when(client: Client, settings: Any) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SELLO_SECURITY_CONTACT = ("mailto:a@example.org", "https://example.org/seguridad")
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.partition(": ") for line in answer.content.decode().splitlines()]
    values = [(name, value) for name, _colon, value in lines if name != "Expires"]
    assert values == [
        ("Contact", "mailto:a@example.org"),
        ("Contact", "https://example.org/seguridad"),
        ("Preferred-Languages", "es, en"),
        ("Canonical", f"{PUBLIC}/.well-known/security.txt"),
    ]
    expires = next(value for name, _colon, value in lines if name == "Expires")
    left = datetime.datetime.fromisoformat(expires) - timezone.now()
    assert datetime.timedelta(days=80) < left < datetime.timedelta(days=91)
