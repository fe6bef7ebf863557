"""The admin's screens about people and organisations, as administrators see them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, watch

Visit = Callable[[int], Page]
ORGANISATIONS = "/admin/organizaciones/"

PEOPLE = """
import json
from django.test import Client
from django.utils import timezone
from sello_accounts.models import User
from sello_accounts.services.invitations import invite
from sello_accounts.services.memberships import end_membership
from sello_accounts.testing import make_member, make_organisation
from sello_site.testing_people import signed_in

OPERATOR, COORDINATOR = "Operación municipal", "Coordinación municipal"
place = make_organisation("municipality", "13114", name="Municipalidad de Las Condes")
department = make_organisation("sermig_department", "inclusion")
admin = make_member("administra.personas@example.org", "Administración", organisation=department,
                    first_name="Inés", last_name="Lara")
editor = make_member("edita.personas@example.org", "Edición", organisation=department,
                     first_name="Eva", last_name="Luz")
make_member("coordina.condes@example.org", COORDINATOR, organisation=place)
long_name = make_member("maria.fernanda.gonzalez@municipalidad-de-las-condes.example.org", OPERATOR,
                        organisation=place, first_name="María Fernanda",
                        last_name="González Etcheverry-Undurraga")
gone = make_member("seva@example.org", OPERATOR, organisation=place, first_name="Luis")
end_membership(actor=admin, membership=gone.memberships.get(), reason="Cambió de trabajo")
invite(actor=admin, email="invitada.condes@example.org", organisation=place, role=OPERATOR)
old = invite(actor=admin, email="tarde.condes@example.org", organisation=place, role=OPERATOR)
day = timezone.timedelta(days=1)
type(old).objects.filter(pk=old.pk).update(
    sent_at=timezone.now() - 9 * day, expires_at=timezone.now() - 2 * day,
    state="expired", closed_at=timezone.now())
