"""Guides on paper: who gets one, what it says in each language, and how often it is made."""

from __future__ import annotations

import datetime
import io
import threading
from collections.abc import Callable
from typing import Any, cast

import pytest
from django.conf import settings
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client
from django.utils import translation
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction

from sello_guides.models import GuideIndexPage, GuidePage
from sello_site.typesetting import compiling
from sello_site.typesetting.models import TypesetDocument

from .pdf_reading import address_of, addresses_in, fetched, tags_below, titles_of, with_body, words

MakeGuide = Callable[..., GuidePage]
Translate = Callable[..., GuidePage]
QueryCount = Callable[..., Any]


PDF_QUERIES = 5


def test_pdf_is_tagged_with_language_title_and_headings(
    client: Client, make_guide: MakeGuide
) -> None:
    document = fetched(client, make_guide("Plan de capacitación", size=2))
    catalog = cast("dict[str, Any]", document.trailer["/Root"])
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/Lang"] == "es-CL"
    assert document.metadata is not None
    assert document.metadata.title == "Plan de capacitación"
    assert titles_of(document) == [
        "Plan de capacitación",
        "Parte 0",
        "Más",
        "Parte 1",
        "Más",
        "Fuentes",
    ]
    assert tags_below(catalog["/StructTreeRoot"]) >= {"/H1", "/H2", "/P", "/L", "/Link"}


