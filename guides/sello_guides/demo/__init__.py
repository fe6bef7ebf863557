"""The demonstration's guides, all of them example content that nobody has validated."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

from django.utils import timezone
from wagtail.models import Page

from sello_guides.demo.documents import load_documents
from sello_guides.demo.material import DemoGuide, GuideMaterial
from sello_guides.demo.texts import FOR_MUNICIPALITIES, FOR_PEOPLE, GUIDES
from sello_guides.models import GuideIndexPage, GuidePage
from sello_pages.demo.material import DEPARTMENT
from sello_pages.demo.pictures import load_pictures
from sello_pages.demo.publishing import publish
from sello_pages.demo.writing import Body
from sello_pages.taxonomy import Topic
from sello_site.demo import HOME, DemoContext, demo_identity

INDEX = "guides"
INDEX_TITLE = "Guías"
INDEX_SLUG = "guias"
INDEX_SUMMARY = (
    "Textos de apoyo para municipalidades, organizaciones y personas migrantes: qué hacer, paso a "
    "paso, y con qué fuente."
)
REVIEW_AFTER = datetime.timedelta(days=365)
SOURCE = "Presentación del programa Sello Migrante, 2023"
PUBLISHER = "Servicio Nacional de Migraciones, Departamento de Inclusión"
FIRST_VERSION = "Primera versión, para que SERMIG la revise."


def load(*, context: DemoContext) -> None:
    """Makes the index and the guides, and lets the pages about the programme lead to them."""
    material = GuideMaterial(
        pictures=load_pictures(context=context), documents=load_documents(context=context)
    )
    index = _index(context)
    drafts = [(spec, *_guide(spec, index, context)) for spec in GUIDES]
    made = 0
    for spec, guide, is_new in drafts:
        if not is_new:
            continue
        body = Body(spec.key, pages=context.pages)
        spec.write(body, material)
        guide.body = guide.body.stream_block.to_python(body.raw)
        guide.sources = guide.sources.stream_block.to_python(_sources(spec))
        guide.topics = Topic.objects.filter(key__in=spec.topics)
        guide.version_notes = guide.version_notes.stream_block.to_python(_first_version(spec))
        publish(guide, context=context)
        made += 1
    if made == len(GUIDES):
        _lead_here(
            HOME, "Guías para su municipalidad", FOR_MUNICIPALITIES, context, before="heading"
        )
        _lead_here("municipalities", "Guías para empezar", FOR_MUNICIPALITIES, context)
        _lead_here("orientation", "Guías para usted", FOR_PEOPLE, context)
    context.say(f"  {made} guides")
    context.catalogs.append(Path(__file__).with_name("translations"))


def _index(context: DemoContext) -> GuideIndexPage:
    found = context.find_page(INDEX)
    if found is not None:
        return found.specific
    before = Page.objects.get(pk=context.pages["questions"])
    index = GuideIndexPage(
        title=INDEX_TITLE,
        slug=INDEX_SLUG,
        summary=INDEX_SUMMARY,
        responsible_unit=DEPARTMENT,
        show_in_menus=True,
        live=False,
        translation_key=demo_identity(INDEX),
    )
    # First of what other plugins add to the menu, whichever of them is loaded before.
    before.add_sibling(pos="right", instance=index)
    context.pages[INDEX] = index.pk
    publish(index, context=context)
    return index


def _guide(spec: DemoGuide, index: GuideIndexPage, context: DemoContext) -> tuple[GuidePage, bool]:
    """The guide in its place, still without text, and whether it was made now."""
    found = context.find_page(spec.key)
    if found is not None:
        return found.specific, False
    guide = GuidePage(
        title=spec.title,
        slug=spec.slug,
        summary=spec.summary,
        audience=spec.audience,
        audiences=list(spec.audiences),
        commitments=list(spec.commitments),
        responsible_unit=DEPARTMENT,
        review_by=timezone.localdate() + REVIEW_AFTER,
        live=False,
        translation_key=demo_identity(spec.key),
    )
    index.add_child(instance=guide)
    context.pages[spec.key] = guide.pk
    return guide, True


def _sources(spec: DemoGuide) -> list[dict[str, object]]:
    return [
        {
            "type": "source",
            "value": {"title": SOURCE, "publisher": PUBLISHER, "address": ""},
            "id": str(demo_identity(f"{spec.key}/sources/0")),
        }
    ]


def _first_version(spec: DemoGuide) -> list[dict[str, object]]:
    today = timezone.localdate().isoformat()
    return [
        {
            "type": "version",
            "value": {"number": 1, "date": today, "note": FIRST_VERSION},
            "id": str(demo_identity(f"{spec.key}/versions/0")),
        }
    ]


def _lead_here(
    key: str,
    title: str,
    guides: Iterable[DemoGuide],
    context: DemoContext,
    before: str | None = None,
) -> None:
    """Adds guides to a page of the plugin below, which cannot know of them itself.

    They come last, or before the first block of the kind ``before``.
    """
    page = Page.objects.get(pk=context.pages[key]).specific
    raw = list(page.body.raw_data)
    links = Body(f"{key}/{INDEX}", pages=context.pages)
    links.related(title, *(spec.key for spec in guides))
    kinds = [block["type"] for block in raw]
    position = kinds.index(before) if before in kinds else len(raw)
    raw[position:position] = links.raw
    page.body = page.body.stream_block.to_python(raw)
    publish(page, context=context)
