"""What is shown of a page elsewhere: its picture, its card, its data."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.models import PageViewRestriction

from sello_guides.models import GuideIndexPage, GuidePage
from sello_pages.drawing import chile_svg
from sello_pages.models import ContentPage, HomePage
from sello_site.social_pictures import picture_address
from sello_site.typesetting.models import TypesetDocument

MakePage = Callable[..., ContentPage]
PUBLIC = "http://localhost:8000"


def head(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def told(soup: BeautifulSoup) -> dict[str, str]:
    return {
        str(meta.get("property") or meta.get("name")): str(meta["content"])
        for meta in soup.select("head meta[property], head meta[name^=twitter]")
    }


def data(soup: BeautifulSoup) -> list[dict[str, Any]]:
    found = soup.select('script[type="application/ld+json"]')
    return [node for script in found for node in json.loads(script.get_text())["@graph"]]


def local(address: str) -> str:
    assert address.startswith(PUBLIC)
    return address.removeprefix(PUBLIC)


def test_a_page_tells_its_title_text_address_and_picture(
    client: Client, make_page: MakePage
) -> None:
    page = make_page('El «Sello» & <b>más</b> "hoy"')
    found = told(head(client, page.url))
    assert {name: text for name, text in found.items() if "image" not in name} == {
        "og:site_name": "Sello Migrante",
        "og:type": "article",
        "og:title": page.title,
        "og:description": page.search_description,
        "og:url": f"{PUBLIC}{page.url}",
        "og:locale": "es_CL",
        "twitter:card": "summary_large_image",
    }
    assert found["og:image"] == picture_address(page)
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == page.title


def test_what_is_no_page_has_no_card(client: Client, home: HomePage) -> None:
    assert told(head(client, "/buscar/")) == {}


def test_the_picture_is_drawn_once_and_kept(client: Client, make_page: MakePage) -> None:
    page = make_page("Los cinco compromisos")
    address = local(picture_address(page))
    first = client.get(address)
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(first.content)).size == (1200, 630)
    assert client.get(address).content == first.content
    assert list(TypesetDocument.objects.values_list("kind", "renders")) == [("social", 1)]
    assert not first.cookies


def test_another_title_is_another_picture_and_the_old_address_leads_to_it(
    client: Client, make_page: MakePage
) -> None:
    page = make_page("Antes")
    before = local(picture_address(page))
    page.title = "Después"
    page.save()
    after = local(picture_address(page))
    assert before != after
    answer = client.get(before)
    assert (answer.status_code, answer["Location"]) == (302, after)


@pytest.mark.parametrize("why", ["draft", "restricted", "unknown", "huge"])
def test_nothing_is_drawn_of_what_a_stranger_may_not_read(
    client: Client, make_page: MakePage, why: str
) -> None:
    page, other = make_page("Reservada"), make_page("Pública")
    address = local(picture_address(page))
    if why == "draft":
        page.unpublish()
    elif why == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    elif why == "unknown":
        address = address.replace(f"/{page.pk}-", "/999999-")
    else:
        address = address.replace(f"/{page.pk}-", f"/{'9' * 30}-")
    answer = client.get(address)
    assert (answer.status_code, TypesetDocument.objects.count()) == (404, 0)
    assert "Location" not in answer
    assert client.get(local(picture_address(other))).status_code == 200


def test_the_drawing_is_an_image_of_its_own() -> None:
    assert chile_svg().startswith(b"<svg xmlns=")
    assert b"<script" not in chile_svg()


def test_the_home_tells_the_site_and_how_to_search_it(client: Client, home: HomePage) -> None:
    website = data(head(client, "/"))[0]
    assert (website["@type"], website["url"]) == ("WebSite", f"{PUBLIC}/")
    assert website["potentialAction"]["target"]["urlTemplate"] == (
        f"{PUBLIC}/buscar/?q={{search_term_string}}"
    )


def test_a_demonstration_names_no_publisher(client: Client, home: HomePage, settings: Any) -> None:
    settings.SELLO_DEMO = True
    assert "publisher" not in data(head(client, "/"))[0]
    settings.SELLO_DEMO = False
    assert data(head(client, "/"))[0]["publisher"]["name"] == "Servicio Nacional de Migraciones"


def test_a_page_tells_where_it_stands(client: Client, make_page: MakePage) -> None:
    above = make_page("Arriba")
    page = make_page("Abajo", parent=above)
    steps = data(head(client, page.url))[0]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Inicio", f"{PUBLIC}/"),
        (2, "Arriba", f"{PUBLIC}{above.url}"),
        (3, "Abajo", f"{PUBLIC}{page.url}"),
    ]


def test_a_guide_is_told_as_an_article(client: Client, home: HomePage) -> None:
    index = home.add_child(instance=GuideIndexPage(title="Guías", slug="guias", summary="Todas."))
    guide = index.add_child(instance=GuidePage(title="Una guía", summary="Resumen.", audience="a"))
    guide.save_revision().publish()
    article = data(head(client, guide.url))[0]
    guide.refresh_from_db()
    assert {name: article[name] for name in ("@type", "headline", "url", "author")} == {
        "@type": "Article",
        "headline": "Una guía",
        "url": f"{PUBLIC}{guide.url}",
        "author": {"@type": "Organization", "name": "Departamento de Inclusión"},
    }
    assert article["dateModified"] == guide.last_published_at.isoformat(timespec="seconds")


def test_no_title_ends_the_script_that_holds_it(client: Client, make_page: MakePage) -> None:
    title = "</script><script>alert(1)</script> & \u2028"
    page = make_page(title, slug="hostil")
    soup = head(client, page.url)
    assert [script.get("type") for script in soup.select("head script:not([src])")] == [
        "application/ld+json"
    ]
    assert data(soup)[0]["itemListElement"][-1]["name"] == page.title


def test_the_head_asks_the_database_nothing(client: Client, make_page: MakePage) -> None:
    page = make_page("Página", parent=make_page("Arriba"))
    client.get(page.url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(page.url)
    assert len(captured) == 4
