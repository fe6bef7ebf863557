"""An import is whole or nothing, twice the same as once, and says all that is wrong."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission

from sello_site.tabular import (
    Bounds,
    Outcome,
    Progress,
    Report,
    RowRefused,
    Table,
    import_rows,
    upsert,
    write_csv,
    write_xlsx,
)

from .tables import MUNICIPALITIES, WORDS, csv_file

pytestmark = pytest.mark.django_db


def apply_group(record: dict[str, Any]) -> Outcome:
    return upsert(Group, key={"name": record["name"]}, values={})


def run(file: io.BytesIO, *, table: Table = WORDS, apply: Any = apply_group, **how: Any) -> Report:
    how = {"dry_run": False, "file_name": "C:\\datos\\palabras.csv"} | how
    return import_rows(table=table, file=file, apply=apply, **how)


def names() -> list[str]:
    return sorted(Group.objects.filter(name__startswith="t-").values_list("name", flat=True))


def test_an_import_twice_is_the_same_as_once() -> None:
    reports = [run(csv_file("Nombre\nt-1\nt-2\n")) for _time in range(2)]
    assert names() == ["t-1", "t-2"]
    assert [(r.created, r.updated, r.unchanged, r.is_applied) for r in reports] == [
        (2, 0, 0, True),
        (0, 0, 2, True),
    ]
    assert str(reports[0]).splitlines() == [
        "Palabras (palabras.csv)",
        "La importación se guardó completa.",
        "Filas: 2. Creadas: 2. Actualizadas: 0. Sin cambios: 0.",
    ]


def test_upsert_writes_only_what_differs() -> None:
    group = Group.objects.create(name="t-1")
    assert upsert(Group, key={"id": group.pk}, values={"name": "t-2"}) == Outcome.UPDATED
    assert upsert(Group, key={"id": group.pk}, values={"name": "t-2"}) == Outcome.UNCHANGED
    assert names() == ["t-2"]


def test_a_dry_run_counts_the_same_and_writes_nothing() -> None:
    report = run(csv_file("Nombre\nt-1\n"), dry_run=True)
    assert (report.created, report.is_clean, report.is_applied) == (1, True, False)
    assert names() == []


def test_all_faults_are_said_at_once_and_nothing_is_written() -> None:
    text = (
        "CUT;Nombre;Habitantes;Correo\n01101;Iquique;mil;no\n;Arica;5;\n1101;Otra;7;\n1101;Más;8;\n"
    )
    report = run(csv_file(text), table=MUNICIPALITIES)
    assert [str(fault) for fault in report.faults] == [
        "Fila 2, columna «Habitantes»: El valor no es válido. "
        "Se esperaba un número entero entre 0 y 2147483647. Se encontró «mil».",
        "Fila 2, columna «Correo»: El valor no es válido. "
        "Se esperaba una dirección de correo como nombre@municipio.cl. Se encontró «no».",
        "Fila 3, columna «Código CUT»: La celda está vacía. "
        "Se esperaba el código CUT de una comuna, de cinco dígitos, como 01101.",
        "Fila 5, columna «Código CUT»: La fila repite la clave de la fila 4. Se encontró «01101».",
    ]
    assert report.outcome == "El archivo tiene 4 errores: no se guardó nada."
    assert names() == []


def test_faults_are_bounded_but_all_counted() -> None:
    report = run(csv_file("Nombre\n" + "t-1\n" * 9), bounds=Bounds(faults=3))
    assert (len(report.faults), report.fault_count, report.faults_left_out) == (3, 8, 5)
    assert str(report).splitlines()[-1] == "- … y 5 errores más."


def test_a_row_that_the_caller_refuses_undoes_the_others() -> None:
    def picky(record: dict[str, Any]) -> Outcome:
        if record["name"] in {"t-2", "t-4"}:
            raise RowRefused("Ya no se usa.", column="name")
        return apply_group(record)

    report = run(csv_file("Nombre\nt-1\nt-2\nt-3\nt-4\n"), apply=picky)
    assert [str(fault) for fault in report.faults] == [
        "Fila 3, columna «Nombre»: Ya no se usa.",
        "Fila 5, columna «Nombre»: Ya no se usa.",
    ]
    assert (report.created, names()) == (0, [])


def test_a_row_that_the_database_refuses_undoes_the_others() -> None:
    def careless(record: dict[str, Any]) -> Outcome:
        Group.objects.create(name=record["name"].lower())
        return Outcome.CREATED

    report = run(csv_file("Nombre\nt-1\nT-1\nt-3\n"), apply=careless)
    assert [str(fault) for fault in report.faults] == [
        "Fila 3: La base de datos no acepta esta fila; las siguientes no se probaron."
    ]
    assert names() == []


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_the_database_would_refuse_at_the_commit_is_a_fault(dry_run: bool) -> None:
    def dangling(record: dict[str, Any]) -> Outcome:
        Permission.objects.create(name="x", codename=record["name"], content_type_id=10**8)
        return Outcome.CREATED

    report = run(csv_file("Nombre\nt-1\n"), apply=dangling, dry_run=dry_run)
    assert [str(f) for f in report.faults] == [
        "Una fila nombra algo que no existe en la base de datos."
    ]
    assert not Permission.objects.filter(codename="t-1").exists()


def test_an_error_of_the_program_comes_through_and_undoes_all() -> None:
    def broken(record: dict[str, Any]) -> Outcome:
        apply_group(record)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(csv_file("Nombre\nt-1\n"), apply=broken)
    assert names() == []


def test_a_stopped_import_writes_nothing() -> None:
    asked = iter([False, False, False, True])
    report = run(csv_file("Nombre\nt-1\nt-2\n"), stop=lambda: next(asked))
    assert (report.stopped, report.outcome, report.created, names()) == (
        True,
        "La importación se detuvo: no se guardó nada.",
        0,
        [],
    )


def test_progress_is_told_in_both_phases() -> None:
    told: list[Progress] = []
    run(csv_file("Nombre\nt-1\nt-2\n"), progress=told.append)
    assert told == [
        Progress("check", 0, None),
        Progress("check", 2, 2),
        Progress("apply", 0, 2),
        Progress("apply", 2, 2),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "El archivo está vacío."),
        (b"\n \n;;\n", "El archivo está vacío."),
        (b"Nombre\n\n", "El archivo no tiene filas con datos."),
        (b"<html>", "El archivo es una página web aunque su nombre diga otra cosa. "
         "Ábralo en la planilla y guárdelo como XLSX o CSV."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_a_report_and_no_error(content: bytes, message: str) -> None:
    assert [str(fault) for fault in run(io.BytesIO(content)).faults] == [message]


def test_the_report_survives_json_and_escapes_the_file_in_html() -> None:
    report = run(csv_file("Nombre\nt-1\n" + "<script>" * 30 + "\n"), file_name="<b>.csv")
    assert Report.from_dict(json.loads(json.dumps(report.as_dict()))) == report
    html = report.as_html()
    assert ("<script" in html, "&lt;script&gt;" in html, "&lt;b&gt;.csv" in html) == (
        False,
        True,
        True,
    )


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_many_rows_take_bounded_memory(write: Any) -> None:
    # Measured memory makes openpyxl slow, so the XLSX is the smaller one.
    count = 100_000 if write is write_csv else 20_000

    def rows() -> Iterator[dict[str, str]]:
        for number in range(count):
            yield {"name": f"palabra número {number}"}

    file = io.BytesIO()
    assert write(WORDS, rows(), file) == count
    tracemalloc.start()
    try:
        report = run(file, apply=lambda record: Outcome.UNCHANGED)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (report.rows, report.unchanged) == (count, count)
    assert peak < 40 * 1024 * 1024
