"""A coordinator keeps the list of a municipality, and a regional officer confirms a designation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.accessibility import violations
from e2e.browsing import Site, Watched, watch

Visit = Callable[..., Page]

PEOPLE = """
import datetime, json
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from sello_accounts.days import today
from sello_accounts.models import Membership, Organisation, User
from sello_accounts.services.designations import request_designation
from sello_accounts.services.invitations import invite
from sello_accounts.services.substitutions import add_substitution
from sello_accounts.testing import make_member, make_organisation
from sello_site.testing_people import signed_in

DAY = datetime.timedelta(days=1)
COORDINATOR, OPERATOR = "Coordinación municipal", "Operación municipal"
place = make_organisation("municipality", "13122", name="Municipalidad de Peñalolén")
other = make_organisation("municipality", "13123", name="Municipalidad de Providencia")


def member(name, last_name, role, organisation=place):
    email = f"{name.lower()}@example.org"
    return make_member(email, role, organisation=organisation,
                       first_name=name, last_name=last_name)


juana = member("Juana", "Rojas Muñoz", COORDINATOR)
pedro = member("Pedro", "Soto", COORDINATOR)
elena = member("Elena", "Díaz", OPERATOR)
tomas = member("Tomas", "Araya", OPERATOR)
directorate = make_organisation("regional_directorate", "dr-13")
rosa = member("Rosa", "Vidal", "Encargatura regional", directorate)
luis = User.objects.create_user("luis@example.org", None, first_name="Luis", last_name="Vera")
named = Membership.objects.create(user=luis, organisation=other, role=COORDINATOR,
                                  awaits_designation=True)
ines = User.objects.create_user("ines@example.org", None, first_name="Inés", last_name="Lara")
waits = Membership.objects.create(user=ines, organisation=other, role=COORDINATOR,
                                  awaits_designation=True)
Organisation.objects.filter(pk=place.pk).update(list_due_on=today() - DAY)
invitation = invite(actor=juana, email="invitada@example.org", organisation=place, role=OPERATOR)
substitution = add_substitution(
    actor=juana, membership=Membership.objects.get(user=pedro), substitute=elena,
    starts_on=today(), ends_on=today() + 9 * DAY)
pdf = b"%PDF-1.4\\n1 0 obj\\n<<>>\\nendobj\\ntrailer\\n<<>>\\n%%EOF\\n"
designation = request_designation(
    actor=luis, membership=named, number="Decreto alcaldicio 1234", issued_on=today(),
    document=SimpleUploadedFile("decreto-1234.pdf", pdf))


def session(user):
    return signed_in(Client(), user).session.session_key


