"""Every text of every block goes out in a PO file and comes back into its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page
from wagtail_localize.models import SegmentOverride, StringTranslation

from sello_pages.blocks import ContentBlocks
from sello_pages.models import ContentPage, SiteImage
from sello_site.translations.catalogs import (
    CatalogRefused,
    CatalogReport,
    catalog_of_translation,
    export_catalog,
    import_catalog,
    read_catalog,
    take_in,
)
from sello_site.translations.publishing import TranslationRefused, publish
from sello_site.translations.sources import start
from sello_site.translations.state import TranslationState, state_of

from .conftest import in_language

pytestmark = pytest.mark.django_db

RICH = "<p>Rico <b>{0}</b> y <a href='https://example.org/{0}'>enlace {0}</a></p>"
ELEMENTS = {
    "heading": {"text": "Encabezado", "level": "h2"},
    "text": RICH.format("texto"),
    "callout": {"kind": "info", "title": "Recuadro", "text": RICH.format("recuadro")},
    "steps": {
        "items": [
            {"title": "Paso uno", "text": RICH.format("uno")},
            {"title": "Paso dos", "text": RICH.format("dos")},
        ]
    },
    "accordion": {"items": [{"title": "¿Pregunta?", "text": RICH.format("respuesta")}]},
    "table": {
        "caption": "Leyenda de tabla",
        "first_column_is_header": True,
        "headers": ["Columna A", "Columna B"],
        "rows": [{"cells": ["Celda 1", "Celda 2"]}, {"cells": ["Celda 3", "Celda 4"]}],
    },
    "button": {
        "label": "Botón",
        "page": None,
        "address": "https://example.org/",
        "style": "primary",
    },
    "organisation_chart": {
        "title": "Organigrama",
        "levels": [{"name": "Nivel 1", "detail": "Detalle 1"}, {"name": "Nivel 2", "detail": ""}],
    },
    "quote": {
        "text": "Frase citada",
        "who": "Quien la dijo",
        "source": "Donde la dijo",
        "source_address": "https://example.org/cita",
    },
    "contact_card": {
        "name": "Unidad",
        "role": "Función",
        "email": "unidad@example.org",
        "telephone": "+56 2 2345 6789",
        "hours": "Horario",
        "address": "Calle 1",
        "page": None,
    },
    "sourced_figure": {
        "value": "24 %",
        "label": "Qué se cuenta",
        "date": "2023-12-31",
        "source": "Fuente de la cifra",
        "source_address": "https://example.org/cifra",
    },
}
VERBATIM = {
    "https://example.org/cita", "unidad@example.org", "+56 2 2345 6789", "Calle 1", "24 %",
    "Fuente de la cifra", "https://example.org/cifra",
}  # fmt: skip
TEXTS = {
    "Encabezado", "Rico <b>texto</b> y <a id=\"a1\">enlace texto</a>", "Recuadro",
    "Rico <b>recuadro</b> y <a id=\"a1\">enlace recuadro</a>", "Paso uno", "Paso dos",
    "Rico <b>uno</b> y <a id=\"a1\">enlace uno</a>",
    "Rico <b>dos</b> y <a id=\"a1\">enlace dos</a>", "¿Pregunta?",
    "Rico <b>respuesta</b> y <a id=\"a1\">enlace respuesta</a>", "Leyenda de tabla", "Columna A",
    "Columna B", "Celda 1", "Celda 2", "Celda 3", "Celda 4", "Botón", "Organigrama", "Nivel 1",
    "Detalle 1", "Nivel 2", "Texto alternativo", "Leyenda de imagen", "Título de documento",
    "Título de relacionados", "Título de cifras", "Frase citada", "Quien la dijo", "Donde la dijo",
    "Unidad", "Función", "Horario", "Qué se cuenta", "Título de galería", "Alternativo uno",
    "Alternativo dos", "Leyenda uno", "Título de descargas", "Título de descarga",
}  # fmt: skip


@pytest.fixture
def full_page(make_page: Any, home: Page, tmp_path: Path, settings: Any) -> ContentPage:
    """A page with one of each block, its lists stored as code and imports store them."""
    from sello_pages.models import OfficialFigure

    settings.MEDIA_ROOT = tmp_path
    image = SiteImage.objects.create(title="Foto", file=get_test_image_file())
    document = Document(title="Documento")
    document.file.save("documento.pdf", ContentFile(b"%PDF-1.4"))
    figure = OfficialFigure.objects.create(
        key="cifra", value="24", label="cosas", date="2023-12-31", source="Fuente"
    )
    other = make_page("Otra")
    rest: dict[str, Any] = {
        "picture": {
            "image": image.pk,
            "alternative_text": "Texto alternativo",
            "decorative": False,
            "caption": "Leyenda de imagen",
        },
        "document": {"document": document.pk, "title": "Título de documento"},
        "related": {"title": "Título de relacionados", "pages": [other.pk]},
        "figures": {"title": "Título de cifras", "figures": [figure.pk]},
        "gallery": {
            "title": "Título de galería",
            "pictures": [
                {
                    "image": image.pk,
                    "alternative_text": "Alternativo uno",
                    "decorative": False,
                    "caption": "Leyenda uno",
                },
                {
                    "image": image.pk,
                    "alternative_text": "Alternativo dos",
                    "decorative": False,
                    "caption": "",
                },
            ],
        },
        "download_list": {
            "title": "Título de descargas",
            "documents": [{"document": document.pk, "title": "Título de descarga"}],
        },
    }
    blocks = {**ELEMENTS, **rest}
    assert blocks.keys() == ContentBlocks().child_blocks.keys()
    body = [{"type": kind, "value": value} for kind, value in blocks.items()]
    page: ContentPage = make_page("Completa", slug="completa", body=json.dumps(body))
    return page


def texts_of(page: Page) -> str:
    return json.dumps(list(page.specific.body.raw_data), ensure_ascii=False)


def filled(catalog: polib.POFile, word: str = "ht") -> polib.POFile:
    for entry in catalog:
        entry.msgstr = entry.msgid if entry.msgctxt == "slug" else f"{word} {entry.msgid}"
    return catalog


def test_every_text_of_every_block_is_in_the_catalog_once(
    full_page: ContentPage, haitian: Locale
) -> None:
    catalog = export_catalog(start(full_page, haitian))
    inside = [entry.msgid for entry in catalog if entry.msgctxt.startswith("body.")]
    assert set(inside) == TEXTS
    assert len(inside) == len(TEXTS)
    pairs = [(entry.msgctxt, entry.msgid) for entry in catalog]
    assert len(pairs) == len(set(pairs))
    assert catalog.metadata["Language"] == "ht"
    assert catalog.metadata["X-Sello-Page"] == "Completa"
    places = {entry.msgid: entry.comment for entry in catalog}
    assert places["Celda 1"] == "body.table.rows.item.cells.item"


def test_a_catalog_that_went_out_comes_back_whole(
    client: Client, full_page: ContentPage, haitian: Locale
) -> None:
    translation = start(full_page, haitian)
    sent = str(filled(export_catalog(translation))).encode()
    catalog = read_catalog(sent)
    assert catalog_of_translation(catalog) == translation
    report = take_in(translation, catalog)
    assert report == CatalogReport(written=len(catalog), unchanged=0, missing=0)
    page = publish(translation)
    stored = texts_of(page)
    for text in TEXTS:
        for piece in (text if "<" not in text else "ht Rico").split("|"):
            assert piece in stored.replace('\\"', '"')
    answer = client.get(page.url).content.decode()
    for shown in ("ht Celda 4", "ht Columna B", "ht Leyenda de tabla", "ht Texto alternativo"):
        assert shown in answer
    assert 'href="https://example.org/texto"' in answer
    assert {text for text in VERBATIM if text not in answer} == set()
    again = take_in(translation, read_catalog(str(export_catalog(translation)).encode()))
    assert again == CatalogReport(written=0, unchanged=len(catalog), missing=0)


def test_the_original_is_not_touched_by_its_catalog(
    full_page: ContentPage, haitian: Locale
) -> None:
    before = full_page.latest_revision_id, full_page.live_revision_id
    start(full_page, haitian)
    after = ContentPage.objects.get(pk=full_page.pk)
    assert (after.latest_revision_id, after.live_revision_id) == before
    assert [block.block_type for block in after.body] == [
        block.block_type for block in full_page.body
    ]
    start(after, Locale.objects.get(language_code="fr"))
    assert texts_of(ContentPage.objects.get(pk=full_page.pk)) == texts_of(after)


def test_a_catalog_for_several_pages_gives_each_its_texts(make_page: Any, haitian: Locale) -> None:
    first, second = make_page("Uno", slug="uno"), make_page("Dos", slug="dos")
    catalog = polib.POFile()
    catalog.metadata = {"Language": "ht"}
    for text in ("Uno", "uno", "Resumen de Uno", "Dos", "dos", "Resumen de Dos"):
        catalog.append(polib.POEntry(msgid=text, msgstr=text.replace("Resumen de", "Rezime:")))
    reports = [import_catalog(page, haitian, catalog, tool="Prueba") for page in (first, second)]
    assert [(report.missing, report.is_published) for report in reports] == [(1, False)] * 2
    catalog.append(polib.POEntry(msgid="Departamento de Inclusión", msgstr="Depatman"))
    reports = [import_catalog(page, haitian, catalog, tool="Prueba") for page in (first, second)]
    assert [(report.written, report.is_published) for report in reports] == [(1, True)] * 2
    assert in_language(second, "ht").specific.summary == "Rezime: Dos"
    assert state_of(in_language(first, "ht")) == TranslationState.MACHINE
    assert set(StringTranslation.objects.values_list("tool_name", flat=True)) == {"Prueba"}


def test_a_machine_does_not_replace_what_people_wrote(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    page = make_page("Uno")
    translation = translate(page, haitian)
    report = import_catalog(
        page, haitian, filled(export_catalog(translation), "masin"), publishing=False
    )
    assert (report.written, report.kept) == (0, len(export_catalog(translation)) - 1)
    people = take_in(translation, filled(export_catalog(translation), "moun"))
    assert people.written == len(export_catalog(translation)) - 1


BAD = {
    "<script>alert(1)</script>": "script",
    '<a href="javascript:alert(1)">enlace</a>': "javascript",
    '<b onclick="x()">negrita</b>': "attribute",
    '<a id="a9">enlace</a>': "a link that the original does not have",
    "<p>párrafo</p>": "block",
}


@pytest.mark.parametrize("bad", BAD)
def test_a_catalog_with_one_dangerous_text_is_refused_whole_and_names_it(
    make_page: Any, translate: Any, haitian: Locale, bad: str
) -> None:
    page = make_page("Uno")
    translation = translate(page, haitian)
    before = list(StringTranslation.objects.order_by("pk").values())
    catalog = filled(export_catalog(translation), "nouvo")
    next(entry for entry in catalog if entry.msgctxt == "summary").msgstr = bad
    with pytest.raises(CatalogRefused) as refused:
        take_in(translation, read_catalog(str(catalog).encode()))
    assert [(fault.msgid, fault.line > 0) for fault in refused.value.faults] == [
        ("Resumen de Uno", True)
    ]
    assert "«Resumen de Uno»" in str(refused.value)
    assert list(StringTranslation.objects.order_by("pk").values()) == before
    next(entry for entry in catalog if entry.msgctxt == "summary").msgstr = "bon"
    assert take_in(translation, read_catalog(str(catalog).encode())).written > 0


def test_a_translated_block_obeys_the_rules_of_its_original(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    body = [{"type": "button", "value": ELEMENTS["button"], "id": "00000001-0000"}]
    page = make_page("Uno", body=json.dumps(body))
    translation = translate(page, haitian)
    label = StringTranslation.objects.filter(context__field_path="body.button.label")
    label.update(data="x" * 61)
    with pytest.raises(TranslationRefused, match=r"Botón › Texto: .*60"):
        publish(translation)
    assert state_of(in_language(page, "ht")) == TranslationState.FALLBACK
    label.update(data="x" * 60)
    publish(translation)
    assert state_of(in_language(page, "ht")) == TranslationState.HUMAN


def test_the_address_of_a_button_is_not_given_to_translators(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    body = [{"type": "button", "value": ELEMENTS["button"], "id": "00000001-0000"}]
    page = make_page("Uno", body=json.dumps(body))
    translation = translate(page, haitian)
    paths = {entry.comment for entry in export_catalog(translation)}
    assert "body.button.label" in paths
    assert "body.button.address" not in paths
    publish(translation)
    assert in_language(page, "ht").specific.body[0].value["address"] == "https://example.org/"


def test_a_link_in_a_text_is_not_overridden_with_a_script(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    body = [{"type": "text", "value": RICH.format("texto"), "id": "00000001-0000"}]
    page = make_page("Uno", body=json.dumps(body))
    translation = translate(page, haitian)
    segment = translation.source.overridablesegment_set.get(context__path__contains="example")
    override = SegmentOverride.objects.create(
        context=segment.context, locale=haitian, data_json=json.dumps("javascript:alert(1)")
    )
    with pytest.raises(TranslationRefused, match="javascript:alert"):
        publish(translation)
    override.data_json = json.dumps("https://example.org/ht")
    override.save()
    publish(translation)
    assert "https://example.org/ht" in texts_of(in_language(page, "ht"))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"esto no es un PO\n", b"\xff\xfe", b'msgid "a\n', b"/etc/passwd"],
)
def test_what_is_no_catalog_is_refused(content: bytes) -> None:
    with pytest.raises(CatalogRefused):
        read_catalog(content)


def test_a_catalog_of_another_language_or_page_is_refused(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    translation = translate(make_page("Uno"), haitian)
    french = export_catalog(start(make_page("Dos"), Locale.objects.get(language_code="fr")))
    with pytest.raises(CatalogRefused, match="«fr»"):
        take_in(translation, filled(french))
    stray = polib.POFile()
    stray.metadata = {"X-WagtailLocalize-TranslationID": "7"}
    with pytest.raises(CatalogRefused, match="de qué página"):
        catalog_of_translation(stray)


def test_uncertain_and_old_texts_are_left_out_and_unknown_ones_told(
    make_page: Any, haitian: Locale
) -> None:
    translation = start(make_page("Uno"), haitian)
    catalog = export_catalog(translation)
    total = len(catalog)
    catalog[0].msgstr, catalog[0].flags = "sin seguridad", ["fuzzy"]
    catalog.append(polib.POEntry(msgid="Ya no está", msgctxt="summary", msgstr="Pa la"))
    report = take_in(translation, catalog)
    assert report == CatalogReport(written=0, unchanged=0, missing=total, unknown=["Ya no está"])


def test_links_of_a_translation_lead_to_pages_of_its_language(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    other, alias = make_page("Otra", slug="otra"), make_page("Sola", slug="sola")
    publish(translate(other, haitian))
    body = [
        {"type": "text", "value": f'<p><a linktype="page" id="{other.pk}">Vea</a></p>'},
        {"type": "button", "value": {**ELEMENTS["button"], "page": alias.pk, "address": ""}},
        {"type": "related", "value": {"title": "Más", "pages": [other.pk]}},
    ]
    page = make_page("Enlaces", body=json.dumps(body))
    target = publish(translate(page, haitian))
    main = client.get(target.url).content.decode().partition("<main")[2].partition("</main>")[0]
    links = re.findall(r'href="(/[^"]*)"', main)
    assert sorted(link for link in links if "otra" in link or "sola" in link) == [
        "/ht/otra/",
        "/ht/otra/",
        "/ht/sola/",
    ]
    spanish = client.get(page.url).content.decode().partition("<main")[2]
    assert "/ht/otra/" not in spanish.partition("</main>")[0]
