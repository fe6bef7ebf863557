"""A front end that knows the API alone shows what the site shows; and the API's own documents."""

from __future__ import annotations

import html.parser
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from e2e.accessibility import violations
from e2e.browsing import Site
from headless_front_end.front_end import make_server

_SEPARATORS = {"h1", "h2", "h3", "p", "li", "td", "th", "summary", "caption", "figcaption", "a"}
_UNSEEN = {"script", "style", "template", "svg"}


class Text(html.parser.HTMLParser):
    """What stands in <main>: its headings, and all of its words in one line."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.words = ""
        self.title = ""
        self.language = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in {"img", "meta", "link", "br", "input", "hr", "path", "source", "wbr"}:
            return
        self._open.append(tag)
        if tag == "main":
            self.language = dict(attributes).get("lang") or ""
        if tag in {"h1", "h2", "h3"} and "main" in self._open:
            self.headings.append("")
        if tag in _SEPARATORS:
            self.words += " "

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag in _SEPARATORS:
            self.words += " "

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and not self.title:
            self.title = data.strip()
        if "main" not in self._open or _UNSEEN & set(self._open):
            return
        self.words += data
        if {"h1", "h2", "h3"} & set(self._open):
            self.headings[-1] += data


def read(address: str) -> Text:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  # on this machine
        text = Text()
        text.feed(answer.read().decode())
    text.words = " ".join(text.words.split())
    text.headings = [" ".join(heading.split()) for heading in text.headings]
    return text


@pytest.fixture(scope="module")
def front_end(site: Site) -> Iterator[str]:
    server = make_server(site.url, 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def items(site: Site, query: str) -> list[dict[str, object]]:
    address = f"{site.url}/api/v3/pages/?limit=200&{query}"
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  # on this machine
        found: list[dict[str, object]] = json.load(answer)["items"]
    return found


TYPES = (
    "sello_pages.HomePage",
    "sello_pages.ContentPage",
    "sello_guides.GuideIndexPage",
    "sello_guides.GuidePage",
)


@pytest.mark.parametrize("locale", ["es", "ht", "en", "pt", "fr"])
def test_a_front_end_made_of_the_api_shows_every_page_as_the_site_does(
    locale: str, site: Site, front_end: str
) -> None:
    seen = set()
    for item in items(site, f"locale={locale}"):
        meta = item["meta"]
        assert isinstance(meta, dict)
        path = str(meta["html_url"]).removeprefix(site.url)
        own, other = read(site.url + path), read(front_end + path)
        seen.add(meta["type"])
        assert other.headings, path
        assert (path, other.headings[0]) == (path, own.headings[0])
        missing = [heading for heading in other.headings if heading not in own.words]
        assert (path, missing) == (path, [])
        theirs = set(own.words.split())
        unknown = [word for word in other.words.split() if word not in theirs]
        # What the front end words in its own way: sizes of files, figures' amounts.
        assert len(unknown) <= max(3, len(other.words.split()) // 50), (path, unknown)
        assert len(other.words) > len(own.words) // 3, path
    assert seen == set(TYPES)


def test_its_menus_and_languages_lead_to_pages_that_it_shows(
    site: Site, front_end: str, page: Page
) -> None:
    for address in ("menus/?locale=es", "languages/"):
        with urllib.request.urlopen(f"{site.url}/api/v3/{address}", timeout=30) as answer:  # noqa: S310  # on this machine
            found = json.load(answer)
        links = found.get("main") or [each["home"] for each in found["items"]]
        assert len(links) >= 2
        for link in links:
            path = link["html_url"].removeprefix(site.url)
            if path in {"/mapa/", "/buscar/"} or "/mapa/" in path:
                continue  # pages of plugins, which are no pages of the tree
            assert read(front_end + path).headings, path


def test_what_is_not_there_is_not_there_for_it_either(front_end: str) -> None:
    for path in ("/no-existe/", "/ht/no-existe/", "/xx/", "/preview/?token=x"):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            read(front_end + path)
        refusal.value.close()
        assert refusal.value.code == 404


DRAFT = """
from wagtail.models import Page
from sello_accounts.models import User
from sello_site.headless.previews import preview_token
pages = Page.objects.filter(content_type__model="contentpage", alias_of=None, live=True)
page = pages.specific().first()
page.title = "Un borrador que nadie ve"
page.save_revision()
print(preview_token(page=page, user=User.objects.filter(is_superuser=True).first()))
"""


def test_it_shows_a_draft_to_whoever_has_a_token(site: Site, front_end: str) -> None:
    token = site.python(DRAFT).strip().splitlines()[-1]
    assert read(f"{front_end}/preview/?token={token}").headings[0] == "Un borrador que nadie ve"


def test_the_document_of_the_api_is_open_to_all_and_asks_nobody_else(page: Page) -> None:
    """The context of the page fails on any request to another host, and on any violated policy."""
    page.goto("/api/v3/docs/")
    page.get_by_text("Sello Migrante API").first.wait_for()
    page.get_by_text("/api/v3/changes/").first.wait_for()
    page.get_by_text("/api/v3/plugins/map/").first.wait_for()


def test_the_document_of_the_api_can_be_read_by_everybody(page: Page) -> None:
    page.goto("/api/v3/docs/")
    page.get_by_text("/api/v3/changes/").first.wait_for()
    assert violations(page) == []
