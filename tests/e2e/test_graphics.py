"""A reader finds a poster in the own language and takes it away, alone or with others."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site

GALLERY = "/material-grafico/"
ADDRESSES = (
    GALLERY,
    f"{GALLERY}?idioma=ht&tipo=poster",
    f"{GALLERY}?tipo=sign&formato=png",
    f"{GALLERY}su-municipalidad-le-orienta/",
    "/ht/materyel-grafik/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_gallery_and_piece_break_no_accessibility_rule_and_fit_the_screen(
    browser: Browser, site: Site, width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]  # a literal
    )
    page = context.new_page()
    found = {}
    for address in ADDRESSES:
        answer = page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, 200)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found[address] = (violations(page), overflow)
    context.close()
    assert found == {address: ([], 0) for address in ADDRESSES}


def test_reader_without_script_narrows_the_gallery_and_takes_one_file(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(GALLERY)
    page.get_by_label("Idioma del material").select_option("ht")
    page.get_by_label("Tipo").select_option("poster")
    page.get_by_role("button", name="Filtrar").click()
    count = page.locator(".graphic-list > li").count()
    expect(page.locator(".graphic-count")).to_have_text(f"{count} piezas")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Descargar «Su municipalidad le orienta»").click()
    name = begun.value.suggested_filename
    assert name == "su-municipalidad-le-orienta-ht-demo.pdf"
    assert begun.value.path().read_bytes().startswith(b"%PDF-")
    assert context.cookies() == []
    context.close()


def test_reader_takes_a_chosen_set_as_one_archive(page: Page) -> None:
    page.goto(f"{GALLERY}?idioma=fr")
    page.get_by_label("Elegir «Pregunte aquí»").check()
    page.get_by_label("Elegir «Los cinco compromisos»").check()
    with page.expect_download() as begun:
        page.get_by_role("button", name="Descargar lo elegido (ZIP)").click()
    with zipfile.ZipFile(begun.value.path()) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == [
            "LICENCIA.txt",
            "los-cinco-compromisos-fr-demo.pdf",
            "pregunte-aqui-fr-demo.pdf",
        ]


def test_reader_who_chose_nothing_is_told_what_to_do(page: Page) -> None:
    page.goto(GALLERY)
    page.get_by_role("button", name="Descargar lo elegido (ZIP)").click()
    expect(page.locator("main")).to_contain_text("marque al menos una pieza")
