"""A page in five languages: an alias until it is translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringTranslation

from sello_pages.models import ContentPage, HomePage
from sello_site.translations.publishing import publish
from sello_site.translations.sources import start

MakePage = Callable[..., ContentPage]


@pytest.fixture
def home(db: None) -> Iterator[HomePage]:
    cache.clear()
    for page in Page.objects.filter(depth=2):
        page.delete()
    page = HomePage(title="Inicio", slug="inicio", promise="Recibir bien", summary="Qué es.")
    Page.objects.get(depth=1).add_child(instance=page)
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=page, is_default_site=True)
    page.save_revision().publish()
    yield page
    cache.clear()


@pytest.fixture
def make_page(home: HomePage) -> MakePage:
    """A published Spanish page below home, which has aliases at once."""

    def make(title: str, slug: str, *, parent: Page | None = None, **fields: Any) -> ContentPage:
        page = ContentPage(
            title=title, slug=slug, summary=f"Resumen de {title}.", live=False, **fields
        )
        Page.objects.get(pk=(parent or home).pk).add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        return page

    return make


Translate = Callable[..., Page]


@pytest.fixture
def translate(db: None) -> Translate:
    """Publishes a translation of a page, by a person unless ``machine``; slugs get the language."""

    def make(page: Page, language: str, *, machine: bool = False) -> Page:
        locale = Locale.objects.get(language_code=language)
        translation = start(page, locale)
        for segment in translation.source.stringsegment_set.select_related("string", "context"):
            text = segment.string.data
            is_slug = segment.context.path == "slug"
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=locale,
                defaults={
                    "data": f"{text}-{language}" if is_slug else f"{language.upper()} {text}",
                    "translation_type": "machine" if machine else "manual",
                },
            )
        return publish(translation)

    return make


def addresses(page: Page) -> dict[str, str]:
    """Language → address of the page."""
    same = Page.objects.filter(translation_key=page.translation_key).select_related("locale")
    return {one.locale.language_code: one.get_url() for one in same}
