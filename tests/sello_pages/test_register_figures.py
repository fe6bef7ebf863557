"""The start tells what the register comes to, and keeps it apart from the official figures."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page, Site

from registering import SANTIAGO, VINA, day, enter
from sello_map.register.changes import declare_register
from sello_pages.models import HomePage


@pytest.fixture(autouse=True)
def _register(db: None) -> None:
    home = HomePage(title="Inicio", slug="inicio", promise="Promesa", summary="Resumen")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home)
    enter(SANTIAGO, "adhered", "2016-05-01")
    enter(VINA, "adhered", "2015-03-01")
    enter(VINA, "awarded", "2018-03-01")


def told(client: Client) -> list[str]:
    page = BeautifulSoup(client.get("/").content, "html.parser")
    return [" ".join(item.get_text(" ").split()) for item in page.select(".register-figures li")]


def test_start_tells_nothing_while_the_register_is_not_complete(client: Client) -> None:
    assert told(client) == []


def test_start_tells_what_is_calculated_once_the_register_is_complete(client: Client) -> None:
    declare_register(complete_since=day("2015-01-01"), note="", by=None)
    assert told(client) == [
        "2 Participan hoy",
        "1 Con el Sello otorgado",
        "0 Con el Sello revalidado",
        "2 Regiones con municipalidades que participan",
    ]
    assert "No son las cifras oficiales." in client.get("/").content.decode()


def test_start_tells_nothing_again_once_the_declaration_is_taken_back(client: Client) -> None:
    declare_register(complete_since=day("2015-01-01"), note="", by=None)
    declare_register(complete_since=None, note="Faltan actas", by=None)
    assert told(client) == []
