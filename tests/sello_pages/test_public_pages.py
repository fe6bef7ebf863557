"""What a reader gets: whole without scripts, the same for everybody, with nothing personal."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from sello_pages.models import ContentPage, HomePage, SiteImage
from sello_site import errors
from sello_site.plugin_registry import registry
from sello_site.plugins import NavItem

MakePage = Callable[..., ContentPage]


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def full_page(make_page: MakePage, settings: Any, tmp_path: Path) -> ContentPage:
    """A page with every kind of block, below another."""
    settings.MEDIA_ROOT = tmp_path
    image = SiteImage.objects.create(title="Foto", file=get_test_image_file())
    document = Document(title="Pauta")
    document.file.save("pauta.pdf", ContentFile(b"%PDF-1.4 " + b"x" * 2000))
    above = make_page("Arriba", show_in_menus=True)
    words = "<p>Palabras que explican algo con calma y sin apuro.</p>"
    body = [
        ("heading", {"text": "Primero", "level": "h2"}),
        ("text", words * 12),
        ("heading", {"text": "Segundo", "level": "h2"}),
        ("callout", {"kind": "warning", "title": "Ojo", "text": words}),
        ("heading", {"text": "Tercero", "level": "h2"}),
        ("steps", {"items": [{"title": "Uno", "text": words}, {"title": "Dos", "text": words}]}),
        ("accordion", {"items": [{"title": "¿Qué?", "text": words}] * 6}),
        (
            "table",
            {
                "caption": "Plazos",
                "first_column_is_header": True,
                "headers": ["Paso", "Plazo"],
                "rows": [{"cells": ["Uno", "Hoy"]}] * 5,
            },
        ),
        ("picture", {"image": image.pk, "alternative_text": "Una plaza", "decorative": False}),
        ("picture", {"image": image.pk, "alternative_text": "", "decorative": True}),
        ("document", {"document": document.pk, "title": "Pauta del informe"}),
        ("button", {"label": "Subir", "page": above.pk, "address": "", "style": "secondary"}),
        ("related", {"title": "Más", "pages": [above.pk]}),
        (
            "organisation_chart",
            {"title": "Quién", "levels": [{"name": "A", "detail": "a"}, {"name": "B"}]},
        ),
    ]
    return make_page(
        "Completa",
        parent=above,
        body=[{"type": kind, "value": value} for kind, value in body],
    )


def test_home_shows_promise_doors_and_the_country(
    home: HomePage, make_page: MakePage, client: Client
) -> None:
    home.municipality_page = make_page("Para municipalidades")
    home.orientation_page = make_page("Para personas")
    home.save()
    page = text_of(client.get("/"))
    assert "<h1>Comunas que reciben bien</h1>" in page
    assert re.findall(r'class="door[^>]*href="([^"]+)"', page) == [
        "/para-municipalidades/",
        "/para-personas/",
    ]
    assert "sin validez legal" in page
    assert "345" in page


@pytest.mark.parametrize("path", ["/", "/arriba/completa/", "/buscar/?q=palabras", "/no-existe/"])
def test_page_holds_nothing_personal_and_nothing_inline(
    full_page: ContentPage, client: Client, path: str
) -> None:
    response = client.get(path)
    page = text_of(response)
    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")
    # Data for search engines is not executed, and scripts come from files.
    scripts = re.findall(r"<script\b[^>]*>", page)
    assert [
        one for one in scripts if "application/ld+json" not in one and ' src="/static/' not in one
    ] == []
    for forbidden in ("csrfmiddlewaretoken", "<style", " style=", " onclick", "nonce"):
        assert forbidden not in page
    assert "wagtail-userbar" not in page
    # Search engines are told whole addresses of this site; nothing is fetched from them.
    page = re.sub(r'<link rel="(?:canonical|alternate)"[^>]+>', "", page)
    addresses = re.findall(r'(?:src|srcset|href|action)="([^"#]+)"', page)
    assert [one for one in addresses if one.startswith(("http:", "https:", "//"))] == []


def test_page_has_one_title_and_headings_in_order(full_page: ContentPage, client: Client) -> None:
    page = text_of(client.get(full_page.url))
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert '<html lang="es">' in page
    assert len(re.findall("<main", page)) == 1
    identifiers = re.findall(r' id="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


def test_page_lists_its_contents_and_says_who_answers_for_it(
    full_page: ContentPage, client: Client
) -> None:
    full_page.save_revision().publish()
    page = text_of(client.get(full_page.url))
    assert re.findall(r'<li><a href="#([^"]+)"', page) == ["primero", "segundo", "tercero"]
    assert "Departamento de Inclusión" in page
    assert re.search(r'<time datetime="20\d\d-\d\d-\d\d">\d+ de [a-z]+ de 20\d\d</time>', page)


def test_pictures_come_in_the_width_that_the_screen_needs(
    full_page: ContentPage, client: Client
) -> None:
    pictures = re.findall(r"<img [^>]+>", text_of(client.get(full_page.url)))
    assert len(pictures) == 2
    assert 'alt="Una plaza"' in pictures[0]
    assert 'alt=""' in pictures[1]
    for picture in pictures:
        assert re.search(r'srcset="/media/images/[^"]+\.webp \d+w', picture)
        assert re.search(r'width="\d+" height="\d+"', picture)
        assert 'loading="lazy"' in picture


def test_document_shows_its_type_and_size_and_is_downloaded(
    full_page: ContentPage, client: Client
) -> None:
    page = text_of(client.get(full_page.url))
    link = re.search(r'<p class="document"><a href="([^"]+)".*?</p>', page, re.DOTALL)
    assert link is not None
    assert "(PDF, 2,0\xa0KB)" in link.group(0)
    response = client.get(link.group(1))
    assert b"".join(response.streaming_content)[:4] == b"%PDF"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_page_is_light(full_page: ContentPage, client: Client) -> None:
    """At most 60 kB of HTML and CSS, compressed as servers do; no script and no font at all."""
    css = Path(finders.find("sello/site.css")).read_bytes()
    for path in ("/", full_page.url):
        html = client.get(path).content
        assert len(gzip.compress(html)) + len(gzip.compress(css)) < 30_000
        assert len(brotli.compress(html)) + len(brotli.compress(css)) < 25_000


def test_links_to_what_is_not_public_lead_nowhere(make_page: MakePage, client: Client) -> None:
    draft, private, there = (
        make_page("Borrador", live=False),
        make_page("Privada"),
        make_page("Hay"),
    )
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    links = "".join(
        f'<a linktype="page" id="{number}">x</a>'
        for number in (draft.pk, private.pk, there.pk, 999_999)
    )
    page = make_page(
        "Enlaces",
        body=[
            {"type": "text", "value": f"<p>{links}</p>"},
            {
                "type": "related",
                "value": {"title": "Más", "pages": [draft.pk, private.pk, there.pk]},
            },
            {
                "type": "button",
                "value": {"label": "Ver privada", "page": private.pk, "address": "", "style": ""},
            },
        ],
    )
    shown = text_of(client.get(page.url))
    assert re.findall(r'<a href="(/[^"]*)">x</a>', shown) == ["/hay/"]
    assert "Borrador" not in shown
    assert "Privada" not in shown
    assert "Ver privada" not in shown


def test_menu_shows_public_pages_that_ask_for_it(make_page: MakePage, client: Client) -> None:
    make_page("En el menú", show_in_menus=True)
    make_page("Fuera del menú")
    make_page("Borrador en el menú", show_in_menus=True, live=False)
    hidden = make_page("Privada en el menú", show_in_menus=True)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    below = make_page("Debajo", parent=make_page("Otra", show_in_menus=True), show_in_menus=True)
    page = text_of(client.get(below.url))
    menu = page[page.index('class="menu-wide"') : page.index('class="search-wide"')]
    assert re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>', menu) == [
        ("/en-el-menu/", ""),
        ("/otra/", "true"),
        ("/mapa/", ""),  # of a plugin
    ]


def test_menu_shows_what_plugins_offer_to_everybody(
    make_page: MakePage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = registry.plugin("pages")
    items = (
        NavItem("Para quien edita", "search", order=1, permission="wagtailadmin.access_admin"),
        NavItem("Búsqueda", "search", order=2),
        NavItem("Sin ruta", "no-existe", order=3),
    )
    monkeypatch.setattr(type(plugin), "nav", items)
    make_page("Primera", show_in_menus=True)
    page = text_of(client.get("/buscar/"))
    menu = page[page.index('class="menu-wide"') : page.index('class="search-wide"')]
    assert re.findall(r"<a [^>]+>([^<]+)</a>", menu) == ["Primera", "Búsqueda", "Mapa"]


def test_languages_stay_hidden_while_there_is_one(make_page: MakePage, client: Client) -> None:
    assert 'class="languages"' not in text_of(client.get(make_page("Página").url))


def test_breadcrumb_leads_back_to_home(make_page: MakePage, client: Client) -> None:
    below = make_page("Abajo", parent=make_page("Medio", parent=make_page("Arriba")))
    page = text_of(client.get(below.url))
    trail = page[page.index('class="breadcrumb"') : page.index("</ol>")]
    assert re.findall(r'<a href="([^"]+)">', trail) == ["/", "/arriba/", "/arriba/medio/"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/arriba/", 200),
        ("/arriba/completa/", 200),
        ("/arriba/nada/", 404),
        ("/nada/completa/", 404),
        ("/completa/", 404),
        ("/portada/", 404),
        ("/arriba/completa/arriba/", 404),
    ],
)
def test_path_leads_to_its_page_and_to_nothing_else(
    full_page: ContentPage, client: Client, path: str, status: int
) -> None:
    assert client.get(path).status_code == status


def test_bar_for_editors_shows_only_with_a_session(
    full_page: ContentPage, signed_in: Callable[[str], Client]
) -> None:
    assert "wagtail-userbar" not in text_of(signed_in("anonymous").get("/"))
    assert "wagtail-userbar" not in text_of(signed_in("stranger").get("/"))
    response = signed_in("editor").get("/")
    assert "wagtail-userbar" in text_of(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.not_found, 404),
        (errors.server_error, 500),
    ],
)
def test_error_pages_need_no_database(view: Callable[..., Any], status: int) -> None:
    """No database mark: pytest-django refuses any query here."""
    response = view(RequestFactory().get("/x/"))
    page = text_of(response)
    assert response.status_code == status
    assert '<html lang="es">' in page
    assert 'class="chile"' in page
    assert len(re.findall("<h1", page)) == 1


def test_demonstration_is_told_on_every_page(home: HomePage, client: Client, settings: Any) -> None:
    settings.SELLO_DEMO = True
    assert "Sitio de demostración" in text_of(client.get("/"))
    assert "Sitio de demostración" in text_of(errors.not_found(RequestFactory().get("/x/")))
    settings.SELLO_DEMO = False
    assert "Sitio de demostración" not in text_of(client.get("/"))
