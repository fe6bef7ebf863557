"""What the check before publishing finds, and what it says of it."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale, Page

from sello_editorial.checking.links import lost_links
from sello_editorial.checking.problems import errors_of, problems_of
from sello_pages.models import ContentPage, SiteImage
from sello_site.signals import ContentProblem, content_problems

from .conftest import MakePage, People, text

pytestmark = pytest.mark.django_db


def found(page: Page) -> list[tuple[str, bool, str]]:
    """Code, whether it blocks, and place of each problem, without the note on languages."""
    return [
        (problem.code, problem.is_error, problem.place)
        for problem in problems_of(page)
        if problem.code != "untranslated"
    ]


@pytest.fixture
def picture(db: None) -> SiteImage:
    file = io.BytesIO()
    Image.new("RGB", (20, 20)).save(file, "PNG")
    file.seek(0)
    return SiteImage.objects.create(title="Plaza", file=ImageFile(file, "plaza.png"))


def test_sound_page_has_no_problem(make_page: MakePage) -> None:
    body = [
        {"type": "heading", "value": {"text": "Primero", "level": "h2"}},
        text('<p>Vea <a href="https://ejemplo.example/">el informe de 2023</a>.</p>'),
        {"type": "heading", "value": {"text": "Segundo", "level": "h3"}},
    ]
    assert found(make_page(body=body)) == []


LINKS = [
    ('<a href="https://e.example/"></a>', [("empty-link", True, "Contenido › 1. Texto")]),
    ('<a href="https://e.example/"> </a>', [("empty-link", True, "Contenido › 1. Texto")]),
    ('<a href="https://e.example/">Aquí</a>', [("pointing-link", True, "Contenido › 1. Texto")]),
    (
        '<a href="https://e.example/"><b>haga</b> clic <i>aquí</i>.</a>',
        [("pointing-link", True, "Contenido › 1. Texto")],
    ),
    ('<a href="https://e.example/">Ver más »</a>', [("vague-link", False, "Contenido › 1. Texto")]),
    (
        '<a href="https://e.example/">https://e.example/a</a>',
        [("bare-address", False, "Contenido › 1. Texto")],
    ),
    ('<a href="https://e.example/">Lo que pasa aquí</a>', []),
    ("<h2>Título</h2>", [("heading-in-text", True, "Contenido › 1. Texto")]),
]


@pytest.mark.parametrize(("html", "problems"), LINKS)
def test_text_of_a_link_says_where_it_leads(
    make_page: MakePage, html: str, problems: list[Any]
) -> None:
    assert found(make_page(body=[text(f"<p>{html}</p>")])) == problems


def test_link_is_found_inside_of_lists_and_buttons(make_page: MakePage) -> None:
    body = [
        {
            "type": "steps",
            "value": {
                "items": [
                    {"title": "Uno", "text": "<p>Bien.</p>"},
                    {"title": "Dos", "text": '<p><a href="https://e.example/">aquí</a></p>'},
                ]
            },
        },
        {"type": "button", "value": {"label": "Aquí", "address": "/guias/", "style": "primary"}},
    ]
    page = make_page(body=body)
    assert found(page) == [
        ("pointing-link", True, "Contenido › 1. Pasos › Pasos › 2 › Texto"),
        ("pointing-link", True, "Contenido › 2. Botón"),
    ]
    assert [problem.block_id for problem in errors_of(page)] == [child.id for child in page.body]


def test_rules_of_blocks_are_asked_of_what_no_form_has_seen(
    make_page: MakePage, picture: SiteImage
) -> None:
    table = {"caption": "", "headers": ["Año"], "rows": [{"cells": ["2023"]}]}
    body = [
        {"type": "picture", "value": {"image": picture.pk, "alternative_text": ""}},
        {"type": "table", "value": table},
    ]
    problems = errors_of(make_page(body=body))
    assert [(one.code, one.place, one.message) for one in problems] == [
        (
            "block",
            "Contenido › 1. Imagen › Texto alternativo",
            "Escriba qué muestra la imagen o márquela como decorativa.",
        ),
        ("block", "Contenido › 2. Tabla › Título de la tabla", "Este campo es necesario."),
    ]


def test_headings_do_not_skip_a_level(make_page: MakePage) -> None:
    body = [{"type": "heading", "value": {"text": "Sola", "level": "h3"}}]
    assert found(make_page(body=body)) == [("block", True, "Contenido › 1. Título › Nivel")]


def test_nothing_in_a_body_is_coloured_by_editors() -> None:
    """No rule asks for contrast: one is needed as soon as a block lets somebody choose a colour."""

    def names(block: Any) -> list[str]:
        children = getattr(block, "child_blocks", None) or {}
        inner = [getattr(block, "child_block", None)]
        return [
            *children,
            *(
                name
                for child in [*children.values(), *filter(None, inner)]
                for name in names(child)
            ),
        ]

    found_names = names(ContentPage._meta.get_field("body").stream_block)
    assert "alternative_text" in found_names
    assert [name for name in found_names if "colo" in name] == []


def test_page_without_owner_and_date_is_not_published(make_page: MakePage) -> None:
    page = make_page(content_owner=None, review_by=None)
    assert found(page) == [
        ("no-owner", True, "A cargo de"),
        ("no-review-date", True, "Revisar antes de"),
    ]


def test_owner_who_left_and_date_that_passed_are_warnings(
    make_page: MakePage, people: People
) -> None:
    page = make_page(review_by=timezone.localdate() - datetime.timedelta(days=1))
    people["author"].is_active = False
    people["author"].save()
    assert found(ContentPage.objects.get(pk=page.pk)) == [
        ("owner-left", False, "A cargo de"),
        ("review-due", False, "Revisar antes de"),
    ]


def test_draft_that_lacks_a_summary_says_so(make_page: MakePage) -> None:
    page = make_page()
    page.summary = ""
    assert found(page) == [("field", True, "Resumen")]


def test_link_to_what_readers_cannot_open_is_a_warning(make_page: MakePage) -> None:
    draft, public = make_page("Borrador"), make_page("Pública", live=True)
    html = "".join(
        f'<p><a linktype="page" id="{number}">una página</a></p>'
        for number in (draft.pk, public.pk, 999_999)
    )
    document = '<p><a linktype="document" id="999999">un documento</a></p>'
    page = make_page(body=[text(html), text(document)])
    problems = [one for one in problems_of(page) if one.code == "lost-link"]
    assert [(one.is_error, one.place, one.message) for one in problems] == [
        (
            False,
            "Contenido › 1. Texto",
            "Enlaza a «Borrador», que no está publicada: se lee como texto, sin enlace.",
        ),
        (
            False,
            "Contenido › 1. Texto",
            "Un enlace lleva a una página que ya no existe: elija otra o quítelo.",
        ),
        (
            False,
            "Contenido › 2. Texto",
            "Un enlace lleva a un documento que ya no existe: elija otro o quítelo.",
        ),
    ]


def test_languages_without_a_translation_are_named(make_page: MakePage) -> None:
    page = make_page(live=True)
    (problem,) = problems_of(page)
    others = Locale.objects.exclude(language_code="es").order_by("pk")
    names = ", ".join(locale.get_display_name() for locale in others)
    assert (problem.code, problem.is_error) == ("untranslated", False)
    assert problem.message == f"Se lee en español donde falta la traducción: {names}."


@pytest.mark.parametrize("size", [1, 3])
def test_links_are_looked_up_together(
    make_page: MakePage, size: int, django_assert_num_queries: Any
) -> None:
    targets = [make_page(f"Destino {number}", live=True) for number in range(size)]
    links = "".join(f'<p><a linktype="page" id="{one.pk}">{one.title}</a></p>' for one in targets)
    page = make_page(body=[text(links) for _number in range(size)])
    list(lost_links(page))
    with django_assert_num_queries(3):
        assert list(lost_links(page)) == []


def test_plugin_adds_a_rule_for_its_pages(make_page: MakePage) -> None:
    problem = ContentProblem("too-short", "Escriba más.", field="summary", place="Resumen")

    def short(sender: None, *, page: Page, **kwargs: Any) -> list[ContentProblem]:
        return [problem] if page.title == "Corta" else []

    def broken(sender: None, *, page: Page, **kwargs: Any) -> list[ContentProblem]:
        raise RuntimeError

    content_problems.connect(short)
    content_problems.connect(broken)
    try:
        assert errors_of(make_page("Corta")) == [problem]
        assert errors_of(make_page("Larga")) == []
    finally:
        content_problems.disconnect(short)
        content_problems.disconnect(broken)
