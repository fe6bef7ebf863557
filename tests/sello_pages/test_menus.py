"""Editors choose what stands in the menus; without a choice there is a sensible one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, Page, PageViewRestriction

from sello_pages.models import ContentPage, HomePage, SiteLink

MakePage = Callable[..., ContentPage]
Links = list[tuple[str, str]]


def links(client: Client, selector: str, path: str = "/") -> Links:
    cache.clear()
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    return [(link.get_text(), str(link["href"])) for link in soup.select(f"{selector} a")]


MAP = ("Mapa", "/mapa/")
"""The entry of a plugin, which stands after those of pages."""


def main(client: Client, path: str = "/") -> Links:
    return links(client, "nav.menu-wide", path)


def footer(client: Client, path: str = "/") -> Links:
    """Without those that stand there always."""
    return [
        link
        for link in links(client, "footer nav", path)
        if "/personal/" not in link[1] and "/api/" not in link[1]
    ]


def choose(menu: str, *targets: Page | tuple[str, str]) -> None:
    for position, target in enumerate(targets):
        values: dict[str, Any] = (
            {"page_id": target.pk}
            if isinstance(target, Page)
            else {"label": target[0], "address": target[1]}
        )
        SiteLink.objects.create(menu=menu, position=position, **values)


def test_without_a_choice_the_menus_are_as_ever(client: Client, make_page: MakePage) -> None:
    make_page("Contacto", slug="contacto", show_in_menus=True)
    make_page("Guías", slug="guias-nuevas", show_in_menus=True)
    assert main(client) == [("Contacto", "/contacto/"), ("Guías", "/guias-nuevas/"), MAP]
    assert footer(client) == [("Contacto", "/contacto/")]


def test_editors_choose_pages_and_addresses_in_their_order(
    client: Client, make_page: MakePage
) -> None:
    make_page("Contacto", slug="contacto", show_in_menus=True)
    one, two = make_page("Uno"), make_page("Dos", parent=make_page("Arriba"))
    choose("main", two, one)
    choose("footer", ("Datos", "https://example.org/datos"), one)
    assert main(client) == [("Dos", "/arriba/dos/"), ("Uno", "/uno/"), MAP]
    assert footer(client) == [("Datos", "https://example.org/datos"), ("Uno", "/uno/")]


def test_links_lead_to_the_version_in_the_reader_s_language(
    client: Client, home: HomePage, make_page: MakePage
) -> None:
    page = make_page("Uno")
    page.save_revision().publish()
    haitian = Page.objects.get(translation_key=page.translation_key, locale__language_code="ht")
    assert haitian.alias_of_id == page.pk
    Page.objects.filter(pk=haitian.pk).update(title="Youn", alias_of=None)
    choose("footer", page, ("Datos", "https://example.org/"))
    SiteLink.objects.filter(page=None).update(label_ht="Done")
    assert footer(client, "/ht/") == [("Youn", haitian.url), ("Done", "https://example.org/")]
    soup = BeautifulSoup(client.get("/fr/").content, "html.parser")
    label = soup.select_one('footer a[href="https://example.org/"]')
    assert label is not None
    assert (label.get_text(), label["lang"]) == ("Datos", "es")


@pytest.mark.parametrize("why", ["draft", "restricted"])
def test_no_menu_leads_to_what_a_stranger_may_not_read(
    client: Client, make_page: MakePage, why: str
) -> None:
    hidden, shown = make_page("Oculta"), make_page("Visible")
    choose("footer", hidden, shown)
    assert [label for label, _url in footer(client)] == ["Oculta", "Visible"]
    if why == "draft":
        hidden.unpublish()
    else:
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert [label for label, _url in footer(client)] == ["Visible"]


def test_the_api_tells_the_same_menus(client: Client, make_page: MakePage) -> None:
    page = make_page("Uno")
    choose("main", page)
    choose("footer", ("Datos", "https://example.org/datos"))
    cache.clear()
    told = client.get("/api/v3/menus/").json()
    assert [item["title"] for item in told["main"]][:1] == ["Uno"]
    assert told["footer"][0]["html_url"] == "https://example.org/datos"


@pytest.mark.parametrize("count", [1, 3])
def test_chosen_links_cost_no_query_of_their_own(
    client: Client, make_page: MakePage, count: int
) -> None:
    for number in range(count):
        page = make_page(f"Página {number}")
        choose("footer", page)
        choose("main", page)
    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page.url).status_code == 200
    assert len(captured) == 4


def test_a_link_has_one_target_and_stands_once_in_a_menu(make_page: MakePage) -> None:
    page = make_page("Uno")
    SiteLink.objects.create(menu="main", page=page)
    for wrong in (
        {"page": page, "address": "https://example.org/", "label": "x"},
        {"page": page, "label": "Otro nombre"},
        {"address": "https://example.org/"},
        {},
        {"page": page, "menu": "main"},
        {"page": page, "menu": "side"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SiteLink.objects.create(**wrong)
        with pytest.raises(ValidationError):
            SiteLink(**wrong).full_clean()
    with pytest.raises(ValidationError):
        SiteLink(address="javascript:alert(1)", label="x").full_clean()
    assert SiteLink.objects.count() == 1


@pytest.mark.parametrize(("name", "may"), [("editor", True), ("author", False)])
def test_editors_change_menus_and_authors_do_not(
    signed_in: Callable[[str], Client], home: HomePage, name: str, may: bool
) -> None:
    client = signed_in(name)
    answer = client.post(
        "/admin/snippets/sello_pages/sitelink/add/",
        {
            "menu": "footer",
            "position": "1",
            "page": "",
            "address": "https://example.org/",
            "label": "Datos",
            **{f"label_{code}": "" for code in ("ht", "en", "pt", "fr")},
        },
    )
    assert answer.status_code == 302
    assert SiteLink.objects.exists() is may
    logged = ModelLogEntry.objects.filter(action="wagtail.create")
    assert [entry.user.email for entry in logged] == (["editor@example.org"] if may else [])


def test_an_address_of_another_site_stays_as_it_is(client: Client, home: HomePage) -> None:
    choose("main", ("Oficina", "mailto:oficina@example.org"))
    assert main(client)[0] == ("Oficina", "mailto:oficina@example.org")
    assert client.get("/").status_code == 200
