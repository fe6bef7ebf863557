"""A small site in two languages, readers without and with a token."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import APIToken, Locale, Page, Site

from sello_accounts.models import User
from sello_pages.models import ContentPage, HomePage
from sello_site.testing_people import with_second_factor

from .reading import ApiClient, MakePage, translate

PASSWORD = "una clave larga y propia"


@pytest.fixture
def home(db: None) -> HomePage:
    Page.objects.filter(depth__gt=1).delete()
    home = HomePage(title="Inicio", slug="inicio", promise="Una promesa", summary="Un resumen")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


@pytest.fixture
def page(home: HomePage) -> ContentPage:
    return home.add_child(instance=ContentPage(title="Qué es", slug="que-es", summary="Resumen"))


@pytest.fixture
def english(settings: Any, home: HomePage) -> Locale:
    """The site in English too, with its home translated."""
    settings.WAGTAIL_I18N_ENABLED = True
    locale, _created = Locale.objects.get_or_create(language_code="en")
    translate(home, locale)
    return locale


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("administra@example.org", PASSWORD)


@pytest.fixture
def reader() -> ApiClient:
    """An anonymous reader."""
    return ApiClient()


@pytest.fixture
def editor(administrator: User) -> ApiClient:
    """Somebody with a token that may do everything."""
    _token, key = APIToken.create_token(user=with_second_factor(administrator), name="prueba")
    return ApiClient(key)


@pytest.fixture
def make_page(home: HomePage) -> MakePage:
    """A live page: ``make_page("titulo")``, below home unless ``parent`` is given."""

    def make(title: str, *, parent: Page | None = None, **fields: Any) -> ContentPage:
        fields.setdefault("summary", f"Resumen de {title}")
        fields.setdefault("slug", title.lower())
        return (parent or home).add_child(instance=ContentPage(title=title, **fields))

    return make
