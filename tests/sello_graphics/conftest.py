"""A home with a gallery, and pieces with real files in any number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import Settings
from wagtail.models import Page, Site

from graphic_files import document, picture
from sello_graphics.models import GraphicFile, GraphicIndexPage, GraphicPage
from sello_pages.models import HomePage

MakePiece = Callable[..., GraphicPage]


@pytest.fixture
def index(
    db: None, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> GraphicIndexPage:
    settings.SELLO_DEMO = False  # names of files say nothing of it
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    home = HomePage(title="Inicio", slug="inicio", promise="Promesa", summary="Resumen")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home)
    return home.add_child(
        instance=GraphicIndexPage(
            title="Material gráfico", slug="material-grafico", summary="Todo el material."
        )
    )


@pytest.fixture
def make_piece(index: GraphicIndexPage) -> MakePiece:
    """A published piece: ``make_piece("Afiche", "es:pdf", "ht:png")`` has these two files;
    ``es:pdf:preview`` is a document with a preview."""

    def make(title: str, *files: str, live: bool = True, **fields: object) -> GraphicPage:
        topics = fields.pop("topics", [])
        fields = {
            "summary": f"Resumen de {title}",
            "alternative_text": f"Se ve {title}",
            "description": f"<p>Dice {title}</p>",
            "credit": "Taller municipal",
            **fields,
        }
        piece = GraphicPage(title=title, live=False, **fields)
        index.add_child(instance=piece)
        piece.topics = topics
        made = []
        for spec in files or ("es:pdf",):
            language, suffix, *preview = spec.split(":")
            name = f"{piece.slug}-{language}"
            one = GraphicFile(language=language, sort_order=len(made))
            if suffix == "pdf":
                one.document = document(name)
            else:
                one.image = picture(name)
            if preview:
                one.preview = picture(f"{name} preview")
            made.append(one)
        piece.files.set(made)
        revision = piece.save_revision()
        if live:
            revision.publish()
        else:
            piece.save()
        return GraphicPage.objects.get(pk=piece.pk)

    return make
