"""Loading: once, all or nothing, and never over somebody else's pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db.models import Model
from pytest_django import Settings
from wagtail.documents import get_document_model
from wagtail.models import Page, Revision, Site

import sello_guides.demo
from sello_guides.demo.material import DemoGuide
from sello_pages.models import ContentPage, OfficialFigure, SiteImage
from sello_site.demo import HOME, DemoRefused, demo_identity, is_loaded, welcome_page
from sello_site.languages import LANGUAGES

Load = Callable[..., bool]
LOADED: tuple[type[Model], ...] = (
    Page,
    Revision,
    Site,
    OfficialFigure,
    SiteImage,
    get_document_model(),
    get_user_model(),
)


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that the demonstration makes, with all their values."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in LOADED
    }


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_second_load_changes_nothing(load: Load, var: Path) -> None:
    assert load() is True
    before = everything(), files(var)

    assert load() is False
    assert (everything(), files(var)) == before

    # Forced, it looks for what is missing; nothing is.
    assert load(force=True) is True
    assert (everything(), files(var)) == before


def test_block_ids_are_the_same_in_every_copy(load: Load) -> None:
    def ids() -> list[str]:
        pages = Page.objects.filter(depth__gt=1).order_by("path").specific()
        return [
            block["id"] for page in pages if hasattr(page, "body") for block in page.body.raw_data
        ]

    load()
    first = ids()
    # Sites have to go first: they hold on to their home.
    Site.objects.all().delete()
    Page.objects.get(translation_key=demo_identity(HOME), locale__language_code="es").delete()
    load()

    assert first
    assert ids() == first


def test_site_leads_to_home_and_the_welcome_page_is_gone(load: Load) -> None:
    assert welcome_page() is not None

    load()

    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("localhost", 8000, True)
    assert site.root_page.translation_key == demo_identity(HOME)
    assert welcome_page() is None
    homes = Page.objects.filter(depth=2).values_list("locale__language_code", "translation_key")
    assert sorted(homes) == [
        (code, site.root_page.translation_key) for code in sorted(dict(LANGUAGES))
    ]


def test_site_follows_the_public_address(load: Load, settings: Settings) -> None:
    load()
    for address, host, port in (
        ("http://sello.example", "sello.example", 80),
        ("https://sello.example", "sello.example", 443),
        ("https://otro.example:8443", "otro.example", 8443),
    ):
        settings.SELLO_PUBLIC_URL = address
        load(force=True)
        assert (Site.objects.get().hostname, Site.objects.get().port) == (host, port)


def foreign_page() -> ContentPage:
    """A page that an editor wrote before anybody thought of the demonstration."""
    page = ContentPage(title="Nuestra portada", slug="nuestra", summary="Ya existía.")
    return Page.get_first_root_node().add_child(instance=page)


def test_other_pages_are_not_touched(load: Load, var: Path) -> None:
    foreign_page()
    before = everything(), files(var)

    with pytest.raises(DemoRefused, match="holds 1 pages"):
        load()
    assert (everything(), files(var)) == before

    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("load_demo")
    assert (everything(), files(var)) == before


def test_start_of_a_site_with_other_pages_is_not_stopped(
    db: None, var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign_page()
    before = everything(), files(var)

    call_command("load_demo", "--if-empty")

    assert capsys.readouterr().out.startswith("Not loaded: the database holds 1 pages")
    assert (everything(), files(var)) == before


def test_forced_load_beside_other_pages_leaves_the_site_to_them(load: Load) -> None:
    foreign = foreign_page()
    Site.objects.update(root_page=foreign)

    assert load(force=True) is True

    assert Site.objects.get().root_page_id == foreign.pk
    assert is_loaded()


def test_failure_leaves_neither_rows_nor_files(
    load: Load, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_badly(body: object, material: object) -> None:
        raise RuntimeError("the text is missing")

    broken = DemoGuide("broken", "Rota", "rota", "Rota.", "Nadie", write_badly)
    monkeypatch.setattr(sello_guides.demo, "GUIDES", (broken,))
    before = everything()

    with pytest.raises(RuntimeError, match="the text is missing"):
        load()

    assert everything() == before
    assert files(var / "media") == {}


def test_command_says_what_it_does(db: None, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo")
    first = capsys.readouterr().out
    call_command("load_demo")
    second = capsys.readouterr().out

    assert first.splitlines() == [
        "map:",
        "  183 events of municipalities, all invented",
        "  16 regional offices",
        "accounts:",
        "  21 organisations",
        f"  13 accounts, passwords in {var / 'demo-accounts.json'}",
        "pages:",
        "  5 official figures, 3 pictures",
        "  11 pages",
        "  Wagtail's welcome page deleted",
        "  http://localhost:8000/ leads to «Sello Migrante»",
        "directory:",
        "  3 municipal offices, and a proposal that waits",
        "graphics:",
        "  13 pieces of graphic material",
        "guides:",
        "  13 guides",
        "translations: 156 pages, made by machine and not reviewed",
        "search: index built",
        "Demonstration loaded.",
    ]
    assert second == "Already loaded: nothing to do.\n"


def test_pages_have_a_history_with_the_names_of_those_who_made_it(load: Load) -> None:
    load()

    pages = Page.objects.filter(depth__gt=1, locale__language_code="es")
    assert pages.count() == 39
    for page in pages:
        assert page.live
        assert page.live_revision_id == page.latest_revision_id
        assert not page.has_unpublished_changes
        assert page.latest_revision.user.email == "autoria@example.org"
