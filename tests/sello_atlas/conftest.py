"""A site with a home, and a register to fill."""

from __future__ import annotations

import pytest
from pytest_django import Settings
from wagtail.models import Page, Site

from registering import day
from sello_map.register.changes import declare_register
from sello_pages.models import HomePage


@pytest.fixture(autouse=True)
def _home(db: None, settings: Settings) -> None:
    settings.SELLO_DEMO = False  # what is said of a demonstration is tested by itself
    home = HomePage(title="Inicio", slug="inicio", promise="Promesa", summary="Resumen")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home)


@pytest.fixture
def _complete() -> None:
    declare_register(complete_since=day("2015-01-01"), note="", by=None)
