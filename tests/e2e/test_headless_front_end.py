"""A front end that knows the API alone shows what the site shows; and the API's own documents."""

from __future__ import annotations

import html.parser
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, sign_in
from headless_front_end.front_end import make_server

SLUG = "borrador-para-el-otro-sitio"
_SEPARATORS = {
    "h1",
    "h2",
    "h3",
    "p",
    "li",
    "td",
    "th",
    "summary",
    "caption",
    "figcaption",
    "a",
    "dt",
    "dd",
}
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
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
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "main":
            self.language = dict(attributes).get("lang") or ""
        if tag in {"h1", "h2", "h3"} and "main" in self._open:
            self.headings.append("")
        if tag in _SEPARATORS:
            self.words += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
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
    """Where the site's editors expect it to be."""
    address = site.environment["SELLO_HEADLESS_URL"]
    server = make_server(site.url, int(address.rpartition(":")[2]))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield address
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
    "sello_graphics.GraphicIndexPage",
    "sello_graphics.GraphicPage",
)


LITTLE = 400
"""Characters."""


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
        # A page of a few words is mostly what surrounds it on the site.
        assert len(other.words) > len(own.words) // 3 or len(own.words) < LITTLE, path
    assert seen == set(TYPES)


def test_its_menus_and_languages_lead_to_pages_that_it_shows(site: Site, front_end: str) -> None:
    for address in ("menus/?locale=es", "languages/"):
        with urllib.request.urlopen(f"{site.url}/api/v3/{address}", timeout=30) as answer:  # noqa: S310  # on this machine
            found = json.load(answer)
        links = found.get("main") or [each["home"] for each in found["items"]]
        shown = 0
        for link in links:
            path = link["html_url"].removeprefix(site.url)
            if "/mapa/" in path or "/buscar/" in path:
                continue  # screens of plugins, which are no pages of the tree
            assert read(front_end + path).headings, path
            shown += 1
        assert shown >= 2


def test_what_is_not_there_is_not_there_for_it_either(front_end: str) -> None:
    for path in ("/no-existe/", "/ht/no-existe/", "/xx/", "/preview/?token=x"):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            read(front_end + path)
        refusal.value.close()
        assert refusal.value.code == 404


@pytest.fixture
def other_site(browser: Browser, front_end: str) -> Iterator[Page]:
    """A reader of the separate front end: other hosts than it and the site are not asked."""
    context = browser.new_context(base_url=front_end, viewport={"width": 360, "height": 800})
    yield context.new_page()
    context.close()


def test_a_reader_goes_through_it_by_its_menu_and_its_languages(
    other_site: Page, site: Site, front_end: str
) -> None:
    other_site.goto("/")
    heading = other_site.locator("h1")
    expect(heading).to_have_text(
        "Municipalidades que reciben bien a las personas migrantes y refugiadas"
    )
    other_site.get_by_role("link", name="Guías", exact=True).first.click()
    expect(other_site).to_have_url(f"{front_end}/guias/")
    expect(heading).to_have_text("Guías")
    other_site.get_by_role("link", name="Preparar el informe").first.click()
    expect(heading).to_have_text("Preparar el informe")
    other_site.get_by_role("link", name="Kreyòl ayisyen").click()
    expect(other_site).to_have_url(f"{front_end}/ht/gid/prepare-rapo-a/")
    expect(heading).to_have_text("Prepare rapò a")
    expect(other_site.locator("html")).to_have_attribute("lang", "ht")
    assert violations(other_site) == []


DRAFT = f"""
from sello_pages.models import ContentPage, HomePage
home = HomePage.objects.get(locale__language_code="es")
page = home.add_child(instance=ContentPage(title="x", slug="{SLUG}", summary="y", live=False))
page.title = "Un borrador que nadie ve"
page.save_revision()
print(page.pk)
"""
FORGET = f"""
from wagtail.models import Page
Page.objects.get(slug="{SLUG}").delete()
"""


@pytest.fixture
def draft(site: Site) -> Iterator[int]:
    yield int(site.python(DRAFT).split()[-1])
    site.python(FORGET)


def test_an_editor_opens_a_draft_in_it_once(
    browser: Browser, site: Site, front_end: str, draft: int
) -> None:
    context = browser.new_context(base_url=site.url, locale="es-CL")
    page = sign_in(context, site, "Edición")
    page.goto(f"/admin/pages/{draft}/edit/")
    page.locator("header").get_by_role("button", name="Acciones").first.click()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Ver el borrador en el otro sitio").click()
    shown = opened.value
    expect(shown.locator("h1")).to_have_text("Un borrador que nadie ve")
    assert shown.url.startswith(f"{front_end}/preview/?token=")
    assert shown.reload().status == 404  # type: ignore[union-attr]  # a page answers
    stranger = browser.new_context(base_url=front_end).new_page()
    for address in (f"/{SLUG}/", f"{site.url}/{SLUG}/"):
        assert stranger.goto(address).status == 404  # type: ignore[union-attr]  # a page answers
    stranger.context.close()
    context.close()


def test_the_document_of_the_api_is_open_to_all_and_asks_nobody_else(page: Page) -> None:
    """The context of the page fails on any request to another host, and on any violated policy."""
    page.goto("/api/v3/docs/")
    for text in ("Sello Migrante API", "GET /api/v3/changes/", "POST /api/v3/preview/"):
        expect(page.get_by_text(text).first).to_be_visible()
    page.get_by_role("link", name="menus").click()
    expect(page.locator("#menus")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_document_of_the_api_can_be_read_by_everybody(width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/api/v3/docs/")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
