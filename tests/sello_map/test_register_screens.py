"""The register's screens in the admin: for those who keep it, and for nobody else."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from registering import IQUIQUE, SANTIAGO, VINA, enter, history, state
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, REGIONAL_OFFICER
from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_map.days import today
from sello_map.models import RegisterChange, StatusEvent
from sello_map.register.changes import annul_event
from sello_map.register.files import import_municipalities
from sello_map.selectors import register_complete_since
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

NEW = {"municipality": SANTIAGO, "kind": "adhered", "date": "2016-05-01", "source": "Acta 1"}


def url(name: str, *arguments: Any) -> str:
    return reverse(f"sello_map_register:{name}", args=arguments)


@pytest.fixture
def editor() -> User:
    return make_member("edicion@example.org", EDITOR)


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(Client(), editor)


def rows(html: str) -> list[str]:
    """The communes of a listing, in its order."""
    return re.findall(r'<td class="title"><a [^>]*>([^<]*)</a>', html)


def upload(text: str, name: str = "registro.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_an_event_is_entered_and_shown_with_who_did_it(client: Client, editor: User) -> None:
    form = client.get(url("enter"), {"municipio": SANTIAGO}).content.decode()
    assert f'<option value="{SANTIAGO}" selected>' in form
    answer = client.post(url("enter"), NEW)
    assert (answer.status_code, answer["Location"]) == (302, url("municipality", SANTIAGO))
    assert history(SANTIAGO) == [("adhered", "2016-05-01")]
    assert RegisterChange.objects.get().actor_id == editor.pk
    page = client.get(url("municipality", SANTIAGO)).content.decode()
    assert ("Adherida, desde el 1 de mayo de 2016" in page, "Acta 1" in page) == (True, True)
    assert str(editor) in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"municipality": ""}, "municipality"),
        ({"municipality": "12202"}, "municipality"),
        ({"kind": "awarded"}, "kind"),
        ({"kind": "club"}, "kind"),
        ({"date": "2014-12-31"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"date": "ayer"}, "date"),
        ({"source": ""}, "source"),
        ({"source": "\x00"}, "source"),
        ({"source": "a" * 301}, "source"),
        ({"act_number": "7"}, "act_type"),
        ({"act_type": "Decreto", "act_number": "7"}, "act_date"),
        (
            {"act_type": "Decreto", "act_number": "7", "act_date": "0023-05-01"},
            "act_date",
        ),
        ({"source_address": "javascript:alert(1)"}, "source_address"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(
    client: Client, values: dict[str, str], field: str
) -> None:
    before = state()
    answer = client.post(url("enter"), {**NEW, **values})
    html = answer.content.decode()
    assert (answer.status_code, state()) == (422, before)
    described = re.search(rf'<(?:input|select)[^>]*name="{field}"[^>]*>', html)
    assert described is not None
    assert 'aria-invalid="true"' in described[0]
    identifier = re.search(r'aria-describedby="([^"]*)"', described[0])
    assert identifier is not None
    assert f"id_{field}_error" in identifier[1].split()
    assert all(f'id="{one}"' in html for one in identifier[1].split())
    assert html.count("error-message") == 1


def test_an_event_is_corrected_with_the_reason(client: Client) -> None:
    event = enter(SANTIAGO, "adhered", "2016-05-01", source="Acta 1")
    form = client.get(url("correct", event.pk)).content.decode()
    assert ('value="Acta 1"' in form, 'value="2016-05-01"' in form) == (True, True)
    before = state()
    assert client.post(url("correct", event.pk), NEW).status_code == 422
    assert state() == before
    values = {**NEW, "date": "2016-05-02", "reason": "Un día después"}
    assert client.post(url("correct", event.pk), values).status_code == 302
    assert history(SANTIAGO) == [("adhered", "2016-05-02")]
    page = client.get(url("municipality", SANTIAGO)).content.decode()
    assert ("Un día después" in page, "Anulados" in page) == (True, True)
    assert client.get(url("correct", event.pk)).status_code == 404


def test_an_event_is_annulled_unless_others_rest_on_it(client: Client) -> None:
    adhesion = enter(SANTIAGO, "adhered", "2016-05-01")
    award = enter(SANTIAGO, "awarded", "2018-05-01")
    assert "dejará de contar" in client.get(url("annul", award.pk)).content.decode()
    before = state()
    refused = client.post(url("annul", adhesion.pk), {"reason": "No ocurrió"})
    assert (refused.status_code, state()) == (422, before)
    assert "antes tiene que constar" in refused.content.decode()
    assert client.post(url("annul", award.pk), {"reason": ""}).status_code == 422
    assert client.post(url("annul", award.pk), {"reason": "No ocurrió"}).status_code == 302
    assert history(SANTIAGO) == [("adhered", "2016-05-01")]


@pytest.fixture
def some() -> None:
    enter(SANTIAGO, "adhered", "2016-05-01")
    enter(VINA, "adhered", "2016-06-01")
    enter(VINA, "awarded", "2018-06-01")
    enter(IQUIQUE, "adhered", "2019-06-01")


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Iquique", "Viña del Mar", "Viña del Mar", "Santiago"]),
        ({"region": "13"}, ["Santiago"]),
        ({"estado": "awarded"}, ["Viña del Mar", "Viña del Mar"]),
        ({"estado": "adhered"}, ["Iquique", "Santiago"]),
        ({"estado": "nunca"}, []),
        ({"hecho": "awarded"}, ["Viña del Mar"]),
        ({"ano": "2016"}, ["Viña del Mar", "Santiago"]),
        ({"q": "vina"}, ["Viña del Mar", "Viña del Mar"]),
        ({"q": "no hay tal"}, []),
        ({"hecho": "adhered", "region": "05"}, ["Viña del Mar"]),
        ({"region": "99", "estado": "x", "hecho": "y", "ano": "9" * 40, "p": "9" * 40},
         ["Iquique", "Viña del Mar", "Viña del Mar", "Santiago"]),
    ],
)  # fmt: skip
def test_events_are_listed_by_what_is_asked(
    client: Client, query: dict[str, str], expected: list[str]
) -> None:
    answer = client.get(url("index"), query)
    assert (answer.status_code, rows(answer.content.decode())) == (200, expected)


@pytest.mark.usefixtures("some")
def test_municipalities_are_listed_also_without_events(client: Client) -> None:
    def listed(**query: str) -> list[str]:
        return rows(client.get(url("municipalities"), query).content.decode())

    assert listed(estado="awarded") == ["Viña del Mar"]
    assert listed(q="rapa nui", estado="nunca") == ["Isla de Pascua"]
    assert len(listed()) == 50
    assert "345 resultados" in client.get(url("municipalities")).content.decode()


@pytest.mark.parametrize("name", ["index", "municipalities", "municipality", "export"])
def test_screens_take_as_many_queries_for_three_as_for_one(client: Client, name: str) -> None:
    arguments = {"municipality": [SANTIAGO], "export": ["csv"]}.get(name, [])
    counts = []
    for kind, date in [
        ("adhered", "2016-05-01"), ("awarded", "2018-05-01"), ("revalidated", "2020-05-01"),
    ]:  # fmt: skip
        enter(SANTIAGO, kind, date)
        client.get(url(name, *arguments))  # what is kept for a while is asked once
        with CaptureQueriesContext(connection) as queries:
            b"".join(client.get(url(name, *arguments)))
        counts.append(len(queries))
    assert counts[0] == counts[2]


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_listed_is_downloaded_and_comes_in_unchanged(
    client: Client, suffix: str, settings: Settings
) -> None:
    settings.SELLO_DEMO = True
    annul_event(event=enter("13102", "adhered", "2017-01-01"), reason="No ocurrió", by=None)
    answer = client.get(url("export", suffix), {"region": "05"})
    content = b"".join(answer)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="registro-de-municipios-demo.{suffix}"'
    )
    report = import_municipalities(file=io.BytesIO(content), file_name="r", dry_run=False, by=None)
    assert (report.rows, report.unchanged, report.fault_count) == (2, 2, 0)


def test_a_file_is_tried_and_then_imported(client: Client, editor: User) -> None:
    text = "Comuna;Hecho;Fecha;Fuente\nArica;Adherida;2019-01-01;Acta\n"
    tried = client.post(url("import"), {"file": upload(text), "try": ""})
    assert (tried.status_code, StatusEvent.objects.count()) == (200, 0)
    assert "Fue un ensayo" in tried.content.decode()
    done = client.post(url("import"), {"file": upload(text), "import": ""})
    assert "La importación se guardó completa" in done.content.decode()
    change = RegisterChange.objects.get()
    assert (change.actor_id, change.origin) == (editor.pk, "registro.csv")
    wrong = client.post(
        url("import"), {"file": upload(text.replace("Arica", "<b>Nada</b>")), "import": ""}
    ).content.decode()
    assert ("El archivo tiene 1 error" in wrong, "<b>Nada</b>" in wrong) == (True, False)
    for refused in ({"import": ""}, {"file": upload(text, "registro.exe"), "import": ""}):
        assert client.post(url("import"), refused).status_code == 422
    assert StatusEvent.objects.count() == 1


def test_the_register_is_declared_complete_by_administrators(client: Client) -> None:
    administrator = make_member("administracion@example.org", ADMINISTRATOR)
    theirs = signed_in(Client(), administrator)
    before = state()
    tomorrow = (today() + datetime.timedelta(days=1)).isoformat()
    for date in ("2014-12-31", tomorrow):
        assert theirs.post(url("declare"), {"complete_since": date}).status_code == 422
    assert client.post(url("declare"), {"complete_since": "2015-01-01"}).status_code == 302
    assert state() == before
    answer = theirs.post(url("declare"), {"complete_since": "2015-01-01", "note": "Revisado"})
    assert (answer.status_code, str(register_complete_since())) == (302, "2015-01-01")
    page = theirs.get(url("declare")).content.decode()
    assert ("Completo desde el 1 de enero de 2015 (Revisado)" in page) is True
    assert str(administrator) in page
    assert "completo desde el 1 de enero de 2015" in client.get(url("index")).content.decode()


ROUTES = [
    ("get", "index", ()), ("get", "municipalities", ()), ("get", "municipality", (SANTIAGO,)),
    ("get", "export", ("csv",)), ("get", "export", ("xlsx",)), ("get", "declare", ()),
    ("post", "enter", ()), ("post", "correct", (1,)), ("post", "annul", (1,)),
    ("post", "import", ()), ("post", "declare", ()),
]  # fmt: skip


@pytest.mark.parametrize("role", [None, AUTHOR, MUNICIPAL_COORDINATOR, REGIONAL_OFFICER])
def test_others_see_nothing_and_change_nothing(role: str | None, client: Client) -> None:
    event = enter(SANTIAGO, "adhered", "2016-05-01", source="Acta secreta")
    stranger = Client()
    if role is not None:
        signed_in(stranger, make_member("otra@example.org", role))
    before = state()
    for method, name, arguments in ROUTES:
        numbers = (event.pk,) if arguments == (1,) else arguments
        values = {**NEW, "municipality": VINA, "reason": "Porque sí", "import": "",
                  "complete_since": "2015-01-01"}  # fmt: skip
        answer = getattr(stranger, method)(url(name, *numbers), values)
        assert answer.status_code in {302, 403, 404}, name
        assert "registro-municipios" not in answer.get("Location", "").partition("?")[0]
    assert state() == before
    # The same requests do something for those who may.
    answer = client.post(url("annul", event.pk), {"reason": "Porque sí"})
    assert (answer.status_code, history(SANTIAGO)) == (302, [])


def test_the_menu_leads_to_the_register_for_those_who_keep_it(client: Client) -> None:
    home = reverse("wagtailadmin_home")
    author = signed_in(Client(), make_member("autoria@example.org", AUTHOR))
    seen = ["registro-municipios" in one.get(home).content.decode() for one in (client, author)]
    assert seen == [True, False]


@pytest.mark.parametrize(
    "path",
    ["municipalidades/00000/", "municipalidades/12202/", "99999999999999999999/corregir/",
     "99999999999999999999/anular/", "exportar/registro.exe"],
)  # fmt: skip
def test_what_does_not_exist_answers_404(client: Client, path: str) -> None:
    assert client.get(url("index") + path, follow=True).status_code == 404
