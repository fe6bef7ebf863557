"""Wagtail's admin speaks Spanish throughout: our catalogue fills what Wagtail's own leaves out."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
import wagtail
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

import sello_site

OURS = Path(sello_site.__file__).parent / "wagtail_spanish" / "es" / "LC_MESSAGES"
WAGTAIL = Path(wagtail.__file__).parent
PARTS = (
    *("admin", "images", "documents", "snippets", "users", "sites", "search", "embeds"),
    *("contrib/redirects", "contrib/settings", "."),
)

Key = tuple[str | None, str]


def translated(catalogue: Path) -> set[Key]:
    if not catalogue.exists():
        return set()
    return {(one.msgctxt, one.msgid) for one in polib.pofile(str(catalogue)) if one.translated()}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_string_of_wagtail_has_its_spanish(domain: str) -> None:
    """Fails after an upgrade of Wagtail that brings strings without Spanish: add them to ours."""
    ours = translated(OURS / f"{domain}.po")
    missing: list[str] = []
    for part in PARTS:
        source = WAGTAIL / part / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if not source.exists():
            continue
        theirs = translated(WAGTAIL / part / "locale" / "es" / "LC_MESSAGES" / f"{domain}.po")
        missing += [
            one.msgid
            for one in polib.pofile(str(source))
            if one.msgid and (one.msgctxt, one.msgid) not in ours | theirs
        ]
    assert missing == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_compiled_catalogue_equals_its_source(domain: str) -> None:
    def content(entries: list[polib.POEntry] | list[polib.MOEntry]) -> dict[Key, object]:
        return {
            (one.msgctxt, one.msgid): one.msgstr_plural or one.msgstr
            for one in entries
            if one.msgid
        }

    source = polib.pofile(str(OURS / f"{domain}.po"))
    compiled = polib.mofile(str(OURS / f"{domain}.mo"))
    assert content(source) == content(compiled)


def test_catalogue_is_used() -> None:
    with override("es"):
        assert gettext("Search all pages…") == "Buscar en todas las páginas…"
        pages = "%(num_parent_objects)d page", "%(num_parent_objects)d pages"
        assert ngettext(*pages, 1) == "%(num_parent_objects)d página"
        assert ngettext(*pages, 3) == "%(num_parent_objects)d páginas"


def test_scripts_of_the_admin_get_it_too(client: Client) -> None:
    catalogue = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    assert "Guardando autom\\u00e1ticamente\\u2026" in catalogue
