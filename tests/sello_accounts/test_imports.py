"""Organisations and focal persons from files and from the command line."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sello_accounts import problems
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import AccessEvent, Invitation, Organisation, User
from sello_accounts.rights import OPERATOR
from sello_accounts.tables import (
    ORGANISATIONS,
    import_focal_persons,
    import_organisations,
    organisation_rows,
)
from sello_accounts.testing import make_member, make_organisation
from sello_site.outbox.models import Letter
from sello_site.tabular import Report, write_csv

pytestmark = pytest.mark.django_db

Kind = Organisation.Kind

PLACES = """Código;Tipo;Nombre;Región;Activa desde;Activa hasta
5109;Municipalidad;;;2026-01-01;
13101;municipality;Ilustre Municipalidad de Santiago;13;;
dr-05;Dirección regional;Dirección Regional de Valparaíso;05;;
inclusion;Departamento de SERMIG;Departamento de Inclusión;;;
salud;Organismo del Estado;Servicio de Salud;;;31-12-2030
"""
PEOPLE = """Correo;Nombre;Apellidos;Código de la organización;Rol;Hasta
Focal@Example.org;Eva;Rojas;5109;Coordinación municipal;
opera@example.org;;;05109;operacion municipal;2099-12-31
"""


def places(text: str = PLACES, *, actor: Any = OPERATOR, dry_run: bool = False) -> Report:
    file = io.BytesIO(text.encode())
    return import_organisations(actor=actor, file=file, file_name="o.csv", dry_run=dry_run)


def people(text: str = PEOPLE, *, actor: Any = OPERATOR, dry_run: bool = False) -> Report:
    file = io.BytesIO(text.encode())
    return import_focal_persons(actor=actor, file=file, file_name="p.csv", dry_run=dry_run)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.fault_count


def test_organisations_come_in_once_and_change_only_what_differs() -> None:
    assert counts(places()) == (5, 0, 0, 0)
    vina = Organisation.objects.get(code="05109")
    assert (vina.name, vina.region_id, vina.municipality_id) == (
        "Municipalidad de Viña del Mar",
        "05",
        "05109",
    )
    assert AccessEvent.objects.filter(kind="organisation_saved").count() == 5
    assert counts(places()) == (0, 0, 5, 0)
    changed = PLACES.replace("Servicio de Salud", "Ministerio de Salud")
    assert counts(places(changed)) == (0, 1, 4, 0)
    assert AccessEvent.objects.filter(kind="organisation_saved").count() == 6
    # What the file does not speak of stays.
    assert counts(places("Código;Tipo\nsalud;state_agency\n")) == (0, 0, 1, 0)
    assert Organisation.objects.get(code="salud").name == "Ministerio de Salud"


def test_what_was_exported_can_be_imported_as_it_is() -> None:
    places()
    file = io.BytesIO()
    write_csv(ORGANISATIONS, organisation_rows(Organisation.objects.all()), file)
    file.seek(0)
    report = import_organisations(
        actor=OPERATOR, file=file, file_name="exportada.csv", dry_run=False
    )
    assert counts(report) == (0, 0, 5, 0)


def test_a_dry_run_saves_nothing_and_one_fault_refuses_all() -> None:
    assert counts(places(dry_run=True)) == (5, 0, 0, 0)
    assert Organisation.objects.count() == 0
    for line, expected in [
        ("12202;Municipalidad;;;;", "No hay una municipalidad"),
        ("99999;Municipalidad;;;;", "No hay una municipalidad"),
        ("05101;Municipalidad;;13;;", "no está en esta región"),
        ("05101;Organismo del Estado;Uno;;;", "Solo las municipalidades"),
        ("uno;Organismo del Estado;;;;", "Escriba el nombre"),
        ("uno;Club;Uno;;;", "El valor no es válido"),
        ("dr-6;Dirección regional;Sin región;;;", ""),
        ("uno;Organismo del Estado;Uno;;2026-05-01;2026-04-01", ""),
        ("dos;Departamento de SERMIG;Departamento de Inclusión;;;", ""),
    ]:
        report = places(PLACES + line + "\n")
        assert (report.fault_count, report.is_applied) == (1, False), line
        assert expected in str(report.faults[0]), line
        assert report.faults[0].row == 7, line
    assert Organisation.objects.count() == 0


def test_the_kind_of_an_organisation_stays() -> None:
    places()
    report = places("Código;Tipo;Nombre\nsalud;Departamento de SERMIG;Servicio de Salud\n")
    assert report.fault_count == 1
    assert Organisation.objects.get(code="salud").kind == Kind.STATE_AGENCY


def test_focal_persons_are_invited_once() -> None:
    places()
    assert counts(people(dry_run=True)) == (2, 0, 0, 0)
    assert (Invitation.objects.count(), Letter.objects.count()) == (0, 0)
    assert counts(people()) == (2, 0, 0, 0)
    focal = Invitation.objects.get(email="focal@example.org")
    assert (focal.role, focal.needs_designation, focal.first_name) == (
        MUNICIPAL_COORDINATOR,
        True,
        "Eva",
    )
    assert sorted(letter.to for letter in Letter.objects.all()) == [
        "focal@example.org",
        "opera@example.org",
    ]
    assert counts(people()) == (0, 0, 2, 0)
    assert Letter.objects.count() == 2


def test_a_file_does_not_bring_back_who_left() -> None:
    vina = make_organisation(Kind.MUNICIPALITY, "05109")
    left = make_member("opera@example.org", MUNICIPAL_OPERATOR, organisation=vina)
    left.memberships.update(ended_at=timezone.now())
    assert counts(people()) == (1, 0, 1, 0)
    assert Invitation.objects.filter(email=left.email).count() == 0


def test_faults_of_people_are_told_with_their_column() -> None:
    make_organisation(Kind.MUNICIPALITY, "05109")
    for line, column in [
        ("x@example.org;;;13101;Operación municipal;", "Código de la organización"),
        ("x@example.org;;;05109;Edición;", "Rol"),
        ("x@example.org;;;05109;Operación municipal;2020-01-01", "Hasta"),
        ("no es correo;;;05109;Operación municipal;", "Correo electrónico"),
    ]:
        report = people(PEOPLE + line + "\n")
        assert (report.fault_count, report.faults[0].column) == (1, column)
    assert (Invitation.objects.count(), Letter.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", ["coordinator", "officer", "operator"])
def test_only_administrators_import(
    who: str, administrator: User, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    before = Organisation.objects.count()
    for bring_in in (places, people):
        with pytest.raises(problems.NotAllowed):
            bring_in(actor=actor)
    assert Organisation.objects.count() == before
    assert places("Código;Tipo;Nombre\nsalud;state_agency;Salud\n", actor=administrator).is_applied


def test_the_commands_do_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], department: Organisation
) -> None:
    for name, text in [("o.csv", PLACES.replace("inclusion;", "otra;")), ("p.csv", PEOPLE)]:
        (tmp_path / name).write_text(text, encoding="utf-8")
    call_command("import_organisations", str(tmp_path / "o.csv"), "--dry-run")
    assert "Fue un ensayo" in capsys.readouterr().out
    assert Organisation.objects.count() == 1
    call_command("import_organisations", str(tmp_path / "o.csv"))
    call_command("import_focal_persons", str(tmp_path / "p.csv"))
    assert (Organisation.objects.count(), Invitation.objects.count()) == (6, 2)
    with pytest.raises(CommandError, match="nothing was saved"):
        call_command("import_organisations", str(tmp_path / "p.csv"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_focal_persons", str(tmp_path / "none.csv"))


def test_the_first_administrator_is_invited_from_the_command_line(
    department: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(*more: str, role: str = "Administración", code: str = "inclusion") -> None:
        call_command("invite", "Primera@Example.org", "--role", role, "--organisation", code, *more)

    for refused, expected in [
        ({"code": "ninguna"}, "import_organisations"),
        ({"role": "Operación municipal"}, "roles of this organisation: Autoría, Edición"),
    ]:
        with pytest.raises(CommandError, match=expected):
            command(**refused)
    assert Invitation.objects.count() == 0
    command("--first-name", "Eva", "--until", "2099-12-31")
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.invited_by) == (
        "primera@example.org",
        "Administración",
        None,
    )
    assert "primera@example.org is invited" in capsys.readouterr().out
    assert "Hola, Eva:" in Letter.objects.get().text
    with pytest.raises(CommandError, match="Ya hay una invitación abierta"):
        command()
