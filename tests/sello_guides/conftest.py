"""A home with an index of guides, and guides in any number and size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringTranslation

from sello_guides.models import GuideIndexPage, GuidePage
from sello_pages.models import HomePage
from sello_site.translations.publishing import publish
from sello_site.translations.sources import start

MakeGuide = Callable[..., GuidePage]


@pytest.fixture
def index(db: None) -> GuideIndexPage:
    home = HomePage(title="Inicio", slug="inicio", promise="Promesa", summary="Resumen")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home)
    return home.add_child(
        instance=GuideIndexPage(
            title="Guías", slug="guias", summary="Todas las guías.", show_in_menus=True
        )
    )


@pytest.fixture
def make_guide(index: GuideIndexPage) -> MakeGuide:
    """A published guide: ``make_guide("Título", size=3)`` has three sources and three of each of
    the blocks that guides are made of, each with a link."""

    def make(title: str, *, size: int = 1, **fields: object) -> GuidePage:
        fields.setdefault("summary", f"Resumen de {title}")
        fields.setdefault("audience", "Equipos municipales")
        link = f'<p>Vea <a linktype="page" id="{index.pk}">las guías</a>.</p>'
        body = [
            block
            for number in range(size)
            for block in (
                {"type": "heading", "value": {"text": f"Parte {number}", "level": "h2"}},
                {"type": "text", "value": link},
                {"type": "callout", "value": {"kind": "tip", "title": "Consejo", "text": link}},
                {
                    "type": "steps",
                    "value": {
                        "items": [{"title": "Uno", "text": link}, {"title": "Dos", "text": link}]
                    },
                },
                {"type": "related", "value": {"title": "Más", "pages": [index.pk]}},
            )
        ]
        sources = [
            {
                "type": "source",
                "value": {
                    "title": f"Fuente {number}",
                    "publisher": "SERMIG",
                    "address": "https://ejemplo.example/" if number else "",
                },
            }
            for number in range(size)
        ]
        guide = GuidePage(title=title, **fields)
        guide.body = guide.body.stream_block.to_python(body)
        guide.sources = guide.sources.stream_block.to_python(sources)
        index.add_child(instance=guide)
        guide.save_revision().publish()
        return GuidePage.objects.get(pk=guide.pk)

    return make


Translate = Callable[..., GuidePage]


@pytest.fixture
def translate(db: None) -> Translate:
    """Publishes a whole translation of a guide: ``translate(guide, "ht")`` prefixes every text."""

    def put_live(guide: GuidePage, language: str = "ht") -> GuidePage:
        locale = Locale.objects.get(language_code=language)
        translation = start(guide, locale)
        for segment in translation.source.stringsegment_set.select_related("string", "context"):
            text = segment.string.data
            if segment.context.path != "slug":
                text = f"{language}: {text}"
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=locale,
                defaults={"data": text, "translation_type": "manual"},
            )
        return GuidePage.objects.get(pk=publish(translation).pk)

    return put_live