def test_pdf_says_who_answers_for_it_where_it_is_and_that_nobody_validated_it(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide(
        "Primera", review_by=datetime.date(2099, 5, 3), responsible_unit="Unidad de prueba"
    )
    text = words(fetched(client, guide))
    for part in (
        "Para: Equipos municipales.",
        "Contenido de ejemplo: no validado por SERMIG",
        "En breve Resumen de Primera",
        "Responsable: Unidad de prueba",
        "Versión: 1",
        "Se revisa antes del: 3 de mayo de 2099",
        f"En la web: {settings.SELLO_PUBLIC_URL}/guias/primera/",
        "Fuente 0. SERMIG.",
        "Página 1 de 1",
    ):
        assert part in text
    assert "Validada por" not in text


def test_validated_pdf_names_who_stands_for_it(client: Client, make_guide: MakeGuide) -> None:
    guide = make_guide(
        "Primera", validated_by="Ana Pérez, Jefa", validated_on=datetime.date(2026, 5, 3)
    )
    text = words(fetched(client, guide))
    assert "Validada por: Ana Pérez, Jefa, 3 de mayo de 2026" in text
    assert "Contenido de ejemplo" not in text


def test_every_block_is_on_paper(client: Client, make_guide: MakeGuide) -> None:
    file = io.BytesIO()
    Image.new("RGBA", (40, 20), (255, 0, 0, 0)).save(file, "PNG")
    image = get_image_model().objects.create(
        title="Foto", file=ImageFile(file, "foto.png"), credit="Ana", licence="CC BY"
    )
    document = Document.objects.create(title="Planilla", file=ImageFile(io.BytesIO(b"x"), "p.ods"))
    rich = (
        "<p>Un <b>texto</b> con <i>cursiva</i>.<br/>Otra línea</p><ul><li>uno</li><li>dos</li></ul>"
    )
    guide = with_body(
        make_guide("Completa"),
        {"type": "heading", "value": {"text": "Subtítulo suelto", "level": "h3"}},
        {"type": "text", "value": rich},
        {"type": "callout", "value": {"kind": "warning", "title": "Ojo", "text": rich}},
        {"type": "steps", "value": {"items": [{"title": "Paso A", "text": rich}] * 2}},
        {"type": "accordion", "value": {"items": [{"title": "¿Por qué?", "text": rich}]}},
        {
            "type": "table",
            "value": {
                "caption": "Plazos",
                "first_column_is_header": True,
                "headers": ["Qué", "Cuándo"],
                "rows": [{"cells": ["Informe", "marzo"]}, {"cells": ["corta"]}],
            },
        },
        {"type": "picture", "value": {"image": image.pk, "alternative_text": "Una plaza"}},
        {"type": "picture", "value": {"image": image.pk, "decorative": True}},
        {"type": "picture", "value": {"image": image.pk, "caption": "Sin alternativa"}},
        {"type": "quote", "value": {"text": "Una cita", "who": "Alguien"}},
        {"type": "document", "value": {"document": document.pk, "title": ""}},
        {"type": "button", "value": {"label": "Ir", "address": "/contacto/", "style": "primary"}},
        {"type": "contact_card", "value": {"name": "Oficina", "telephone": "+56 2 2345 6789"}},
        {
            "type": "sourced_figure",
            "value": {"value": "24 %", "label": "con Sello", "date": "2026-01-02", "source": "INE"},
        },
        {
            "type": "organisation_chart",
            "value": {"title": "Quién", "levels": [{"name": "Alcaldía"}, {"name": "Oficina"}]},
        },
    )
    made = fetched(client, guide)
    text = words(made)
    for part in (
        "Subtítulo suelto",
        "Un texto con cursiva. Otra línea",
        "• uno • dos",
        "Ojo",
        "1. Paso A",
        "2. Paso A",
        "¿Por qué?",
        "Tabla 1: Plazos",
        "Qué Cuándo",
        "Informe marzo",
        "Figura 1: (Ana, CC BY)",
        "Sin alternativa (Ana, CC BY)",
        "Una cita",
        "Alguien",
        "Planilla (ODS",
        "Ir",
        "Oficina",
        "Teléfono: +56 2 2345 6789",
        "24 % con Sello",
        "Alcaldía",
    ):
        assert part in text
    tags = tags_below(cast("dict[str, Any]", made.trailer["/Root"])["/StructTreeRoot"])
    assert tags >= {"/H2", "/Table", "/TH", "/TD", "/Figure", "/BlockQuote", "/Caption"}
    assert "/H3" not in tags
    assert sorted(_alternatives(made.trailer["/Root"]["/StructTreeRoot"])) == [  # type: ignore[index]  # a dictionary
        "Sin alternativa",
        "Una plaza",
    ]
    assert addresses_in(made) >= {
        f"{settings.SELLO_PUBLIC_URL}/contacto/",
        "tel:+56223456789",
        f"{settings.SELLO_PUBLIC_URL}{document.url}",
    }


def _alternatives(node: Any) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        return [text for child in node for text in _alternatives(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if node.get("/S") == "/Figure" and "/Alt" in node else []
    return own + (_alternatives(node["/K"]) if "/K" in node else [])


def test_letters_of_other_scripts_do_not_stop_a_guide(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Guía 🎉 ñandú", summary="Kreyòl, português, français, «así» – → 日本")
    text = words(fetched(client, guide))
    assert "Guía □ ñandú" in text
    assert "Kreyòl, português, français, «así» – → □" in text


def test_picture_whose_file_is_lost_leaves_its_words(client: Client, make_guide: MakeGuide) -> None:
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    image = get_image_model().objects.create(title="Foto", file=ImageFile(file, "perdida.png"))
    guide = with_body(
        make_guide("Primera"),
        {"type": "picture", "value": {"image": image.pk, "alternative_text": "Una plaza"}},
    )
    image.file.storage.delete(image.file.name)
    assert "Una plaza" in words(fetched(client, guide))


@pytest.mark.parametrize("language", ["ht", "en", "pt", "fr"])
def test_translation_is_printed_in_its_language(
    client: Client, make_guide: MakeGuide, translate: Translate, language: str
) -> None:
    guide = translate(make_guide("Primera"), language)
    document = fetched(client, guide, language)
    assert cast("dict[str, Any]", document.trailer["/Root"])["/Lang"] == language
    text = words(document)
    assert f"{language}: Primera" in text
    assert f"{settings.SELLO_PUBLIC_URL}/{language}/" in text
    assert "español" not in text


def test_guide_without_translation_is_printed_in_spanish_and_says_so_in_the_readers_language(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Primera")
    alias = GuidePage.objects.get(alias_of=guide, locale__language_code="ht")
    document = fetched(client, alias, "ht")
    assert cast("dict[str, Any]", document.trailer["/Root"])["/Lang"] == "es-CL"
    text = words(document)
    assert "Responsable" in text
    with translation.override("ht"):
        notice = translation.gettext(
            "Esta página todavía no está traducida a su idioma. Aquí está el texto en español."
        )
    assert notice in text
    assert not notice.startswith("Esta")


def test_name_of_the_file_and_headers_lead_back_to_the_page(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Plan de capacitación")
    response = client.get(address_of(guide))
    assert response["Content-Disposition"] == 'inline; filename="plan-de-capacitacion.pdf"'
    assert response["Link"] == f'<{settings.SELLO_PUBLIC_URL}{guide.url}>; rel="canonical"'
    assert "Set-Cookie" not in response
    assert response["Cache-Control"].startswith("public")


@pytest.mark.parametrize("state", ["draft", "restricted", "expired", "parent restricted"])
def test_what_a_stranger_may_not_read_is_not_printed(
    client: Client, make_guide: MakeGuide, index: GuideIndexPage, state: str
) -> None:
    guide = make_guide("Primera")
    assert client.get(address_of(guide)).status_code == 200
    TypesetDocument.objects.all().delete()
    if state == "draft":
        guide.unpublish()
    elif state == "expired":
        GuidePage.objects.update(expire_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    else:
        PageViewRestriction.objects.create(
            page=guide if state == "restricted" else index, restriction_type="login"
        )
    assert client.get(address_of(guide)).status_code == 404
    assert TypesetDocument.objects.count() == 0


def test_kept_document_is_not_given_once_its_guide_is_withdrawn(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Primera")
    assert client.get(address_of(guide)).status_code == 200
    guide.unpublish()
    assert TypesetDocument.objects.count() == 1
    assert client.get(address_of(guide)).status_code == 404


def test_unknown_addresses_are_404_and_old_ones_lead_on(
    client: Client, make_guide: MakeGuide, index: GuideIndexPage
) -> None:
    guide = make_guide("Primera")
    right = address_of(guide)
    for wrong in (
        f"/guia/{index.pk}/guias.pdf",
        f"/guia/{10**30}/primera.pdf",
        f"/guia/{guide.pk}/",
        f"/ht/guia/{guide.pk}/primera.pdf",
    ):
        assert (wrong, client.get(wrong).status_code) == (wrong, 404)
    moved = client.get(f"/guia/{guide.pk}/antes.pdf")
    assert (moved.status_code, moved["Location"]) == (301, right)
    assert client.post(right).status_code == 405


def test_reader_who_has_it_gets_304(client: Client, make_guide: MakeGuide) -> None:
    guide = make_guide("Primera")
    first = client.get(address_of(guide))
    again = client.get(address_of(guide), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with_body(guide, summary="Otro resumen")
    assert client.get(address_of(guide)).status_code == 200
    changed = client.get(address_of(guide), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_it_is_made_once_until_something_that_is_printed_changes(
    client: Client, make_guide: MakeGuide
) -> None:
    linked = make_guide("Enlazada")
    guide = with_body(
        make_guide("Primera"), {"type": "related", "value": {"title": "Más", "pages": [linked.pk]}}
    )

    def renders() -> int:
        client.get(address_of(guide))
        return sum(TypesetDocument.objects.values_list("renders", flat=True))

    assert [renders(), renders()] == [1, 1]
    linked.review_by = datetime.date(2099, 1, 1)
    linked.save_revision().publish()
    assert renders() == 1
    linked.title = "Otro nombre"
    linked.save_revision().publish()
    assert [renders(), renders()] == [2, 2]
    assert "Otro nombre" in words(fetched(client, guide))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_first_readers_at_the_same_time_have_it_made_once(make_guide: MakeGuide) -> None:
    guide = make_guide("Primera")
    answers: list[tuple[int, bytes]] = []
    start = threading.Barrier(3)

    def ask() -> None:
        start.wait(10)
        try:
            response = Client().get(address_of(guide))
            answers.append((response.status_code, response.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert [status for status, _content in answers] == [200] * 3
    assert len({content for _status, content in answers}) == 1
    assert TypesetDocument.objects.get().renders == 1


def test_guide_that_cannot_be_typeset_says_so_and_is_tried_later(
    client: Client, make_guide: MakeGuide, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = make_guide("Primera")
    monkeypatch.setattr(compiling, "MOST_DATA", 10)
    response = client.get(address_of(guide))
    assert (response.status_code, response["Retry-After"]) == (503, "600")
    assert "public" not in response["Cache-Control"]
    monkeypatch.undo()
    assert client.get(address_of(guide)).status_code == 503
    TypesetDocument.objects.all().delete()
    assert client.get(address_of(guide)).status_code == 200


@pytest.mark.parametrize("size", [1, 3])
def test_a_guide_that_is_kept_costs_the_same_queries_whatever_it_links_to(
    client: Client,
    make_guide: MakeGuide,
    django_assert_num_queries: QueryCount,
    size: int,
) -> None:
    guide = make_guide("Primera", size=size)
    for _ in range(2):  # made by the first; what is remembered, is from the second on
        client.get(address_of(guide))
    with django_assert_num_queries(PDF_QUERIES):
        assert client.get(address_of(guide)).status_code == 200
