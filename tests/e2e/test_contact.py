"""Somebody writes to a regional office by keyboard alone, on a small screen, with no script."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, watch

FORM = "/personal/mapa/contacto/13/?comuna=13101"
LETTERS = (
    "from sello_site.outbox.models import LocalLetter;"
    "print(sorted(LocalLetter.objects.filter(subject__contains=' 13-').values_list('to', 'text')))"
)


def test_a_message_is_written_with_the_keyboard_and_arrives(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        base_url=site.url, java_script_enabled=False, viewport={"width": 320, "height": 700}
    )
    watched = watch(context, site)
    page = context.new_page()
    page.goto(FORM)
    page.get_by_role("button", name="Enviar el mensaje").press("Enter")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(5)
    page.get_by_role("link", name="Escriba su nombre.").press("Enter")
    expect(page.get_by_label("Su nombre")).to_be_focused()
    keyboard = page.keyboard
    keyboard.type("Rosalinda Quilapán")
    keyboard.press("Tab")
    keyboard.type("rosa@correo.example")
    keyboard.press("Tab")
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(page.get_by_label("Una persona migrante")).to_be_checked()
    keyboard.press("Tab")
    expect(page.get_by_label("Comuna de la que se trata")).to_have_value("13101")
    keyboard.press("Tab")
    keyboard.type("Clases")
    keyboard.press("Tab")
    keyboard.type("¿Dónde hay clases de español?")
    keyboard.press("Tab")
    # What is to be left alone is not even reached.
    expect(page.get_by_role("button", name="Enviar el mensaje")).to_be_focused()
    keyboard.press("Enter")
    # The browser keeps the fragment of the link that led to the first field.
    expect(page).to_have_url(re.compile(r"/personal/mapa/contacto/13/enviado/#id_name$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Recibimos su mensaje")
    cookies = context.cookies()
    context.close()
    assert (watched, cookies) == (Watched(), [])
    end = time.monotonic() + 90
    while (found := site.python(LETTERS)).count("('") < 2:
        assert time.monotonic() < end, "the letters did not arrive"
        time.sleep(2)
    assert "('sello.13@example.org'" in found
    assert found.count("¿Dónde hay clases de español?") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_break_no_accessibility_rule_and_fit_the_screen(
    browser: Browser, site: Site, width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]  # a literal
    )
    page = context.new_page()
    found = []

    def look() -> None:
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found.append((violations(page), overflow))

    page.goto(FORM)
    look()
    page.get_by_role("button", name="Enviar el mensaje").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    page.goto("/ht/personal/mapa/contacto/05/enviado/")
    look()
    context.close()
    assert found == [([], 0)] * 3
