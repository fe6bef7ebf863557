"""A cold page asks the database a fixed number of times, whatever it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from sello_pages.blocks import ContentBlocks
from sello_pages.models import ContentPage, HomePage, OfficialFigure, SiteImage

BUDGET = 8


def figure(number: int) -> OfficialFigure:
    return OfficialFigure.objects.create(
        key=f"cifra-{number}", value=str(number), label="cosas", date="2023-12-31", source="Fuente"
    )


def everything(number: int, linked: Page) -> list[tuple[str, Any]]:
    """One of each block, with rows of its own."""
    image = SiteImage.objects.create(title=f"Foto {number}", file=get_test_image_file())
    document = Document(title=f"Documento {number}")
    document.file.save(f"documento-{number}.pdf", ContentFile(b"%PDF-1.4"))
    inside = Document(title=f"Otro {number}")
    inside.file.save(f"otro-{number}.pdf", ContentFile(b"%PDF-1.4"))
    listed = Document(title=f"Listado {number}")
    listed.file.save(f"listado-{number}.pdf", ContentFile(b"%PDF-1.4"))
    second = SiteImage.objects.create(title=f"Segunda {number}", file=get_test_image_file())
    shown = {"image": second.pk, "alternative_text": "Otra foto", "decorative": False}
    links = (
        f'<p><a linktype="page" id="{linked.pk}">a</a> '
        f'<a linktype="document" id="{inside.pk}">b</a></p>'
    )
    return [
        ("heading", {"text": f"Título {number}", "level": "h2"}),
        ("text", links),
        ("callout", {"kind": "info", "title": "Ojo", "text": links}),
        ("accordion", {"items": [{"title": "¿Qué?", "text": links}]}),
        ("steps", {"items": [{"title": "Uno", "text": links}, {"title": "Dos", "text": links}]}),
        ("table", {"caption": "T", "headers": ["a"], "rows": [{"cells": ["b"]}]}),
        ("picture", {"image": image.pk, "alternative_text": "Una foto", "decorative": False}),
        ("gallery", {"title": "G", "pictures": [shown, shown]}),
        ("document", {"document": document.pk, "title": ""}),
        ("download_list", {"title": "D", "documents": [{"document": listed.pk, "title": ""}]}),
        ("quote", {"text": "Frase", "who": "Alguien"}),
        ("contact_card", {"name": "Oficina", "page": linked.pk}),
        ("sourced_figure", {"value": "1", "label": "a", "date": "2023-12-31", "source": "F"}),
        ("button", {"label": "Ir", "page": linked.pk, "address": "", "style": "primary"}),
        ("related", {"title": "Más", "pages": [linked.pk]}),
        ("figures", {"title": "Cifras", "figures": [figure(number).pk]}),
        ("organisation_chart", {"title": "O", "levels": [{"name": "A"}, {"name": "B"}]}),
    ]


def stored(blocks: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": kind, "value": value} for kind, value in blocks]


def cold_queries(client: Client, path: str) -> list[str]:
    """The queries of a page that nobody has read before in this process, but for its pictures'
    files, which the first reader ever has made."""
    client.get(path)
    caches["renditions"].clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
        assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.fixture
def make_full_page(
    make_page: Callable[..., ContentPage], settings: Any, tmp_path: Any
) -> Callable[[int], ContentPage]:
    settings.MEDIA_ROOT = tmp_path

    def make(count: int) -> ContentPage:
        parent = make_page("Arriba", show_in_menus=True)
        blocks: list[tuple[str, Any]] = []
        for number in range(count):
            linked = make_page(f"Vecina {number}", show_in_menus=True)
            blocks += everything(number, linked)
        return make_page("Abajo", parent=parent, body=stored(blocks))

    return make


@pytest.mark.parametrize("count", [1, 3])
def test_content_page_with_every_block_stays_in_the_budget(
    make_full_page: Callable[[int], ContentPage], client: Client, count: int
) -> None:
    page = make_full_page(count)
    shown = {block.block_type for block in page.body}
    assert shown == set(ContentBlocks().child_blocks)
    queries = cold_queries(client, page.url)
    assert len(queries) == BUDGET, "\n".join(query[-700:] for query in queries)


@pytest.mark.parametrize("count", [1, 3])
def test_plain_content_page_takes_four_queries(
    make_page: Callable[..., ContentPage], client: Client, count: int
) -> None:
    for number in range(count):
        page = make_page(f"Página {number}", show_in_menus=True)
    queries = cold_queries(client, page.url)
    assert len(queries) == 4, "\n".join(query[-700:] for query in queries)


@pytest.mark.parametrize("count", [1, 3])
def test_home_stays_in_the_budget(
    home: HomePage, make_page: Callable[..., ContentPage], client: Client, count: int
) -> None:
    for number in range(count):
        linked = make_page(f"Página {number}", show_in_menus=True)
        figure(number)
    home.municipality_page = home.orientation_page = linked
    home.save()
    queries = cold_queries(client, "/")
    # The last asks whether the register is complete, so that its figures may be told.
    assert len(queries) == 5, "\n".join(query[-700:] for query in queries)
