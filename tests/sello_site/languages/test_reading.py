"""What readers get in their language, and what they are told about it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from sello_pages.models import ContentPage
from sello_site.languages import LANGUAGES
from sello_site.languages.addresses import path_in, path_without_language

from .conftest import MakePage, Translate, addresses

ALL = [code for code, _name in LANGUAGES]
NAMES = dict(LANGUAGES)
XHTML_LINK = "{http://www.w3.org/1999/xhtml}link"


def soup_of(client: Client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert (address, response.status_code) == (address, status)
    return BeautifulSoup(response.content, "html.parser")


def switcher(soup: BeautifulSoup) -> dict[str, str]:
    links = soup.select("nav.languages a")
    assert [link["lang"] for link in links] == [link["hreflang"] for link in links]
    assert [link.get_text() for link in links] == [NAMES[str(link["lang"])] for link in links]
    return {str(link["lang"]): str(link["href"]) for link in links}


def alternates(soup: BeautifulSoup) -> dict[str, str]:
    return {
        str(link["hreflang"]): str(link["href"])
        for link in soup.select('head link[rel="alternate"][hreflang]')
    }


def canonical(soup: BeautifulSoup) -> str:
    return str(soup.select_one('link[rel="canonical"]')["href"])  # type: ignore[index]  # fails loudly


def is_noindex(soup: BeautifulSoup) -> bool:
    return soup.select_one('meta[name="robots"][content="noindex"]') is not None


@pytest.mark.parametrize("language", ALL)
def test_switcher_leads_to_the_same_page(
    make_page: MakePage, translate: Translate, client: Client, language: str
) -> None:
    page = make_page("Contacto", "contacto")
    translate(page, "ht")
    found = addresses(page)
    assert found["ht"] == "/ht/contacto-ht/"
    soup = soup_of(client, found[language])
    assert switcher(soup) == {code: found[code] for code in ALL}
    current = soup.select('nav.languages a[aria-current="true"]')
    assert [link["lang"] for link in current] == [language]
    assert soup.html is not None
    assert soup.html["lang"] == language


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/buscar/?q=contacto", 200),
        ("/buscar/", 200),
        ("/no-existe/", 404),
    ],
)
@pytest.mark.parametrize("language", ALL)
def test_switcher_is_on_views_and_error_pages_too(
    make_page: MakePage, client: Client, address: str, status: int, language: str
) -> None:
    make_page("Contacto", "contacto")
    soup = soup_of(client, path_in(language, address), status)
    assert switcher(soup) == {code: path_in(code, address) for code in ALL}
    assert soup.html is not None
    assert soup.html["lang"] == language


def test_missing_translation_is_told_and_shows_marked_spanish(
    make_page: MakePage, client: Client
) -> None:
    make_page("Contacto", "contacto")
    soup = soup_of(client, "/ht/contacto/")
    main = soup.main
    assert main is not None
    assert main["lang"] == "es"
    notice = main.select_one(".language-notice")
    assert notice is not None
    assert notice["lang"] == "ht"
    assert "Resumen de Contacto." in main.get_text()
    # Also the words around the text are Spanish there, since the whole of it is marked as that.
    assert "Responsable" in main.get_text()
    assert soup.title is not None
    assert soup.title["lang"] == "es"
    assert canonical(soup).endswith("/contacto/")
    assert "/ht/" not in canonical(soup)
    assert is_noindex(soup)
    assert alternates(soup) == {}


def test_spanish_page_has_neither_mark_nor_notice(make_page: MakePage, client: Client) -> None:
    make_page("Contacto", "contacto")
    soup = soup_of(client, "/contacto/")
    assert soup.main is not None
    assert "lang" not in soup.main.attrs
    assert soup.select(".language-notice") == []
    assert not is_noindex(soup)
    assert alternates(soup) == {}


@pytest.mark.parametrize("machine", [True, False])
def test_machine_translation_says_so_and_is_not_listed(
    make_page: MakePage, translate: Translate, client: Client, machine: bool
) -> None:
    page = make_page("Contacto", "contacto")
    translate(page, "fr", machine=machine)
    soup = soup_of(client, "/fr/contacto-fr/")
    assert soup.main is not None
    assert "lang" not in soup.main.attrs
    assert len(soup.select(".language-notice")) == int(machine)
    assert is_noindex(soup) is machine
    expected = {"es", "fr", "x-default"}
    assert set(alternates(soup)) == (set() if machine else expected)
    assert set(alternates(soup_of(client, "/contacto/"))) == (set() if machine else expected)


def test_alternates_are_reciprocal_and_whole(
    make_page: MakePage, translate: Translate, client: Client, settings: Any
) -> None:
    settings.SELLO_PUBLIC_URL = "https://sello.example"
    page = make_page("Contacto", "contacto")
    translate(page, "en")
    translate(page, "pt")
    expected = {
        "es": "https://sello.example/contacto/",
        "en": "https://sello.example/en/contacto-en/",
        "pt": "https://sello.example/pt/contacto-pt/",
        "x-default": "https://sello.example/contacto/",
    }
    for code in ("es", "en", "pt"):
        soup = soup_of(client, addresses(page)[code])
        assert alternates(soup) == expected
        assert canonical(soup) == expected[code]


def test_sitemap_has_each_listed_version_with_all_of_them(
    make_page: MakePage, translate: Translate, client: Client, settings: Any
) -> None:
    settings.SELLO_PUBLIC_URL = "https://sello.example"
    page = make_page("Contacto", "contacto")
    translate(page, "en")
    translate(page, "fr", machine=True)
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  # our own
    found = {
        str(url.findtext("{*}loc")): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.iter(XHTML_LINK)
        }
        for url in tree
    }
    versions = {
        "es": "https://sello.example/contacto/",
        "en": "https://sello.example/en/contacto-en/",
        "x-default": "https://sello.example/contacto/",
    }
    assert found == {
        "https://sello.example/": {},
        versions["es"]: versions,
        versions["en"]: versions,
    }


def body_with_links(*targets: Page) -> Any:
    """A button, a text and related content that lead to these pages."""
    links = "".join(f'<a linktype="page" id="{page.pk}">x</a>' for page in targets)
    button = {"page": targets[0].pk, "address": "", "label": "Ir", "style": "primary"}
    related = {"title": "Vea", "pages": [page.pk for page in targets]}
    blocks: list[dict[str, Any]] = [
        {"type": "text", "value": f"<p>{links}</p>"},
        *({"type": "button", "value": {**button, "page": page.pk}} for page in targets),
        {"type": "related", "value": related},
    ]
    for number, block in enumerate(blocks):
        block["id"] = f"b1b0a3d6-6b2f-4f6b-8d7a-1d5c2f5a9e0{number}"
    return ContentPage._meta.get_field("body").stream_block.to_python(blocks)


def links(soup: BeautifulSoup, where: str) -> list[tuple[Any, Any]]:
    """Address and language of the target, as the links there tell them."""
    return [(link["href"], link.get("hreflang")) for link in soup.select(f"{where} a")]


def test_links_lead_to_the_readers_language_and_say_where_it_is_another(
    make_page: MakePage, translate: Translate, client: Client
) -> None:
    contact = make_page("Contacto", "contacto", show_in_menus=True)
    questions = make_page("Preguntas", "preguntas", show_in_menus=True)
    page = make_page("Enlaces", "enlaces", body=body_with_links(contact, questions))
    make_page("Abajo", "abajo", parent=page)
    translate(contact, "ht")
    for address in ("/ht/enlaces/", "/ht/enlaces/abajo/"):
        soup = soup_of(client, address)
        menu = [
            (link["href"], link.get("lang"), link.get("hreflang"))
            for link in soup.select("nav.menu-wide a")
        ]
        assert menu == [
            ("/ht/contacto-ht/", None, None),
            ("/ht/preguntas/", "es", "es"),
            ("/ht/mapa/", None, None),
        ]
        # The footer knows its pages by their Spanish address.
        assert links(soup, "footer nav") == [
            ("/ht/contacto-ht/", None),
            ("/ht/personal/privacidad/", None),
            ("/api/v3/docs/", None),
        ]
    # Not translated: the text is Spanish, and what leads out of it to Haitian Creole says so.
    soup = soup_of(client, "/ht/enlaces/")
    away = [("/ht/contacto-ht/", "ht"), ("/ht/preguntas/", None)]
    assert {where: links(soup, where) for where in (".text", ".related")} == {
        ".text": away,
        ".related": away,
    }
    assert [link["href"] for link in soup.select("a.button")] == [target for target, _ in away]
    translate(page, "ht")
    soup = soup_of(client, "/ht/enlaces-ht/")
    away = [("/ht/contacto-ht/", None), ("/ht/preguntas/", "es")]
    buttons = [(link["href"], link.get("hreflang")) for link in soup.select("a.button")]
    assert (links(soup, ".text"), links(soup, ".related"), buttons) == (away, away, away)
    assert [item.get("lang") for item in soup.select(".related li")] == [None, "es"]
    below = soup_of(client, "/ht/enlaces-ht/abajo/")
    assert links(below, ".breadcrumb") == [("/ht/", None), ("/ht/enlaces-ht/", "ht")]
    home = soup_of(client, "/enlaces/")
    plain = [("/contacto/", None), ("/preguntas/", None)]
    assert (links(home, ".text"), links(home, ".related")) == (plain, plain)


def test_links_lead_to_spanish_when_the_translation_is_withdrawn(
    make_page: MakePage, translate: Translate, client: Client
) -> None:
    contact = make_page("Contacto", "contacto")
    page = make_page("Enlaces", "enlaces", body=body_with_links(contact))
    translated = translate(contact, "ht")
    translate(page, "ht")
    assert links(soup_of(client, "/ht/enlaces-ht/"), ".text") == [("/ht/contacto-ht/", None)]
    translated.unpublish()
    cache.clear()
    assert links(soup_of(client, "/ht/enlaces-ht/"), ".text") == [("/contacto/", "es")]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("language", "queries"), [("es", 5), ("ht", 5), ("en", 5)])
def test_page_costs_the_same_in_every_language(
    make_page: MakePage,
    translate: Translate,
    client: Client,
    count: int,
    language: str,
    queries: int,
) -> None:
    """``ht`` is translated, ``en`` an alias; one query more than where nothing is translated."""
    pages = [make_page(f"Página {n}", f"pagina-{n}", show_in_menus=True) for n in range(count)]
    for page in pages:
        translate(page, "ht")
    address = addresses(pages[0])[language]
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) == queries, "\n".join(one["sql"][-500:] for one in captured)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("/es/contacto/", "/contacto/"),
        ("/es/", "/"),
        ("/es", "/"),
        ("/es/buscar/?q=a", "/buscar/?q=a"),
        ("/es//otro.example/", "/otro.example/"),
        ("/es/%5C%5Cotro.example/", "/%5C%5Cotro.example/"),
    ],
)
def test_spanish_has_one_address(client: Client, asked: str, answer: str) -> None:
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, answer)


def test_nothing_that_is_sent_is_led_elsewhere(client: Client, db: None) -> None:
    assert client.post("/es/contacto/").status_code in {403, 404, 405}


@pytest.mark.parametrize(
    ("asked", "status", "answer"),
    [("/ht", 301, "/ht/"), ("/ht/contacto-ht", 301, "/ht/contacto-ht/")],
)
def test_slash_is_added_in_every_language(
    make_page: MakePage,
    translate: Translate,
    client: Client,
    asked: str,
    status: int,
    answer: str,
) -> None:
    translate(make_page("Contacto", "contacto"), "ht")
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (status, answer)


def test_spanish_address_leads_to_the_translation_that_took_its_place(
    make_page: MakePage, translate: Translate, client: Client
) -> None:
    page = make_page("Contacto", "contacto")
    assert client.get("/ht/contacto/").status_code == 200
    translate(page, "ht")
    response = client.get("/ht/contacto/")
    assert (response.status_code, response["Location"]) == (302, "/ht/contacto-ht/")
    Page.objects.get(pk=page.pk).unpublish()
    assert client.get("/ht/contacto/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "answer"), [("/viejo/", "/contacto/"), ("/ht/viejo/", "/ht/contacto-ht/")]
)
def test_redirect_leads_to_the_language_of_the_address(
    make_page: MakePage, translate: Translate, client: Client, asked: str, answer: str
) -> None:
    page = make_page("Contacto", "contacto")
    translate(page, "ht")
    Redirect.objects.create(old_path="/viejo", redirect_page=page)
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, answer)


def test_error_page_is_in_the_language_of_the_address_whatever_the_browser_wants(
    client: Client, db: None
) -> None:
    for address, language in (("/no/", "es"), ("/fr/no/", "fr"), ("/ht/personal/no/", "ht")):
        response = client.get(address, headers={"accept-language": "en"})
        assert response.status_code == 404
        assert f'<html lang="{language}">' in response.content.decode()


def test_robots_names_the_prefixes(client: Client, settings: Any) -> None:
    settings.SELLO_DEMO = False
    lines = client.get("/robots.txt").content.decode().splitlines()
    for prefix in ("", "/ht", "/en", "/pt", "/fr"):
        assert f"Disallow: {prefix}/personal/" in lines
        assert f"Disallow: {prefix}/buscar/" in lines
    assert "Disallow: /ht/" not in lines


@pytest.mark.parametrize("path", ["/", "/contacto/", "/guias/una/"])
@pytest.mark.parametrize("language", ALL)
def test_addresses_go_there_and_back(path: str, language: str) -> None:
    assert path_without_language(path_in(language, path)) == path
