"""The demonstration's graphic material: a gallery, and pieces that are drawn as it is loaded."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from wagtail.documents.models import Document
from wagtail.models import Page

from sello_graphics.demo.drawing import TRANSLATIONS, Drawer, drawers
from sello_graphics.demo.pieces import CREDIT, EXAMPLE, PIECES, PROGRAMME, DemoPiece
from sello_graphics.files import handed_out, measured
from sello_graphics.kinds import Licence
from sello_graphics.models import GraphicFile, GraphicIndexPage, GraphicPage
from sello_pages.demo.material import DEPARTMENT
from sello_pages.demo.publishing import publish
from sello_pages.models import SiteImage
from sello_pages.taxonomy import Topic
from sello_site.demo import DemoContext, demo_identity

INDEX = "graphics"
INDEX_TITLE = "Material gráfico"
INDEX_SLUG = "material-grafico"
INDEX_SUMMARY = (
    "Afiches, folletos, letreros e imágenes para redes, en cinco idiomas, para imprimir y "
    "compartir."
)
REVIEW_AFTER = datetime.timedelta(days=365)


def load(*, context: DemoContext) -> None:
    """Makes the gallery and the pieces that are missing."""
    index = _index(context)
    made = 0
    for spec in PIECES:
        if context.find_page(spec.key) is None:
            _make(spec, index, context)
            made += 1
    context.say(f"  {made} pieces of graphic material")
    context.catalogs.append(TRANSLATIONS)


def _index(context: DemoContext) -> GraphicIndexPage:
    found = context.find_page(INDEX)
    if found is not None:
        return found.specific
    index = GraphicIndexPage(
        title=INDEX_TITLE,
        slug=INDEX_SLUG,
        summary=INDEX_SUMMARY,
        responsible_unit=DEPARTMENT,
        review_by=timezone.localdate() + REVIEW_AFTER,
        show_in_menus=True,
        live=False,
        translation_key=demo_identity(INDEX),
    )
    contact = Page.objects.get(pk=context.pages["contact"])
    contact.add_sibling(pos="left", instance=index)  # contact closes the menu
    context.pages[INDEX] = index.pk
    publish(index, context=context)
    return index


def _make(spec: DemoPiece, index: GraphicIndexPage, context: DemoContext) -> None:
    piece = GraphicPage(
        title=spec.title,
        slug=spec.slug,
        summary=spec.summary,
        responsible_unit=DEPARTMENT,
        review_by=timezone.localdate() + REVIEW_AFTER,
        kind=spec.kind,
        paper=spec.paper,
        audiences=list(spec.audiences),
        alternative_text=spec.alternative_text,
        description=_description(spec),
        licence=Licence.CC_BY,
        credit=CREDIT,
        live=False,
        translation_key=demo_identity(spec.key),
    )
    all_drawers = drawers()
    index.add_child(instance=piece)
    context.pages[spec.key] = piece.pk
    piece.topics = list(Topic.objects.filter(key__in=spec.topics))
    piece.files.set(
        [_file(spec, drawer, position, context) for position, drawer in enumerate(all_drawers)]
    )
    publish(piece, context=context)


def _description(spec: DemoPiece) -> str:
    """What is drawn, as text: each part is a text of the catalogs by itself."""
    parts: list[tuple[str, str]] = [("p", spec.lead)]
    for title, text in spec.items:
        parts += [("h3", title), ("p", text)] if text else [("p", title)]
    parts += [("p", spec.closing), ("p", PROGRAMME), ("p", EXAMPLE)]
    return str(
        format_html_join(
            "", "{}", ((format_html(f"<{tag}>{{}}</{tag}>", text),) for tag, text in parts if text)
        )
    )


def _file(spec: DemoPiece, drawer: Drawer, position: int, context: DemoContext) -> GraphicFile:
    file = GraphicFile(language=drawer.language, sort_order=position)
    if spec.paper:
        file.document = _document(spec, drawer, context)
        file.preview = _picture(spec, drawer, context)
    else:
        file.image = _picture(spec, drawer, context)
    file.format, file.size = measured(file)
    if file.image is not None:
        context.stored_files.append(handed_out(file.image).file.name)
    return file


def _document(spec: DemoPiece, drawer: Drawer, context: DemoContext) -> Any:
    content = drawer.pdf(spec)
    document = Document(
        title=f"{spec.title} ({drawer.language})",
        file=ContentFile(content, name=f"{spec.slug}-{drawer.language}.pdf"),
        file_size=len(content),
    )
    document.save()
    context.stored_files.append(document.file.name)
    return document


def _picture(spec: DemoPiece, drawer: Drawer, context: DemoContext) -> SiteImage:
    content = drawer.preview(spec) if spec.paper else drawer.shared_picture(spec)
    image = SiteImage(
        title=f"{spec.title} ({drawer.language})",
        credit=CREDIT,
        licence=Licence.CC_BY.label,
        file=ImageFile(io.BytesIO(content), name=f"{spec.slug}-{drawer.language}.png"),
        file_size=len(content),
    )
    image.save()
    context.stored_files.append(image.file.name)
    return image
