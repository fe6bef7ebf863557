"""A reader finds a guide, reads it, and says whether it was of use; an editor reads that."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, sign_in, watch

WIDTHS = (360, 1280)
EVERYTHING = "/guias/"
# What no guide of the demonstration is.
NOTHING = "/guias/?publico=other&compromiso=1&idioma=fr"


@pytest.fixture(params=WIDTHS)
def reader(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """A page without JavaScript, in a narrow and in a wide window; nothing may go wrong in it."""
    context = browser.new_context(
        base_url=site.url,
        java_script_enabled=False,
        viewport={"width": request.param, "height": 800},
    )
    watched = watch(context, site)
    yield context.new_page()
    cookies = context.cookies()
    context.close()
    assert (watched, cookies) == (Watched(), [])


def shown(page: Page) -> int:
    return page.locator(".guide-list > li").count()


def test_a_reader_filters_the_guides_and_takes_the_filters_back(reader: Page) -> None:
    reader.goto(EVERYTHING)
    everything = shown(reader)
    assert everything >= 3
    reader.get_by_label("Para quién").select_option("municipality")
    reader.get_by_label("Compromiso").select_option("1")
    reader.get_by_role("button", name="Filtrar").click()
    expect(reader).to_have_url(re.compile("compromiso=1"))
    found = shown(reader)
    assert 0 < found < everything
    expect(reader.get_by_role("status")).to_contain_text(str(found))
    expect(reader.get_by_label("Compromiso")).to_have_value("1")
    reader.get_by_role("link", name="Quitar el filtro Compromiso").click()
    assert found < shown(reader) <= everything
    reader.get_by_role("link", name="Ver todas las guías").click()
    assert shown(reader) == everything


def test_an_empty_list_says_what_to_do(reader: Page) -> None:
    reader.goto(NOTHING)
    expect(reader.get_by_role("status")).to_contain_text("Ninguna guía reúne lo que eligió")
    reader.get_by_role("link", name="Ver todas las guías").click()
    assert shown(reader) >= 3


def test_a_wide_table_is_read_row_by_row_on_a_telephone(reader: Page) -> None:
    reader.goto("/guias/a-quien-preguntar/")
    table = reader.get_by_role("table", name="Según quién pregunta y qué necesita")
    # A table for those who hear it, whatever it looks like.
    expect(table.get_by_role("columnheader")).to_have_count(3)
    expect(table.get_by_role("row")).to_have_count(8)
    cells = table.get_by_role("row").nth(1).locator("th, td")
    tops = [cells.nth(position).bounding_box()["y"] for position in range(3)]  # type: ignore[index]  # seen
    labels = [label.is_visible() for label in cells.locator(".cell-label").all()]
    if reader.viewport_size == {"width": 360, "height": 800}:
        assert tops == sorted(set(tops))
        assert labels == [True, True, True]
    else:
        assert len(set(tops)) == 1
        assert labels == [False, False, False]
    assert reader.locator("html").evaluate("html => html.scrollWidth <= innerWidth")


def test_a_reader_says_whether_a_guide_was_of_use(reader: Page) -> None:
    reader.goto("/guias/preparar-el-informe/")
    title = reader.locator("h1").inner_text()
    form = reader.locator(".opinion-form")
    form.get_by_label("Sí").check()
    form.get_by_label("Comentario").fill("Escríbame a ana@example.cl")
    form.get_by_role("button", name="Enviar su opinión").click()
    # Refused with the reason, and nothing that was written is lost.
    expect(reader.get_by_role("alert")).to_contain_text("un correo, un RUN o un teléfono")
    expect(form.get_by_label("Sí")).to_be_checked()
    expect(form.get_by_label("Comentario")).to_have_value("Escríbame a ana@example.cl")
    form.get_by_label("Comentario").fill("Faltan ejemplos.")
    form.get_by_role("button", name="Enviar su opinión").click()
    expect(reader.locator("h1")).to_have_text("Gracias por su opinión")
    reader.get_by_role("link", name=f"Volver a «{title}»").click()
    expect(reader.locator("h1")).to_have_text(title)


def test_an_editor_reads_and_deletes_what_was_said(context: BrowserContext, site: Site) -> None:
    reader = context.new_page()
    reader.goto("/guias/preparar-el-informe/")
    form = reader.locator(".opinion-form")
    form.get_by_label("No", exact=True).check()
    form.get_by_label("Comentario").fill("Un comentario que sobra.")
    form.get_by_role("button", name="Enviar su opinión").click()
    page = sign_in(context, site, "Edición")
    page.goto("/admin/opiniones/")
    assert violations(page) == []
    row = page.get_by_role("row").filter(has_text="Un comentario que sobra.")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Borrar").click()
    expect(page.get_by_text("La opinión se borró.")).to_be_visible()
    expect(row).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_these_pages_breaks_an_accessibility_rule(
    browser: Browser, site: Site, scheme: str
) -> None:
    broken = {}
    for width in WIDTHS:
        context = browser.new_context(
            base_url=site.url,
            color_scheme=scheme,  # type: ignore[arg-type]  # a literal
            viewport={"width": width, "height": 800},
        )
        page = context.new_page()

        def judge(state: str, page: Page = page, width: int = width) -> None:
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if found := [*violations(page), *(["scrolls sideways"] if wide else [])]:
                broken[state, width] = found

        for address in ("/guias/?compromiso=4", NOTHING, "/guias/preparar-el-informe/"):
            page.goto(address)
            judge(address)
        page.locator(".opinion-form").get_by_role("button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        judge("refused")
        page.get_by_label("Sí").check()
        page.locator(".opinion-form").get_by_role("button").click()
        expect(page.locator("h1")).to_have_text("Gracias por su opinión")
        judge("thanks")
        context.close()
    assert broken == {}
