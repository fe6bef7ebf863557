"""A reader finds out which municipalities take part, and whom to ask, with no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from e2e.accessibility import violations
from e2e.browsing import Site

ADDRESSES = (
    "/mapa/",
    "/mapa/?estado=todas",
    "/mapa/?q=no+hay+tal+comuna",
    "/mapa/cifras/",
    "/mapa/13101-santiago/",
    "/mapa/region/05-valparaiso/",
    "/fr/mapa/cifras/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_atlas_breaks_no_accessibility_rule_and_fits_the_screen(
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


def test_reader_without_script_finds_a_municipality_and_its_officer(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/mapa/")
    page.get_by_label("Al final del año").select_option("2023")
    page.get_by_role("button", name="Filtrar").click()
    expect(page.locator(".atlas-count")).to_contain_text("128 municipalidades")
    page.get_by_label("Nombre de la comuna").fill("vina del mar")
    page.get_by_role("button", name="Filtrar").click()
    expect(page.locator(".atlas-count")).to_contain_text("1 municipalidad,")
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV").click()
    assert begun.value.suggested_filename == "municipalidades-demo.csv"
    page.get_by_role("link", name="Viña del Mar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Municipalidad de Viña del Mar")
    expect(page.get_by_text("Demostración: dato ficticio").first).to_be_visible()
    expect(page.get_by_text("Persona de demostración")).to_be_visible()
    context.close()


def test_the_atlas_asks_nothing_of_other_hosts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ADDRESSES:
        page.goto(address)
    context.close()
    assert len(asked) > len(ADDRESSES)
    assert [url for url in asked if not url.startswith(site.url)] == []