print(json.dumps({
    "session": signed_in(Client(), admin).session.session_key,
    "place": place.pk,
    "membership": long_name.memberships.get().pk,
    "editor": editor.pk,
}))
"""

CUT_OFF = """() => [...document.querySelectorAll("main *")].filter(element => {
  const box = element.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1) return false;
  if (getComputedStyle(element).visibility === "hidden") return false;
  if (!element.matches("a, button, input, select, textarea, h1, h2, p, li, td, th, label"))
    return false;
  for (let up = element; up.tagName !== "MAIN"; up = up.parentElement) {
    const style = getComputedStyle(up);
    // What can be scrolled to, or is put out of sight on purpose (drawers).
    if (["auto", "scroll"].includes(style.overflowX)) return false;
    if (["fixed", "absolute", "sticky"].includes(style.position)) return false;
  }
  return true;
}).map(element => element.tagName + " " + element.textContent.trim().slice(0, 40))"""


@pytest.fixture(scope="module")
def facts(site: Site) -> dict[str, str]:
    facts: dict[str, str] = json.loads(site.python(PEOPLE).splitlines()[-1])
    return facts


@pytest.fixture
def visit(browser: Browser, site: Site, facts: dict[str, str]) -> Iterator[Visit]:
    """A function that opens the admin at a width; nothing may go wrong quietly in it."""
    opened = []

    def open_at(width: int) -> Page:
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": 900}, locale="es-CL"
        )
        context.add_cookies([{"name": "sello_session", "value": facts["session"], "url": site.url}])
        opened.append((context, watch(context, site)))
        return context.new_page()

    yield open_at
    watched = []
    for context, one in opened:
        context.close()
        watched.append(one)
    assert watched == [Watched()] * len(watched)


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_every_screen_is_accessible_and_shows_all_of_itself(
    visit: Visit, facts: dict[str, str], width: int
) -> None:
    page = visit(width)
    broken, cut_off = {}, {}
    for address in (
        ORGANISATIONS,
        f"{ORGANISATIONS}?q=nada-de-esto",
        f"{ORGANISATIONS}nueva/",
        f"{ORGANISATIONS}importar/",
        f"{ORGANISATIONS}{facts['place']}/",
        f"{ORGANISATIONS}{facts['place']}/editar/",
        f"{ORGANISATIONS}pertenencias/{facts['membership']}/terminar/",
        "/admin/users/",
        f"/admin/users/edit/{facts['editor']}/",
        f"/admin/users/delete/{facts['editor']}/",
        f"/admin/users/{facts['editor']}/segundo-factor/",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, 200)
        if found := violations(page):
            broken[address] = found
        if hidden := page.evaluate(CUT_OFF):
            cut_off[address] = hidden
    assert (broken, cut_off) == ({}, {})


def test_what_is_wrong_with_a_form_is_told_accessibly(
    visit: Visit, facts: dict[str, str], tmp_path: Path
) -> None:
    page = visit(360)
    page.goto(f"{ORGANISATIONS}nueva/")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("alert")).to_contain_text("No se guardó")
    assert "id_name_error" in (page.locator("#id_name").get_attribute("aria-describedby") or "")
    assert (violations(page), page.evaluate(CUT_OFF)) == ([], [])
    page.goto(f"{ORGANISATIONS}{facts['place']}/")
    page.get_by_label("Correo electrónico").fill("invitada.condes@example.org")
    page.locator("#id_role").select_option("Operación municipal")
    page.get_by_role("button", name="Enviar la invitación").click()
    expect(page.locator("#id_email_error")).to_contain_text("Ya hay una invitación abierta")
    assert (violations(page), page.evaluate(CUT_OFF)) == ([], [])
    page.goto(f"{ORGANISATIONS}importar/")
    page.get_by_role("button", name="Importar").click()
    expect(page.locator("#content_error")).to_be_visible()
    assert (violations(page), page.evaluate(CUT_OFF)) == ([], [])
    file = tmp_path / "organizaciones.csv"
    file.write_text(f"Código;Tipo;Nombre\nuno;club;{'Nombre largo ' * 9}\n", encoding="utf-8")
    page.get_by_label("Organizaciones").check()
    page.get_by_label("Archivo CSV o XLSX").set_input_files(file)
    page.get_by_role("button", name="Probar sin guardar").click()
    expect(page.locator("main")).to_contain_text("no se guardó nada")
    assert (violations(page), page.evaluate(CUT_OFF)) == ([], [])


def test_an_administrator_invites_and_ends_but_makes_no_accounts_by_hand(
    visit: Visit, facts: dict[str, str]
) -> None:
    page = visit(1280)
    page.goto("/admin/")
    page.get_by_role("link", name="Organizaciones").click()
    page.get_by_label("Nombre o código").fill("las condes")
    page.get_by_role("button", name="Buscar").last.click()
    page.get_by_role("link", name="Municipalidad de Las Condes").click()
    page.get_by_label("Correo electrónico").fill("otra.condes@example.org")
    page.locator("#id_role").select_option("Coordinación municipal")
    page.get_by_role("button", name="Enviar la invitación").click()
    expect(page.locator("main")).to_contain_text("Se enviará la invitación")
    row = page.get_by_role("row", name="otra.condes@example.org")
    row.get_by_role("button", name="Retirar").click()
    expect(page.locator("main")).to_contain_text("La invitación quedó retirada.")
    page.get_by_role("row", name="María Fernanda").get_by_role("link", name="Terminar").click()
    page.get_by_label("Motivo").fill("Cambió de funciones")
    page.get_by_role("button", name="Terminar ahora").click()
    expect(page.locator("main")).to_contain_text("La pertenencia terminó.")
    expect(page.locator("main")).to_contain_text("Cambió de funciones")
    page.goto("/admin/users/")
    expect(page.get_by_role("link", name="Añadir un usuario")).to_have_count(0)
