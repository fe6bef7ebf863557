"""A small tree of pages for tests of what strangers may read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from wagtail.models import Page, Site

from sello_pages.models import ContentPage

MakePage = Callable[..., ContentPage]


@pytest.fixture
def home(db: None) -> Page:
    return Site.objects.get(is_default_site=True).root_page


@pytest.fixture
def make_page(home: Page) -> MakePage:
    """A live page: ``make_page("Título")``, below home unless ``parent`` is given."""
    numbers = count(1)

    def make(title: str, *, parent: Page | None = None, **fields: object) -> ContentPage:
        fields.setdefault("summary", f"Resumen de {title}")
        page = ContentPage(title=title, slug=f"pagina-{next(numbers)}", **fields)
        return (parent or home).add_child(instance=page)

    return make
