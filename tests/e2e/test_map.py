"""The map beside the list, as readers with a mouse, a keyboard, a telephone or no script use it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, until, watch

SANTIAGO = [-33.4489, -70.6693]
Open = Callable[..., tuple[Page, Watched]]


@pytest.fixture
def opened(browser: Browser, site: Site) -> Open:
    contexts: list[BrowserContext] = []

    def open_page(address: str, **options: object) -> tuple[Page, Watched]:
        context = browser.new_context(base_url=site.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        watched = watch(context, site)
        page = context.new_page()
        page.goto(address)
        if options.get("java_script_enabled", True):
            until(page, "performance.getEntriesByName('atlas-points').length > 0")
        return page, watched

    yield open_page  # type: ignore[misc]  # a fixture
    for context in contexts:
        context.close()


def fine(watched: Watched) -> bool:
    return (watched.violations, watched.foreign_requests, watched.errors, watched.failed) == (
        [], [], [], [],
    )  # fmt: skip


def number(page: Page) -> int:
    found = re.match(r"\d+", page.locator(".atlas-count").inner_text())
    assert found is not None
    return int(found[0])


def test_filters_change_list_and_map_without_leaving_the_page(opened: Open) -> None:
    page, watched = opened("/mapa/")
    everything = number(page)
    expect(page.locator(".atlas-point")).to_have_count(everything)
    page.evaluate("window.stillHere = true")
    page.get_by_label("Región", exact=True).select_option("13")
    expect(page).to_have_url(re.compile(r"/mapa/\?region=13$|/mapa/\?region=13#"))
    expect(page.locator("#cuenta")).to_contain_text("municipalidades")
    some = number(page)
    assert 0 < some < everything
    expect(page.locator(".atlas-point")).to_have_count(some)
    assert page.evaluate("window.stillHere") is True
    page.get_by_label("Al final del año").select_option("2016")
    expect(page).to_have_url(re.compile(r"ano=2016"))
    assert number(page) < some
    page.go_back()
    expect(page.locator(".atlas-point")).to_have_count(some)
    page.go_back()
    expect(page.locator(".atlas-point")).to_have_count(everything)
    assert page.get_by_label("Región", exact=True).input_value() == ""
    page.get_by_label("Nombre de la comuna").fill("vina")
    page.keyboard.press("Enter")
    expect(page.locator(".atlas-point")).to_have_count(1)
    page.get_by_role("link", name="Quitar los filtros").click()
    expect(page.locator(".atlas-point")).to_have_count(everything)
    assert page.evaluate("window.stillHere") is True
    assert fine(watched)


def test_details_take_the_focus_and_give_it_back(opened: Open) -> None:
    page, watched = opened("/mapa/?region=13")
    row = page.locator(".atlas-list li").first
    name = row.get_by_role("link").inner_text()
    button = row.get_by_role("button")
    assert button.get_attribute("aria-label") == f"Ver en el mapa: {name}"
    button.focus()
    page.keyboard.press("Enter")
    panel = page.locator(".atlas-details")
    expect(panel.get_by_role("heading")).to_have_text(f"Municipalidad de {name}")
    expect(panel.get_by_role("heading")).to_be_focused()
    assert page.locator(".atlas-point-chosen").count() == 1
    expect(panel.get_by_role("link", name=re.compile("Todo sobre"))).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    assert fine(watched)


def test_details_that_cannot_be_loaded_can_be_closed(opened: Open) -> None:
    page, _watched = opened("/mapa/?region=13")
    page.route("**/mapa/resumen/**", lambda route: route.abort())
    button = page.locator(".atlas-list li button").first
    button.click()
    panel = page.locator(".atlas-details")
    expect(panel.get_by_role("heading")).to_have_text("No se pudo cargar. Intente de nuevo.")
    panel.get_by_role("button", name="Cerrar").click()
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


def test_a_filter_that_cannot_be_fetched_goes_to_its_address(opened: Open) -> None:
    page, _watched = opened("/mapa/")
    page.evaluate("window.stillHere = true")
    page.route(
        "**/mapa/?**",
        lambda route: (
            route.abort() if route.request.resource_type == "fetch" else route.continue_()
        ),
    )
    with page.expect_event("domcontentloaded"):
        page.get_by_label("Región", exact=True).select_option("13")
    assert page.evaluate("window.stillHere === undefined") is True
    expect(page).to_have_url(re.compile(r"region=13"))
    assert page.get_by_label("Región", exact=True).input_value() == "13"


def test_the_same_number_twice_is_told_twice(opened: Open) -> None:
    page, _watched = opened("/mapa/?estado=todas&q=vina")
    told = page.evaluate_handle(
        """() => { const told = []; new MutationObserver(() => told.push(
             document.getElementById("cuenta").textContent)).observe(
             document.getElementById("cuenta"), {childList: true}); return told; }"""
    )
    for name in ("iquique", "chanco"):
        page.get_by_label("Nombre de la comuna").fill(name)
        page.keyboard.press("Enter")
        expect(page.locator(".atlas-list li")).to_contain_text(name, ignore_case=True)
    page.wait_for_timeout(200)
    assert [text[:16] for text in told.json_value() if text] == ["1 municipalidad,"] * 2


def test_a_point_opens_the_same_details(opened: Open) -> None:
    page, watched = opened("/mapa/?q=iquique&estado=todas")
    page.locator(".atlas-point").click()
    panel = page.locator(".atlas-details")
    expect(panel.get_by_role("heading")).to_have_text("Municipalidad de Iquique")
    panel.get_by_role("button", name="Cerrar").click()
    expect(panel).to_be_hidden()
    assert fine(watched)


def test_the_address_restores_the_view_and_what_was_chosen(opened: Open) -> None:
    page, _watched = opened("/mapa/?estado=todas")
    page.locator("li[data-code='13101'] button").click()
    expect(page.locator(".atlas-details h3")).to_have_text("Municipalidad de Santiago")
    expect(page).to_have_url(re.compile(r"\?estado=todas#8/-3\d\.\d+/-70\.\d+/13101$"))
    again, watched = opened(page.url)
    expect(again.locator(".atlas-details h3")).to_have_text("Municipalidad de Santiago")
    assert again.url == page.url
    assert fine(watched)


def test_a_region_is_shown_in_the_middle_of_the_map(opened: Open) -> None:
    page, watched = opened("/mapa/?region=13")
    page.wait_for_selector("path[class^=atlas-shade]", state="attached")
    page.wait_for_timeout(500)  # nothing may pull the view away afterwards
    frame = page.locator("#mapa-leaflet").bounding_box()
    boxes = [point.bounding_box() for point in page.locator(".atlas-point").all()]
    assert frame is not None
    centre = frame["x"] + frame["width"] / 2
    assert [
        box for box in boxes if box is None or abs(box["x"] + 12 - centre) > frame["width"] / 2
    ] == []
    assert len(boxes) > 3
    assert fine(watched)


def test_going_back_restores_the_view(opened: Open) -> None:
    page, watched = opened("/mapa/#8/-33.45/-70.66")
    page.get_by_label("Región", exact=True).select_option("01")
    expect(page).to_have_url(re.compile(r"region=01#"))
    page.go_back()
    expect(page.get_by_label("Región", exact=True)).to_have_value("")
    expect(page).to_have_url(re.compile(r"/mapa/#8/-33\.45\d*/-70\.66\d*$"))
    assert fine(watched)


def test_the_map_moves_by_its_buttons(opened: Open) -> None:
    page, watched = opened("/mapa/")
    page.get_by_role("button", name="Acercar").press("Enter")
    expect(page).to_have_url(re.compile(r"#[\d.]+/"))
    before = page.url
    page.get_by_role("button", name="Mover hacia el norte").press("Enter")
    expect(page).not_to_have_url(before)
    latitude = float(page.url.split("#")[1].split("/")[1])
    assert latitude > float(before.split("#")[1].split("/")[1])
    assert fine(watched)


def test_the_nearest_are_found_without_telling_where_the_reader_is(opened: Open) -> None:
    asked: list[str] = []
    page, watched = opened(
        "/mapa/?estado=todas",
        geolocation={"latitude": SANTIAGO[0], "longitude": SANTIAGO[1]},
        permissions=["geolocation"],
    )
    page.on("request", lambda request: asked.append(request.url + str(request.post_data)))
    page.get_by_role("button", name="Cerca de mí").click()
    found = page.locator(".atlas-near li")
    expect(found).to_have_count(5)
    expect(found.first).to_contain_text("Santiago")
    # Pictures of the page may still come; none is told anything.
    assert [url for url in asked if "/static/" not in url or "33." in url] == []
    assert fine(watched)


def test_a_reader_who_gives_no_position_is_told_what_else_to_do(opened: Open) -> None:
    page, _watched = opened("/mapa/", permissions=[])
    page.get_by_role("button", name="Cerca de mí").click()
    expect(page.locator(".atlas-near")).to_contain_text("puede buscar su comuna", ignore_case=True)


@pytest.mark.parametrize("height", [640, 900])
def test_nothing_of_the_country_hides_behind_the_credits(opened: Open, height: int) -> None:
    page, _watched = opened("/mapa/", viewport={"width": 360, "height": height})
    frame = page.locator(".atlas-frame .leaflet-container").bounding_box()
    credits_box = page.locator(".leaflet-control-attribution").bounding_box()
    points = [one.bounding_box() for one in page.locator(".atlas-point").all()]
    assert (frame is not None, credits_box is not None, len(points) > 100) == (True, True, True)
    assert frame is not None
    assert credits_box is not None
    hidden = [
        box
        for box in points
        if box is None or box["y"] < frame["y"] or box["y"] + box["height"] > credits_box["y"]
    ]
    assert hidden == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_map_breaks_no_accessibility_rule_and_fits_the_screen(
    opened: Open, width: int, scheme: str
) -> None:
    page, watched = opened("/mapa/", viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.wait_for_selector("path.leaflet-interactive, path[class^=atlas-shade]", state="attached")
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert (violations(page), overflow) == ([], 0)
    box = page.locator("#mapa-leaflet").bounding_box()
    assert box is not None
    assert box["width"] > 250
    assert box["height"] > 300
    assert fine(watched)


def test_the_keyboard_can_pass_over_the_map(opened: Open) -> None:
    page, _watched = opened("/mapa/")
    page.locator("#mapa .atlas-skip a").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#mapa')") is None


def test_without_script_there_is_the_list_and_no_empty_map(opened: Open) -> None:
    page, _watched = opened("/mapa/", java_script_enabled=False)
    expect(page.locator("#mapa")).to_be_hidden()
    expect(page.locator(".atlas-list li").first).to_be_visible()


@pytest.fixture
def other_site(site: Site) -> Iterator[str]:
    """A page on another host that frames the map, and the list itself."""

    class Framing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for name, path in (("map", "/mapa/insertado/?region=13"), ("list", "/mapa/")):
                frame = f"<iframe id={name} src='{site.url}{path}' width=800 height=700></iframe>"
                self.wfile.write(frame.encode())

        def log_message(self, *args: object) -> None:
            """Not among the results of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Framing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_another_site_may_show_the_map_but_not_the_list(browser: Browser, other_site: str) -> None:
    page = browser.new_page()
    page.goto(other_site)
    expect(page.frame_locator("#map").locator(".atlas-point").first).to_be_visible()
    # The browser puts a page of its own in its place.
    title = page.frame_locator("#list").get_by_role("heading", name="Municipalidades del programa")
    expect(title).to_have_count(0)
    page.close()


def test_the_embedded_map_breaks_no_accessibility_rule(opened: Open) -> None:
    page, watched = opened("/mapa/insertado/?region=13", viewport={"width": 360, "height": 640})
    assert violations(page) == []
    assert fine(watched)


def test_paper_shows_the_list(opened: Open) -> None:
    page, _watched = opened("/mapa/?region=13")
    page.emulate_media(media="print")
    expect(page.locator(".atlas-list li").first).to_be_visible()
    for gone in (".atlas-filters", ".atlas-controls", ".atlas-show >> nth=0", ".atlas-embed"):
        expect(page.locator(gone)).to_be_hidden()
