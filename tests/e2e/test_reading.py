"""A reader goes through the public site."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, watch

# 640 px is what 1280 px become at 200 % zoom.
WIDTHS = (320, 360, 640, 768, 1280)


@pytest.fixture(scope="module")
def addresses(site: Site) -> list[str]:
    """Every address of the site map, and one that does not exist."""
    import urllib.request
    from xml.etree import ElementTree

    with urllib.request.urlopen(f"{site.url}/sitemap.xml", timeout=10) as answer:  # noqa: S310  # our own server on loopback
        tree = ElementTree.fromstring(answer.read())  # noqa: S314  # our own server's answer
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    found = [str(element.text).removeprefix(site.url) for element in tree.iter(name)]
    assert len(found) >= 12
    return [*found, "/no-existe/", "/buscar/", "/buscar/?q=capacitacion", "/buscar/?q=xyzzy"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_an_accessibility_rule(
    browser: Browser, site: Site, addresses: list[str], scheme: str
) -> None:
    context = browser.new_context(base_url=site.url, color_scheme=scheme)  # type: ignore[arg-type]  # a literal
    page = context.new_page()
    broken = {}
    for address in addresses:
        page.goto(address)
        if found := violations(page):
            broken[address] = found
    context.close()
    assert broken == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(
    browser: Browser, site: Site, addresses: list[str], width: int
) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = {}
    for address in addresses:
        page.goto(address)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            wide[address] = overflow
    context.close()
    assert wide == {}


def test_every_page_keeps_to_the_policy_asks_nobody_else_and_sets_no_cookie(
    browser: Browser, site: Site, addresses: list[str]
) -> None:
    context = browser.new_context(base_url=site.url)
    watched = watch(context, site)
    page = context.new_page()
    for address in addresses:
        page.goto(address)
    cookies = context.cookies()
    context.close()
    assert (watched, cookies) == (Watched(), [])


def test_the_watch_sees_a_violation(context: BrowserContext, site: Site, browser: Browser) -> None:
    other = browser.new_context(base_url=site.url)
    watched = watch(other, site)
    page = other.new_page()
    page.goto("/")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = '1';"
        " document.head.append(s); }"
    )
    page.wait_for_timeout(200)
    other.close()
    assert len(watched.violations) == 1


def test_a_reader_gets_from_the_home_page_to_a_guide(page: Page) -> None:
    page.goto("/")
    expect(page.locator("h1")).to_have_count(1)
    page.locator("nav.menu-wide").get_by_role("link", name="Guías").click()
    page.locator("main").get_by_role("link").filter(has_text="informe").first.click()
    expect(page.get_by_text("Contenido de ejemplo: no validado por SERMIG")).to_be_visible()


def test_search_finds_without_accents(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").first.fill("capacitacion")
    page.get_by_role("combobox").first.press("Enter")
    expect(page.locator("main mark").first).to_contain_text("apacitaci")


def test_the_keyboard_reaches_the_content_first_and_sees_where_it_is(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("href", "#contenido")
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside is True


def test_a_keyboard_walk_passes_every_link_once_and_ends(page: Page) -> None:
    page.goto("/")
    wanted = page.locator(
        "a[href]:visible, button:visible, summary:visible, input:visible:not([type=hidden])"
    ).count()
    seen: list[str] = []
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        mark = page.evaluate(
            """() => {
                const active = document.activeElement;
                if (!active || active === document.body) return '';
                active.dataset.walk ||= String(Math.random());
                // A card shows the mark around itself, by its link's ::after.
                const shown = [null, '::after'].some(
                    (part) => getComputedStyle(active, part).outlineStyle !== 'none');
                return active.dataset.walk + (shown ? '' : ' without focus mark');
            }"""
        )
        if mark == "":
            break
        seen.append(mark)
    assert [mark for mark in seen if "without" in mark] == []
    assert len(set(seen)) == len(seen) >= wanted - 1


def test_the_site_works_without_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        base_url=site.url, java_script_enabled=False, viewport={"width": 360, "height": 700}
    )
    page = context.new_page()
    page.goto("/")
    page.locator("header summary").first.click()
    page.locator("header").get_by_role("link", name="Guías").click()
    expect(page.locator("h1")).to_contain_text("Guías")
    context.close()


def test_reduced_motion_leaves_no_transition(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((element) => {
            const style = getComputedStyle(element);
            return parseFloat(style.transitionDuration) > 0.01
                || parseFloat(style.animationDuration) > 0.01;
        }).length"""
    )
    context.close()
    assert moving == 0
