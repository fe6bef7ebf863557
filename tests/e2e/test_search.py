"""Somebody searches, with and without a script, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, watch

WIDTHS = (360, 1280)
ADDRESSES = ("/buscar/", "/buscar/?q=informe", "/buscar/?q=infrome", "/buscar/?q=xyzzyq")


@pytest.fixture(params=WIDTHS)
def sized(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=site.url, viewport={"width": request.param, "height": 800}
    )
    watched = watch(context, site)
    yield context
    context.close()
    assert watched == Watched()


def options(page: Page) -> list[str]:
    return page.locator("main [role=option] span").all_inner_texts()


def test_titles_are_offered_and_the_keyboard_goes_there(sized: BrowserContext) -> None:
    page = sized.new_page()
    page.goto("/buscar/")
    field = page.get_by_role("combobox", name="Palabras que busca")
    field.press_sequentially("compromi")
    expect(page.locator("main [role=listbox]")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert "Los cinco compromisos" in options(page)
    field.press("ArrowDown")
    first = page.locator("main [role=option][aria-selected=true]")
    expect(field).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    title = first.locator("span").inner_text()
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_escape_closes_the_list_and_enter_searches(sized: BrowserContext) -> None:
    page = sized.new_page()
    page.goto("/buscar/")
    field = page.get_by_role("combobox", name="Palabras que busca")
    field.press_sequentially("informe")
    expect(page.locator("main [role=listbox]")).to_be_visible()
    field.press("Escape")
    expect(page.locator("main [role=listbox]")).to_be_hidden()
    expect(field).to_have_value("informe")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Resultados para «informe»")


def test_the_list_breaks_no_accessibility_rule_and_fits(sized: BrowserContext) -> None:
    page = sized.new_page()
    page.goto("/buscar/")
    page.get_by_role("combobox", name="Palabras que busca").press_sequentially("sello")
    expect(page.locator("main [role=listbox]")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_misspelt_word_finds_what_was_meant(sized: BrowserContext) -> None:
    page = sized.new_page()
    page.goto("/buscar/?q=infrome")
    expect(page.locator(".search-notice")).to_contain_text("informe")
    page.locator(".search-item a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("nforme")


def test_results_are_narrowed_to_guides(sized: BrowserContext) -> None:
    page = sized.new_page()
    page.goto("/buscar/?q=municipalidad")
    kinds = page.get_by_role("navigation", name="Tipo de resultado")
    chosen = kinds.get_by_role("link", name="Guías")
    count = chosen.locator(".search-kind-count").inner_text()
    chosen.click()
    expect(kinds.locator("[aria-current]")).to_contain_text("Guías")
    expect(page.locator("#search-count")).to_contain_text(count)


@pytest.mark.parametrize("width", WIDTHS)
def test_without_a_script_the_form_searches_and_offers_titles(
    browser: Browser, site: Site, width: int
) -> None:
    context = browser.new_context(
        base_url=site.url, viewport={"width": width, "height": 800}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/buscar/")
    titles = page.locator("#search-titles option")
    assert titles.count() >= 12
    field = page.get_by_label("Palabras que busca")
    field.fill("informe")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Resultados para «informe»")
    assert page.locator(".search-item").count() >= 3
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_search_breaks_an_accessibility_rule(
    browser: Browser, site: Site, scheme: str
) -> None:
    context = browser.new_context(base_url=site.url, color_scheme=scheme)  # type: ignore[arg-type]  # a literal
    page = context.new_page()
    broken = {}
    for address in ADDRESSES:
        page.goto(address)
        if found := violations(page):
            broken[address] = found
    context.close()
    assert broken == {}
