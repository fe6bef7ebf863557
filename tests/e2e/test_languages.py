"""A reader changes the language on every page of the demonstration, in every language."""

from __future__ import annotations

import secrets
import urllib.request
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, watch
from sello_site.languages import LANGUAGES, PREFIXES, SOURCE_LANGUAGE

NAMES = dict(LANGUAGES)
NARROW = (320, 360)

# Beside the pages of the site map: where an address is no page, and where nothing is.
VIEWS = {
    "/buscar/": 200,
    "/buscar/?q=migrantes": 200,
    "/buscar/?q=xyzzy": 200,
    "/personal/privacidad/": 200,
    "/personal/privacidad/enviada/": 200,
    "/personal/privacidad/confirmar/nada/": 404,
    "/no-existe/": 404,
}
SAMPLE = (
    "/",
    "/guias/",
    "/contacto/",
    "/buscar/?q=migrantes",
    "/personal/privacidad/",
    "/no-existe/",
)
NOT_TRANSLATED = """
from sello_pages.models import ContentPage, HomePage
from wagtail.models import Locale
page = ContentPage(title="Solo en español", slug="{slug}", live=False, summary="Nada más.")
HomePage.objects.get(locale=Locale.get_default()).add_child(instance=page)
page.save_revision().publish()
"""

LOOK = """() => {
    const of = (root, selector) => [...root.querySelectorAll(selector)];
    const main = document.querySelector('main');
    const bar = document.querySelector('nav.languages');
    const here = location.origin;
    return {
        html: document.documentElement.lang,
        main: main.lang,
        heading: main.querySelector('h1').innerText,
        notice: of(main, '.language-notice').map((notice) => notice.lang),
        current: of(bar, 'a[aria-current]').map((link) => link.lang),
        versions: of(bar, 'a').map((link) => [
            link.lang, link.hreflang, link.innerText, link.href.replace(here, '')]),
        links: of(document, 'a[href]')
            .filter((link) => !link.closest('nav.languages, .language-notice'))
            .filter((link) => link.origin === here && !link.getAttribute('href').startsWith('#'))
            .map((link) => [link.pathname, link.hreflang]),
        empty: of(document, 'nav, aside, section, form, ul, ol, dl, p, .legal-text, .form-errors')
            .filter((element) => !element.textContent.trim())
            .map((element) => element.outerHTML.slice(0, 80)),
    };
}"""
SQUEEZED = """() => {
    const root = document.documentElement;
    const boxes = [...document.querySelectorAll('nav.languages a')]
        .map((link) => link.getBoundingClientRect());
    return {
        overflow: root.scrollWidth - root.clientWidth,
        left: Math.min(...boxes.map((box) => box.left)),
        right: root.clientWidth - Math.max(...boxes.map((box) => box.right)),
        height: Math.min(...boxes.map((box) => box.height)),
    };
}"""


@dataclass(frozen=True)
class Seen:
    """What a reader found who came to an address by the switcher."""

    address: str
    language: str
    status: int
    url: str
    facts: dict[str, Any]
    narrow: dict[int, dict[str, float]]

    @property
    def is_fallback(self) -> bool:
        """Whether the text is Spanish, since nobody translated it."""
        return self.language != SOURCE_LANGUAGE and self.facts["main"] == SOURCE_LANGUAGE

    @property
    def versions(self) -> dict[str, str]:
        return {code: url for code, _hreflang, _name, url in self.facts["versions"]}


@pytest.fixture(scope="module")
def untranslated(site: Site) -> str:
    slug = f"solo-{secrets.token_hex(3)}"
    site.python(NOT_TRANSLATED.format(slug=slug))
    return f"/{slug}/"


@pytest.fixture(scope="module")
def walk(browser: Browser, site: Site, untranslated: str) -> list[Seen]:
    """Every page and view in every language, each reached from the one before by the switcher, by
    somebody without JavaScript; nothing may go wrong quietly on the way."""
    with urllib.request.urlopen(f"{site.url}/sitemap.xml", timeout=10) as answer:  # noqa: S310  # our own server on loopback
        tree = ElementTree.fromstring(answer.read())  # noqa: S314  # our own server's answer
    listed = [str(found.text).removeprefix(site.url) for found in tree.iterfind(".//{*}loc")]
    assert len(listed) >= 14
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    watched = watch(context, site)
    page = context.new_page()
    seen = []
    for address in dict.fromkeys([*listed, untranslated, *VIEWS]):
        answered = page.goto(address)
        assert answered is not None
        seen.append(_look(page, site, address, SOURCE_LANGUAGE, answered.status))
        for language in PREFIXES:
            with page.expect_navigation() as navigation:
                page.locator(f'nav.languages a[lang="{language}"]').click()
            seen.append(_look(page, site, address, language, navigation.value.status))
    cookies = context.cookies()
    context.close()
    assert (watched, cookies) == (Watched(), [])
    return seen