print(json.dumps({
    "place": place.code,
    "juana": session(juana), "elena": session(elena), "rosa": session(rosa), "ines": session(ines),
    "tomas_membership": Membership.objects.get(user=tomas).pk,
    "juana_membership": Membership.objects.get(user=juana).pk,
    "waits": waits.pk, "designation": designation.pk,
    "invitation": invitation.pk, "substitution": substitution.pk,
}))
"""


@pytest.fixture(scope="module")
def facts(site: Site) -> dict[str, str]:
    """A municipality with its people, and the sessions of some of them."""
    facts: dict[str, str] = json.loads(site.python(PEOPLE).splitlines()[-1])
    return facts


@pytest.fixture
def visit(browser: Browser, site: Site, facts: dict[str, str]) -> Iterator[Visit]:
    """A function that opens a browser for somebody; nothing may go wrong quietly in it."""
    opened = []

    def open_for(name: str, *, width: int = 1280, scripts: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        context.add_cookies([{"name": "sello_session", "value": facts[name], "url": site.url}])
        opened.append((context, watch(context, site)))
        return context.new_page()

    yield open_for
    watched = []
    for context, one in opened:
        context.close()
        watched.append(one)
    assert watched == [Watched()] * len(watched)


def screens(facts: dict[str, str]) -> list[tuple[str, str]]:
    """Who looks at which address."""
    place = f"/cuenta/personas/{facts['place']}"
    return [
        ("juana", "/cuenta/personas/"),
        ("juana", f"{place}/"),
        ("juana", f"{place}/historial/"),
        ("juana", f"{place}/lista/"),
        ("juana", f"{place}/invitar/"),
        ("juana", f"{place}/invitaciones/{facts['invitation']}/retirar/"),
        ("juana", f"{place}/pertenencias/{facts['tomas_membership']}/terminar/"),
        ("juana", f"{place}/pertenencias/{facts['tomas_membership']}/rol/"),
        ("juana", f"{place}/pertenencias/{facts['tomas_membership']}/segundo-factor/"),
        ("juana", f"{place}/pertenencias/{facts['juana_membership']}/subrogar/"),
        ("juana", f"{place}/subrogancias/{facts['substitution']}/terminar/"),
        ("elena", "/cuenta/personas/"),
        ("elena", f"{place}/"),
        ("ines", "/cuenta/personas/"),
        ("ines", f"/cuenta/personas/designaciones/{facts['waits']}/presentar/"),
        ("rosa", "/cuenta/personas/region/"),
        ("rosa", f"/cuenta/personas/designaciones/{facts['designation']}/"),
    ]


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, False), (320, True)])
def test_every_screen_is_accessible_and_scrolls_one_way(
    visit: Visit, facts: dict[str, str], width: int, dark: bool
) -> None:
    pages = {
        name: visit(name, width=width, dark=dark) for name in ("juana", "elena", "ines", "rosa")
    }
    broken, wide = {}, {}
    for name, address in screens(facts):
        page = pages[name]
        answer = page.goto(address)
        assert (address, answer.status) == (address, 200)
        if found := violations(page):
            broken[f"{name} {address}"] = found
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            wide[f"{name} {address}"] = overflow
    assert (broken, wide) == ({}, {})


def test_a_form_with_errors_is_accessible_too(visit: Visit, facts: dict[str, str]) -> None:
    page = visit("juana", width=360)
    page.goto(f"/cuenta/personas/{facts['place']}/invitar/")
    page.get_by_label("Correo electrónico").fill("juana@example.org")
    page.get_by_label("Nombre").fill("Eva Luz")
    page.get_by_role("button", name="Enviar la invitación").click()
    email = page.get_by_label("Correo electrónico")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_email_error")).to_contain_text("nadie se invita a sí mismo")
    assert "id_email_error" in (email.get_attribute("aria-describedby") or "")
    expect(page.get_by_label("Nombre")).to_have_value("Eva Luz")
    assert violations(page) == []


def test_without_scripts_a_coordinator_confirms_the_list_and_lets_one_person_go(
    visit: Visit, facts: dict[str, str], site: Site
) -> None:
    page = visit("juana", width=360, scripts=False)
    page.goto("/cuenta/")
    page.get_by_role("link", name="Personas y accesos").click()
    page.get_by_role("link", name="Confirmar la lista de Municipalidad de Peñalolén").click()
    person = page.get_by_role("group", name="Tomas Araya Operación municipal")
    expect(person.get_by_label("Sigue")).to_be_checked()
    person.get_by_label("Termina ahora").check()
    page.get_by_role("button", name="Confirmar la lista").click()
    expect(page.get_by_role("status")).to_have_text("La lista está confirmada. Gracias.")
    expect(page.locator("main")).not_to_contain_text("Tomas Araya")
    expect(page.locator("main")).to_contain_text("Lista por confirmar a más tardar el")
    # What the letter to them says belongs to others; that they are out is what counts here.
    left = site.python(
        "from sello_accounts.models import Membership as M;"
        f"print(M.objects.get(pk={facts['tomas_membership']}).ended_by.email)"
    )
    assert left.split()[-1] == "juana@example.org"


def test_a_coordinator_sends_a_colleague_a_link_for_another_factor(
    visit: Visit, facts: dict[str, str]
) -> None:
    page = visit("juana", width=360, scripts=False)
    page.goto(f"/cuenta/personas/{facts['place']}/")
    page.get_by_role("link", name="Segundo factor de Pedro Soto").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Segundo factor de Pedro Soto")
    page.get_by_role("button", name="Enviar el enlace").click()
    expect(page.get_by_role("status")).to_contain_text("Enviamos a pedro@example.org un enlace")
    page.goto(f"/cuenta/personas/{facts['place']}/historial/")
    expect(page.locator("main")).to_contain_text("Enlace para activar un segundo factor")


def test_a_substitute_sees_for_whom_they_act(visit: Visit, facts: dict[str, str]) -> None:
    page = visit("elena")
    page.goto(f"/cuenta/personas/{facts['place']}/")
    expect(page.get_by_role("note")).to_have_text(
        "Actuando como Elena Díaz (S), en subrogancia de Pedro Soto."
    )


def test_an_officer_reads_the_document_and_confirms_the_designation(
    visit: Visit, facts: dict[str, str]
) -> None:
    page = visit("rosa")
    page.goto("/cuenta/personas/")
    page.get_by_role("link", name="Municipalidades y designaciones").click()
    page.get_by_role("link", name="Revisar la designación de Municipalidad de Providencia").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar decreto-1234.pdf").click()
    assert download.value.suggested_filename == "decreto-1234.pdf"
    page.get_by_role("button", name="Confirmar la designación").click()
    expect(page.get_by_role("status")).to_contain_text("Desde ahora coordina Luis Vera")
    municipality = page.locator(
        "li", has=page.get_by_role("link", name="Municipalidad de Providencia")
    )
    expect(municipality.get_by_text("Con coordinación")).to_be_visible()
