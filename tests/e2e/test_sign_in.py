"""Getting in for the first time and ever after, in a real browser with a virtual key."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, code, enrol, enter, fresh_code, watch

PASSWORD = "una clave larga y propia"
# One transaction: a letter that has left keeps no text, and the worker is awake.
INVITE = """
import re
from django.db import transaction
from sello_accounts.models import Organisation
from sello_accounts.rights import OPERATOR
from sello_accounts.services.invitations import invite
from sello_site.outbox.models import Letter
place = Organisation.objects.filter(kind="sermig_department").first()
with transaction.atomic():
    invite(actor=OPERATOR, email={email!r}, organisation=place, role="Edición")
    text = Letter.objects.filter(to={email!r}).latest("pk").text
print(re.search(r"/cuenta/invitacion/\\S+", text)[0])
"""

SUPERUSER = f"""
from sello_accounts.models import User
User.objects.create_superuser({{email!r}}, {PASSWORD!r})
"""


def invitation(site: Site) -> tuple[str, str]:
    """A new address, and the path of its invitation."""
    email = f"nueva-{secrets.token_hex(4)}@example.org"
    return email, site.python(INVITE.format(email=email)).split()[-1]


def virtual_key(page: Page) -> None:
    """A telephone that recognises its owner's finger at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def looked_at(page: Page) -> None:
    """The page breaks no rule, and is not wider than a small telephone."""
    assert violations(page) == []
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if size is not None:
        page.set_viewport_size(size)


def accept(page: Page, path: str) -> None:
    page.goto(path)
    looked_at(page)
    page.get_by_label("Nombre", exact=True).fill("Inés")
    page.get_by_label("Apellidos").fill("Soto")
    page.get_by_label("Contraseña nueva", exact=True).fill(PASSWORD)
    page.get_by_label("Contraseña nueva, otra vez").fill(PASSWORD)
    page.get_by_role("button", name="Aceptar la invitación").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Elija su segundo factor")
    looked_at(page)


def leave(page: Page) -> None:
    page.goto("/cuenta/")
    page.get_by_role("button", name="Salir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrar")


def saved_codes(page: Page) -> list[str]:
    expect(page.get_by_role("heading", level=1)).to_have_text("Códigos de recuperación")
    looked_at(page)
    codes = page.locator(".codes li").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar los códigos").click()
    assert download.value.path().read_text(encoding="utf-8").split() == codes
    page.get_by_role("link", name="Los guardé, continuar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi cuenta")
    return codes


def test_from_an_invitation_to_signed_in_with_a_passkey(page: Page, site: Site) -> None:
    email, path = invitation(site)
    virtual_key(page)
    accept(page, path)
    page.get_by_role("link", name="Usar una llave").click()
    looked_at(page)
    page.get_by_role("button", name="Crear la llave").click()
    saved_codes(page)
    leave(page)
    # The key alone, which knows whose it is, and to where one wanted.
    page.goto("/admin/pages/")
    page.get_by_role("button", name="Entrar con una llave").click()
    page.wait_for_url(re.compile(r"^[^?]*/admin/pages/"))
    expect(page.locator("h1").first).to_be_visible()
    leave(page)
    # The key after the password.
    page.get_by_label("Correo electrónico").fill(email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar", exact=True).click()
    looked_at(page)
    page.get_by_role("button", name="Usar una llave").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi cuenta")


def test_from_an_invitation_to_signed_in_with_an_app_and_a_saved_code(
    page: Page, site: Site
) -> None:
    email, path = invitation(site)
    accept(page, path)
    page.get_by_role("link", name="Usar una aplicación").click()
    looked_at(page)
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Código").fill(code(secret, -1))
    page.get_by_role("button", name="Activar").click()
    saved = saved_codes(page)
    leave(page)
    enter(page, site, email, PASSWORD, secret)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi cuenta")
    leave(page)
    # Without the telephone.
    page.get_by_label("Correo electrónico").fill(email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar", exact=True).click()
    page.get_by_label("Código").fill(saved[0])
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi cuenta")


SCREENS = (
    "/cuenta/",
    "/cuenta/clave/",
    "/cuenta/factores/",
    "/cuenta/factores/llaves/agregar/",
    "/cuenta/factores/aplicacion/quitar/",
    "/cuenta/factores/codigos/nuevos/",
    "/cuenta/sesiones/",
    "/cuenta/salir/",
)


def test_every_screen_of_ones_own_account(page: Page, site: Site) -> None:
    email = f"pantallas-{secrets.token_hex(4)}@example.org"
    site.python(SUPERUSER.format(email=email))
    secret = enrol(site, email)[email]
    page.goto("/cuenta/entrar/")
    looked_at(page)
    page.get_by_label("Correo electrónico").fill(email)
    page.get_by_label("Contraseña").fill("no es esta")
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    looked_at(page)
    enter(page, site, email, PASSWORD, secret)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi cuenta")
    page.goto("/cuenta/confirmar/codigo/?next=/cuenta/")
    looked_at(page)
    page.get_by_label("Código").fill(fresh_code(site, secret))
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi cuenta")
    for screen in SCREENS:
        page.goto(screen)
        expect(page.locator("h1")).to_have_count(1)
        looked_at(page)


@pytest.mark.parametrize(
    "path",
    [
        "/cuenta/entrar/?aviso=sin-factor",
        "/cuenta/clave/olvidada/",
        "/cuenta/clave/olvidada/enviada/",
        "/cuenta/invitacion/no-existe/",
        "/cuenta/clave/nueva/no-existe/",
    ],
)
def test_screens_for_strangers(page: Page, path: str) -> None:
    page.goto(path)
    looked_at(page)


def test_without_javascript_one_gets_in_by_code_and_is_told_about_keys(
    browser: Browser, site: Site
) -> None:
    email = f"sinjs-{secrets.token_hex(4)}@example.org"
    site.python(SUPERUSER.format(email=email))
    secret = enrol(site, email)[email]
    context: BrowserContext = browser.new_context(base_url=site.url, java_script_enabled=False)
    watched = watch(context, site)
    page = context.new_page()
    page.goto("/cuenta/entrar/")
    expect(page.get_by_text("Las llaves de acceso necesitan JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Entrar con una llave")).to_have_count(0)
    enter(page, site, email, PASSWORD, secret)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi cuenta")
    assert (watched.violations, watched.failed) == ([], [])
    context.close()


def test_a_key_is_named_confirmed_by_and_kept_when_it_is_the_last(page: Page, site: Site) -> None:
    _email, path = invitation(site)
    virtual_key(page)
    accept(page, path)
    page.get_by_role("link", name="Usar una llave").click()
    page.get_by_role("button", name="Crear la llave").click()
    saved_codes(page)
    leave(page)
    page.get_by_role("button", name="Entrar con una llave").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi cuenta")
    page.goto("/cuenta/factores/")
    looked_at(page)
    page.get_by_role("link", name="Cambiar el nombre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmar que es usted")
    looked_at(page)
    page.get_by_role("button", name="Usar una llave").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nombre de la llave")
    looked_at(page)
    page.get_by_label("Nombre de la llave").fill("Teléfono")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("link", name="Quitar Teléfono").click()
    expect(page.get_by_role("alert")).to_contain_text("no se puede quitar")
    expect(page.get_by_role("button", name="Quitar la llave")).to_have_count(0)
    looked_at(page)
