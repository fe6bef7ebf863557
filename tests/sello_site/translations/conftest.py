"""A Spanish home and pages below it, published as an editor would."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringTranslation, Translation

from sello_accounts.models import User
from sello_pages.models import ContentPage, HomePage
from sello_site.translations.sources import start

MakePage = Callable[..., ContentPage]


@pytest.fixture
def home(db: None) -> HomePage:
    """The home of the only site, in place of Wagtail's welcome page; not published yet."""
    cache.clear()
    for page in Page.objects.filter(depth=2):
        page.delete()
    page = HomePage(title="Inicio", slug="inicio", promise="Recibir bien", summary="Qué es.")
    Page.objects.get(depth=1).add_child(instance=page)
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=page, is_default_site=True)
    return page


@pytest.fixture
def make_page(home: HomePage) -> MakePage:
    """A published page that somebody keeps: ``make_page("Título")``, below home unless ``parent``
    is given."""
    numbers = count(1)
    keeper = User.objects.create_user("quien-cuida@example.org", "una-clave-larga")

    def make(title: str, *, parent: Page | None = None, live: bool = True, **fields: Any) -> Any:
        fields.setdefault("summary", f"Resumen de {title}")
        fields.setdefault("slug", f"pagina-{next(numbers)}")
        fields.setdefault("content_owner", keeper)
        fields.setdefault("review_by", datetime.date(2099, 12, 31))
        below = Page.objects.get(pk=(parent or home).pk)
        page = below.add_child(instance=ContentPage(title=title, live=False, **fields))
        if live:
            page.save_revision().publish()
        page.refresh_from_db()
        return page

    return make


@pytest.fixture
def haitian(db: None) -> Locale:
    return Locale.objects.get(language_code="ht")


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user(
        "ana@example.org", "una-clave-larga", first_name="Ana", last_name="Rojas"
    )


Translate = Callable[..., Translation]


@pytest.fixture
def translate(db: None) -> Translate:
    """Gives every text of a page a translation («ht: …»), but for the paths in ``without``."""

    def fill(
        page: Page, locale: Locale, *, machine: bool = False, without: tuple[str, ...] = ()
    ) -> Translation:
        translation = start(page, locale)
        for segment in translation.source.stringsegment_set.select_related("string", "context"):
            if segment.context.path in without:
                continue
            text = segment.string.data
            if segment.context.path != "slug":
                text = f"{locale.language_code}: {text}"
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=locale,
                defaults={"data": text, "translation_type": "machine" if machine else "manual"},
            )
        return translation

    return fill


def in_language(page: Page, code: str) -> Page:
    """The counterpart of a page, fresh from the database."""
    return Page.objects.get(translation_key=page.translation_key, locale__language_code=code)
