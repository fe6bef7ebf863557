"""The data-protection officer answers a request, and an administrator looks at the mail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, sign_in, watch
from sello_site.roles import ADMINISTRATOR, DATA_PROTECTION

WIDTHS = (320, 360, 768, 1280)
OFFICE = "/admin/proteccion-de-datos/"
MAIL = "/admin/correo/"

PEOPLE = """
import json, re
from django.db import transaction
from django.utils import timezone
from sello_site.outbox.models import Letter, LetterEvent, LocalLetter
from sello_site.outbox.suppressions import suppress
from sello_site.privacy import rights
from sello_site.privacy.texts import publish_text

# One transaction: a letter that has left keeps no text, and the worker is awake.
@transaction.atomic
def asked(right, name, email):
    rights.ask(right=right, name=name, email=email, details="Todo lo que tengan.", language="es")
    letter = Letter.objects.filter(to=email, template="rights_confirm").latest("pk")
    token = re.search("/confirmar/([^/]+)/", letter.text)[1]
    return letter, token, rights.confirm(token=token).folio

access = asked("access", "Ana Pérez", "ana@example.org")[2]
letter, _token, erasure = asked("erasure", "Luz Díaz", "luz@example.org")
publish_text(key="solicitudes", language="es", text="Tratamos su solicitud para cumplir la ley.")
suppress(address="rebota@example.org", reason="hard_bounce")
LetterEvent.objects.create(provider="Postmark", event_id="x", kind="bounced", letter=letter,
                           happened_at=timezone.now())
local = LocalLetter.objects.create(
    message_id="<e2e@example.org>", sender="sello@example.org", to="ana@example.org",
    subject="Revise su correo", text="Entre en http://localhost/personal/" + "x" * 60,
    html='<!doctype html><html lang="es"><head><title>Carta</title></head>'
         "<body><main><h1>Carta</h1></main></body></html>")
print(json.dumps({"access": access, "erasure": erasure, "local": local.pk}))
"""


@pytest.fixture(scope="module")
def facts(site: Site) -> dict[str, Any]:
    """Two confirmed requests, a letter in the local mailbox, and an address without mail."""
    facts: dict[str, Any] = json.loads(site.python(PEOPLE).splitlines()[-1])
    return facts


def screens(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Who looks at which address."""
    return [
        (DATA_PROTECTION, OFFICE),
        (DATA_PROTECTION, f"{OFFICE}solicitudes/{facts['access']}/"),
        (DATA_PROTECTION, f"{OFFICE}solicitudes/{facts['erasure']}/"),
        (DATA_PROTECTION, f"{OFFICE}registro/"),
        (DATA_PROTECTION, f"{OFFICE}textos/"),
        (DATA_PROTECTION, f"{OFFICE}plazos/"),
        (ADMINISTRATOR, MAIL),
        (ADMINISTRATOR, f"{MAIL}buzon/{facts['local']}/"),
        (ADMINISTRATOR, f"{MAIL}direccion/"),
    ]


def overflow(page: Page) -> int:
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screens_break_no_rule_and_fit_every_width(
    browser: Browser, site: Site, facts: dict[str, Any], scheme: str
) -> None:
    found: dict[str, Any] = {}
    for role in (DATA_PROTECTION, ADMINISTRATOR):
        context = browser.new_context(base_url=site.url, color_scheme=scheme)  # type: ignore[arg-type]  # a literal
        watched = watch(context, site)
        page = sign_in(context, site, role)
        for address in [address for whose, address in screens(facts) if whose == role]:
            answered = page.goto(address)
            assert answered is not None
            assert (address, answered.status) == (address, 200)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if overflow(page) > 0:
                    found[f"{address} {width}"] = overflow(page)
                if width in {360, 1280} and (broken := violations(page)):
                    found[f"{address} {width} rules"] = broken
        context.close()
        assert watched == Watched()
    assert found == {}


def test_officer_looks_erases_and_answers(
    context: BrowserContext, site: Site, facts: dict[str, Any]
) -> None:
    page = sign_in(context, site, DATA_PROTECTION)
    page.goto(OFFICE)
    page.get_by_role("link", name=facts["erasure"]).click()
    page.get_by_role("button", name="Ver qué se guarda").click()
    expect(page.get_by_role("status", name="Datos guardados")).to_contain_text("Luz Díaz")
    assert violations(page) == []

    page.get_by_label("Escriba el número").fill("PD-OTRO")
    page.get_by_role("button", name="Borrar los datos").click()
    expect(page.get_by_text("No es el número de esta solicitud.")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Escriba el número").fill(facts["erasure"])
    page.get_by_role("button", name="Borrar los datos").click()
    expect(page.locator("main")).to_contain_text("outbox:")

    page.get_by_role("radio", name="Se acoge").check()
    page.get_by_label("Respuesta").fill("Borramos sus datos.")
    page.get_by_role("button", name="Responder y cerrar la solicitud").click()
    page.wait_for_url(f"**{OFFICE}")
    expect(page.locator("main")).to_contain_text("Acogida")


def test_administrator_allows_mail_to_an_address_again(
    context: BrowserContext, site: Site, facts: dict[str, Any]
) -> None:
    page = sign_in(context, site, ADMINISTRATOR)
    page.goto(f"{MAIL}direccion/")
    page.get_by_label("Correo electrónico").fill("rebota@example.org")
    page.get_by_role("button", name="Consultar").click()
    expect(page.locator(".nice-padding [role=status]")).to_contain_text("No recibe correo desde")
    assert violations(page) == []
    page.get_by_label("Por qué se vuelve a permitir").fill("Corrigió su buzón")
    page.get_by_role("button", name="Volver a permitir el correo").click()
    page.wait_for_url(f"**{MAIL}")
    expect(page.locator("main")).to_contain_text("Esa dirección vuelve a recibir correo.")


def test_a_person_asks_and_confirms_by_the_letter(browser: Browser, site: Site) -> None:
    """Without JavaScript, in Haitian Creole, on a narrow screen."""
    context = browser.new_context(
        base_url=site.url, java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    watched = watch(context, site)
    page = context.new_page()
    page.goto("/ht/")
    page.locator("footer").get_by_role("link", name="Done pèsonèl ou").click()
    page.locator("form.person-form button[type=submit]").click()
    expect(page.locator("[role=alert] li")).to_have_count(3)
    assert overflow(page) <= 0
    page.locator("#id_right_0").check()
    page.locator("#id_name").fill("Jean Baptiste")
    page.locator("#id_email").fill("jean.e2e@example.org")
    page.locator("form.person-form button[type=submit]").click()
    page.wait_for_url("**/ht/personal/privacidad/enviada/")
    link = site.python(
        "import re\n"
        "from sello_site.outbox.models import Letter, LocalLetter\n"
        "found = Letter.objects.filter(to='jean.e2e@example.org', template='rights_confirm')\n"
        # What has left keeps no text; then the mailbox has it.
        "mine = LocalLetter.objects.filter(to__contains='jean.e2e@example.org')\n"
        "text = found.latest('pk').text or mine.latest('pk').text\n"
        "print(re.search(r'https?://\\S+/confirmar/\\S+', text)[0])"
    ).splitlines()[-1]
    page.goto(link)
    assert page.locator("html").get_attribute("lang") == "ht"
    page.locator("main form button").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    assert overflow(page) <= 0
    assert context.cookies() == []
    context.close()
    assert watched == Watched()
