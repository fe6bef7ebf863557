"""A translator takes a catalog out and in, an editor publishes, a reader reads."""

from __future__ import annotations

import secrets
from pathlib import Path

import polib
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, sign_in, watch
from sello_site.roles import EDITOR, TRANSLATOR

PAGE = """
from sello_pages.models import ContentPage, HomePage
from wagtail.models import Locale
home = HomePage.objects.get(locale=Locale.get_default())
page = ContentPage(title="Albergue de {slug}", slug="{slug}", live=False,
                   summary="Dónde queda el albergue.")
table = {{"caption": "Horario", "first_column_is_header": False, "headers": ["Día", "Hora"],
         "rows": [{{"cells": ["Lunes", "9:00"]}}]}}
page.body = [("table", page.body.stream_block.child_blocks["table"].to_python(table))]
home.add_child(instance=page)
page.save_revision().publish()
"""

WIDTHS = (360, 768, 1280)
BEYOND_THE_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

WORDS = {
    "Dónde queda el albergue.": "Kote abri a ye.",
    "Departamento de Inclusión": "Depatman Enklizyon",
    "Horario": "Orè",
    "Día": "Jou",
    "Hora": "Lè",
    "Lunes": "Lendi",
    "9:00": "9:00",
}


def test_a_translators_catalog_reaches_the_reader(
    context: BrowserContext, browser: Browser, site: Site, tmp_path: Path
) -> None:
    slug = f"abri-{secrets.token_hex(3)}"
    site.python(PAGE.format(slug=slug))
    reader = browser.new_context(base_url=site.url).new_page()
    reader.goto(f"/ht/{slug}/")
    expect(reader.locator("h1")).to_have_text(f"Albergue de {slug}")

    page = sign_in(context, site, TRANSLATOR)
    page.goto("/admin/traducciones/")
    expect(page.locator("nav[aria-label=Idiomas] a")).to_have_text(["Kreyòl ayisyen"])
    assert violations(page) == []
    page.locator("tr", has_text=slug).get_by_role("button", name="Empezar").click()
    expect(page.locator("h1")).to_contain_text(f"Traducción de «Albergue de {slug}»")
    assert violations(page) == []

    file = _translated(page, tmp_path, slug)
    _upload(page, _with_script(file))
    expect(page.locator("[role=alert] li")).to_contain_text(["«Lunes»"])
    assert violations(page) == []
    _upload(page, file)
    expect(page.locator("dl")).to_contain_text("9 de 9")
    expect(page.get_by_role("button", name="Publicar")).to_have_count(0)
    page.get_by_role("link", name="Traducir en el editor").click()
    expect(page.get_by_text("Kote abri a ye.")).to_be_visible()
    _reads_and_opens_everywhere(page, first=f"Título: Albergue de {slug}")
    page.go_back()
    page.get_by_role("button", name="Entregar").click()
    reader.reload()
    expect(reader.locator("h1")).to_have_text(f"Albergue de {slug}")

    editor, watched = _editor(browser, site)
    editor.goto("/admin/traducciones/?idioma=ht&estado=delivered")
    editor.get_by_role("link", name=f"Albergue de {slug}").click()
    editor.get_by_role("button", name="Publicar").click()
    expect(editor.locator("dl")).to_contain_text("Traducida por personas")
    editor.context.close()
    assert watched == Watched()

    reader.goto(f"/ht/{slug}/")
    expect(reader.locator("h1")).to_have_text(f"Abri {slug}")
    expect(reader.locator("main table")).to_contain_text("Lendi")
    assert reader.locator("html").get_attribute("lang") == "ht"
    reader.context.close()


def _reads_and_opens_everywhere(page: Page, first: str) -> None:
    """The editor of translations at each width, and a field of it by the keyboard alone."""
    edit = page.get_by_role("button", name="Editar", exact=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []
        assert page.evaluate(BEYOND_THE_SCREEN) == 0
    edit.first.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name=first)
    expect(field).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Cancelar")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)


def _editor(browser: Browser, site: Site) -> tuple[Page, Watched]:
    context = browser.new_context(base_url=site.url, locale="es-CL")
    watched = watch(context, site)
    return sign_in(context, site, EDITOR), watched


def _translated(page: Page, folder: Path, slug: str) -> Path:
    """The catalog of the page that is shown, filled in."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar el catálogo (PO)").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name.endswith(".ht.po")
    catalog = polib.pofile(str(path))
    words = {**WORDS, slug: slug, f"Albergue de {slug}": f"Abri {slug}"}
    assert {entry.msgid for entry in catalog} == words.keys()
    for entry in catalog:
        entry.msgstr = words[entry.msgid]
    catalog.save()
    return path


def _with_script(path: Path) -> Path:
    catalog = polib.pofile(str(path))
    next(entry for entry in catalog if entry.msgid == "Lunes").msgstr = "<script>x()</script>"
    bad = path.with_name(f"mal-{path.name}")
    catalog.save(str(bad))
    return bad


def _upload(page: Page, path: Path) -> None:
    page.get_by_label("Catálogo traducido (PO o ZIP)").set_input_files(path)
    page.get_by_role("button", name="Cargar").click()
