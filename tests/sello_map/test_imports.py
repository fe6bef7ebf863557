"""The register from files and into files."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from registering import SANTIAGO, VINA, enter, history, state
from sello_accounts.testing import make_member
from sello_map.models import RegisterChange, StatusEvent
from sello_map.register.changes import annul_event
from sello_map.register.files import event_rows, events_table, import_municipalities
from sello_map.register.rules import EARLIEST_ACT
from sello_map.territory import DATA
from sello_site.roles import EDITOR
from sello_site.tabular import Report, write_csv, write_xlsx

pytestmark = pytest.mark.django_db

HEADER = "Comuna;Hecho;Fecha;Fuente\n"
ROWS = [
    "Santiago;Sello revalidado;01-05-2020;Acta 3",
    "13101;Sello otorgado;2018-05-01;Acta 2",
    "Municipalidad de Santiago;Adherida;2016-05-01;Acta 1",
    "Aisén;adhered;01/06/2019;Acta 4",
    "1101;Adherida;01-07-2019;Acta 5",
]
GOOD = HEADER + "".join(f"{row}\n" for row in ROWS)


def bring_in(content: str | bytes, *, dry_run: bool = False, by: Any = None) -> Report:
    data = content.encode() if isinstance(content, str) else content
    return import_municipalities(
        file=io.BytesIO(data), file_name="registro.csv", dry_run=dry_run, by=by
    )


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.fault_count


def exported(write: Any = write_csv) -> bytes:
    file = io.BytesIO()
    write(events_table(), event_rows(StatusEvent.objects.in_force().order_by("pk")), file)
    return file.getvalue()


def sheet(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_events_come_in_in_any_order_by_name_code_or_other_name() -> None:
    editor = make_member("edicion@example.org", EDITOR)
    assert counts(bring_in(GOOD, by=editor)) == (5, 0, 0, 0)
    assert history(SANTIAGO) == [
        ("adhered", "2016-05-01"), ("awarded", "2018-05-01"), ("revalidated", "2020-05-01"),
    ]  # fmt: skip
    assert (history("11201"), history("01101")) == (
        [("adhered", "2019-06-01")], [("adhered", "2019-07-01")],
    )  # fmt: skip
    assert set(RegisterChange.objects.values_list("action", "actor", "origin")) == {
        ("entered", editor.pk, "registro.csv")
    }
    before = state()
    assert counts(bring_in(GOOD)) == (0, 0, 5, 0)
    assert state() == before


def test_a_dry_run_counts_and_saves_nothing() -> None:
    before = state()
    report = bring_in(GOOD, dry_run=True)
    assert (counts(report), report.is_applied, report.dry_run) == ((5, 0, 0, 0), False, True)
    assert state() == before


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_was_exported_comes_in_with_nothing_to_do(write: Any) -> None:
    bring_in(GOOD)
    enter(
        VINA, "adhered", "2016-01-04", act_type="Resolución exenta", act_number="0077",
        act_date=StatusEvent.objects.earliest("date").date,
        act_address="https://example.org/acto?a=1&b=2", source="", note="=1+1; «nota»\ttab",
    )  # fmt: skip
    annul_event(event=enter("13102", "adhered", "2017-01-01"), reason="No ocurrió", by=None)
    before = state()
    assert StatusEvent.objects.get(municipality=VINA).note == "=1+1; «nota» tab"
    file = exported(write)
    assert counts(bring_in(file)) == (0, 0, 6, 0)
    assert state() == before
    for event in StatusEvent.objects.in_force():
        StatusEvent.objects.filter(pk=event.pk).update(
            annulled_at="2026-01-01T00:00Z", annulment_reason="Vaciado"
        )
    assert counts(bring_in(file)) == (6, 0, 0, 0)
    assert exported(write_csv) == exported(write_csv)
    assert counts(bring_in(file)) == (0, 0, 6, 0)


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_the_earliest_act_that_is_accepted_can_be_read_from_a_file(write: Any) -> None:
    enter(VINA, "adhered", "2016-01-04", act_type="Ley", act_number="1", act_date=EARLIEST_ACT)
    assert counts(bring_in(exported(write))) == (0, 0, 1, 0)


def test_a_row_that_is_known_corrects_what_it_speaks_of() -> None:
    bring_in(GOOD)
    changed = HEADER + "Santiago;Sello otorgado;2018-05-01;Acta 22\n"
    assert counts(bring_in(changed)) == (0, 1, 0, 0)
    wrong = StatusEvent.objects.get(annulled_at__isnull=False)
    assert (wrong.source, wrong.annulment_reason, wrong.corrected_by.source) == (
        "Acta 2", "Importación de «registro.csv»", "Acta 22",
    )  # fmt: skip
    # A column that is not there changes nothing; a blank cell empties.
    noted = "Comuna;Hecho;Fecha;Nota\nSantiago;Sello otorgado;2018-05-01;Aviso\n"
    assert counts(bring_in(noted)) == (0, 1, 0, 0)
    last = StatusEvent.objects.in_force().get(municipality=SANTIAGO, kind="awarded")
    assert (last.source, last.note) == ("Acta 22", "Aviso")
    emptied = HEADER.replace("Fuente", "Nota") + "Santiago;Sello otorgado;2018-05-01;\n"
    assert counts(bring_in(emptied)) == (0, 1, 0, 0)
    assert counts(bring_in(HEADER + "Santiago;Sello otorgado;2018-05-01;\n")) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("Ningunaparte;Adherida;2019-01-01;Acta", "Comuna", "El valor no es válido"),
        ("99999;Adherida;2019-01-01;Acta", "Comuna", "El valor no es válido"),
        (";Adherida;2019-01-01;Acta", "Comuna", "La celda está vacía"),
        ("Antártica;Adherida;2019-01-01;Acta", "Comuna", "no tiene municipalidad propia"),
        ("Arica;Afiliada;2019-01-01;Acta", "Hecho", "El valor no es válido"),
        ("Arica;Adherida;31-02-2019;Acta", "Fecha", "El valor no es válido"),
        ("Arica;Adherida;enero de 2019;Acta", "Fecha", "El valor no es válido"),
        ("Arica;Adherida;2014-12-31;Acta", "Fecha", "El programa comenzó en 2015"),
        ("Arica;Adherida;2199-01-01;Acta", "Fecha", "no puede estar en el futuro"),
        ("Arica;Adherida;2019-01-01;", "Fuente", "escriba de dónde se sabe"),
        ("Aysén;Adherida;2019-06-01;Acta", "Comuna", "La fila repite la clave de la fila 5"),
        ("Arica;Sello otorgado;2019-01-01;Acta", "Hecho", "antes tiene que constar que adhirió"),
        ("Iquique;Adherida;2020-01-01;Acta", "Hecho", "no puede seguir a «Adherida»"),
        ("Santiago;Retirada del programa;2019-01-01;Acta", "Hecho", "no puede seguir a"),
    ],
)
def test_one_fault_is_told_with_its_column_and_nothing_is_saved(
    row: str, column: str, said: str
) -> None:
    before = state()
    report = bring_in(GOOD + row + "\n")
    assert [fault.column for fault in report.faults] == [column], report
    assert said in report.faults[0].message
    assert report.faults[0].row in {2, 7}
    assert (report.is_applied, state()) == (False, before)


def test_a_history_that_the_file_would_break_is_told_at_the_row_that_breaks_it() -> None:
    bring_in(GOOD)
    report = bring_in(HEADER + "Santiago;Retirada del programa;2019-01-01;Acta\n")
    assert [(fault.row, fault.column) for fault in report.faults] == [(2, "Fecha")]
    assert "«Sello revalidado», 1 de mayo de 2020" in report.faults[0].message


def test_all_faults_are_told_at_once() -> None:
    report = bring_in(
        HEADER
        + "Arica;Sello otorgado;2019-01-01;Acta\nIquique;Adherida;2014-01-01;Acta\n"
        + "Santiago;Adherida;2016-01-01;Acta\nAntártica;Adherida;2016-01-01;Acta\n"
    )
    assert [fault.row for fault in report.faults] == [2, 3, 5]
    assert history(SANTIAGO) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "El archivo está vacío"),
        (b"Comuna;Estatus;Fecha\nArica;Adherida;2019-01-01\n", "columna desconocida"),
        (b"Comuna;Hecho\nArica;Adherida\n", "Falta la columna «Fecha»"),
        (b"Comuna;Hecho;Fecha;Hecho\nArica;a;b;c\n", "está dos veces"),
        (HEADER.encode(), "no tiene filas con datos"),
        ("Comuna;Hecho;Fecha;Fuente\nÑuñoa;Adherida;2019-01-01;".encode() + b"\xf1and\xfa\n",
         "mezcla codificaciones"),
        (b"%PDF-1.7\n", ""),
        (b"\x00\x01\x02", ""),
    ],
)  # fmt: skip
def test_a_file_of_another_shape_is_refused(content: bytes, said: str) -> None:
    before = state()
    report = bring_in(content)
    assert report.fault_count > 0
    assert said in str(report)
    assert state() == before


def test_a_code_that_is_not_the_communes_is_told() -> None:
    header = "Comuna;Código CUT;Hecho;Fecha;Fuente\n"
    report = bring_in(header + "Arica;13101;Adherida;2019-01-01;Acta\n")
    assert [fault.column for fault in report.faults] == ["Código CUT"]
    assert counts(bring_in(header + "Iquique;1101;Adherida;2019-01-01;Acta\n")) == (1, 0, 0, 0)


def test_windows_files_with_accents_come_in() -> None:
    text = "Comuna,Hecho,Fecha,Fuente\nÑuñoa,Adherida,2019-01-01,Resolución\n"
    assert counts(bring_in(text.encode("cp1252"))) == (1, 0, 0, 0)
    assert history("13120") == [("adhered", "2019-01-01")]


def test_a_spreadsheet_with_formulas_is_refused_and_without_them_taken() -> None:
    head = ["Comuna", "Hecho", "Fecha", "Fuente"]
    report = bring_in(sheet(head, ["Arica", "Adherida", "=TODAY()", "Acta"]))
    assert [(fault.row, fault.column) for fault in report.faults] == [(2, "Fecha")]
    assert "fórmula" in report.faults[0].message
    assert counts(bring_in(sheet(head, ["Arica", "Adherida", "2019-01-01", "Acta"]))) == (
        1, 0, 0, 0,
    )  # fmt: skip


def ten_thousand() -> str:
    """Each municipality adheres, is awarded and then revalidated 27 times; in any order."""
    from sello_map.models import Municipality  # inline: only here

    rows = []
    for code in Municipality.objects.values_list("pk", flat=True):
        rows.append(f"{code};Adherida;2015-02-01;Acta")
        rows.append(f"{code};Sello otorgado;2016-02-01;Acta")
        rows += [
            f"{code};Sello revalidado;{2017 + number // 12}-{number % 12 + 1:02d}-01;Acta"
            for number in range(27)
        ]
    random.Random(1).shuffle(rows)  # noqa: S311  # any order will do
    return HEADER + "\n".join(rows[:10_005]) + "\n"


def test_ten_thousand_rows_come_in_with_few_queries() -> None:
    content = ten_thousand()
    with CaptureQueriesContext(connection) as queries:
        report = bring_in(content)
    assert counts(report) == (10_005, 0, 0, 0)
    assert StatusEvent.objects.in_force().count() == 10_005
    # Rows are written many at a time.
    assert len(queries) < 60


def test_ten_thousand_faults_are_counted_and_the_first_told() -> None:
    report = bring_in(HEADER + "Arica;Adherida;2199-01-01;Acta\n" + "".join(
        f"Arica;Adherida;{day:02d}-{month:02d}-{year};Acta\n"
        for year in range(1985, 2014) for month in range(1, 13) for day in range(1, 29)
    ))  # fmt: skip
    assert (report.fault_count, len(report.faults)) == (1 + 29 * 12 * 28, 200)
    assert StatusEvent.objects.count() == 0


def test_the_command_tells_and_exits(tmp_path: Path) -> None:
    good, bad, output = tmp_path / "bueno.csv", tmp_path / "malo.csv", io.StringIO()
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(HEADER + "Arica;Sello otorgado;2019-01-01;Acta\n", encoding="utf-8")
    call_command("import_municipalities", good, "--dry-run", stdout=output)
    assert "Creadas: 5" in output.getvalue()
    assert StatusEvent.objects.count() == 0
    with pytest.raises(CommandError, match="nothing was saved"):
        call_command("import_municipalities", bad, stdout=output)
    assert "antes tiene que constar" in output.getvalue()
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_municipalities", tmp_path / "no.csv")
    call_command("import_municipalities", good, stdout=output)
    assert StatusEvent.objects.count() == 5
    assert set(RegisterChange.objects.values_list("actor", "origin")) == {(None, "bueno.csv")}


def test_the_sourced_states_that_are_bundled_can_be_imported() -> None:
    assert StatusEvent.objects.count() == 0
    report = bring_in((DATA / "estados_con_fuente.csv").read_bytes())
    assert counts(report) == (3, 0, 0, 0)
    assert history("10109") == [("adhered", "2023-10-18"), ("awarded", "2024-12-13")]
    assert history("02302") == [("adhered", "2025-03-18")]