def _look(page: Page, site: Site, address: str, language: str, status: int) -> Seen:
    narrow = {}
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 700})
        narrow[width] = page.evaluate(SQUEEZED)
    page.set_viewport_size({"width": 1280, "height": 800})
    return Seen(
        address, language, status, page.url.removeprefix(site.url), page.evaluate(LOOK), narrow
    )


def test_switcher_leads_to_the_same_page_from_every_page(walk: list[Seen]) -> None:
    starts = {one.address: one for one in walk if one.language == SOURCE_LANGUAGE}
    assert len(walk) == len(starts) * len(LANGUAGES)
    for one in walk:
        same = starts[one.address].versions
        # All versions know each other, and each is where the others say.
        assert list(one.versions) == list(NAMES), one.address
        assert (one.versions, one.url) == (same, same[one.language])
        assert one.status == VIEWS.get(one.address, 200), one.url
        assert (one.facts["html"], one.facts["current"]) == (one.language, [one.language])
        assert [(code, hreflang, name) for code, hreflang, name, _url in one.facts["versions"]] == [
            (code, code, NAMES[code]) for code in NAMES
        ]
    for language in PREFIXES:
        assert {
            one.url.startswith(f"/{language}/") for one in walk if one.language == language
        } == {True}


SPELT_ALIKE = {"pt": {"Material gráfico", "Diagnóstico inicial"}}
"""Titles that are the same words in Spanish and in another language."""


def test_every_page_of_the_demonstration_is_translated_and_what_is_not_says_so(
    walk: list[Seen], untranslated: str
) -> None:
    notices = {
        (one.is_fallback, tuple(one.facts["notice"]) == (one.language,))
        for one in walk
        if one.language != SOURCE_LANGUAGE and one.address not in VIEWS
    }
    # A machine made the translations: each page says that, or that there is none.
    assert notices == {(False, True), (True, True)}
    spanish = {one.address: one.facts["heading"] for one in walk if one.language == SOURCE_LANGUAGE}
    for language in PREFIXES:
        fallbacks = {one.address for one in walk if one.language == language and one.is_fallback}
        pages = {one.address for one in walk if one.address not in VIEWS} - fallbacks
        assert untranslated in fallbacks
        assert len(pages) >= 14
        # «Sello Migrante» may stay as it is in a title; a title that stays whole is not translated.
        same = {
            one.facts["heading"]
            for one in walk
            if one.language == language
            and one.address in pages
            and one.facts["heading"] == spanish[one.address]
        }
        assert same == SPELT_ALIKE.get(language, set())


def test_no_link_leads_out_of_the_language_without_saying_so(walk: list[Seen]) -> None:
    for_all = ("/api/", "/documentos/", "/media/")
    strays = {
        (one.url, path)
        for one in walk
        for path, hreflang in one.facts["links"]
        if not path.startswith(for_all)
        and (path.split("/")[1] if path.split("/")[1] in PREFIXES else SOURCE_LANGUAGE)
        not in {one.language, hreflang}
    }
    assert strays == set()
    counted = {one.url: len(one.facts["links"]) for one in walk if one.status == 200}
    assert {url: number for url, number in counted.items() if number < 8} == {}


def test_footer_leads_to_the_form_of_rights_in_the_language(walk: list[Seen]) -> None:
    for one in walk:
        prefix = "" if one.language == SOURCE_LANGUAGE else f"/{one.language}"
        assert f"{prefix}/personal/privacidad/" in [path for path, _ in one.facts["links"]], one.url


def test_no_page_in_any_language_scrolls_sideways_or_pushes_the_switcher_to_the_edge(
    walk: list[Seen],
) -> None:
    found = [(one.url, width, box) for one in walk for width, box in one.narrow.items()]
    assert [(url, width) for url, width, box in found if box["overflow"] > 0] == []
    assert [(url, width) for url, width, box in found if min(box["left"], box["right"]) < 16] == []
    # WCAG 2.2, 2.5.8
    assert [(url, width) for url, width, box in found if box["height"] < 24] == []


def test_no_page_shows_an_empty_box(walk: list[Seen]) -> None:
    assert {one.url: one.facts["empty"] for one in walk if one.facts["empty"]} == {}


@pytest.mark.parametrize("language", PREFIXES)
def test_no_page_in_another_language_breaks_an_accessibility_rule(
    browser: Browser, site: Site, walk: list[Seen], untranslated: str, language: str
) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": 360, "height": 800})
    page = context.new_page()
    broken = {}
    for one in walk:
        # One of each kind of page; what is Spanish on all of them is looked at elsewhere.
        if one.language == language and one.address in {*SAMPLE, untranslated}:
            page.goto(one.url)
            if found := violations(page):
                broken[one.url] = found
    context.close()
    assert broken == {}
