"""Every way in which a file can be made, badly made, or made to harm."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sello_site.tabular import Bounds, Fault, FileRefused
from sello_site.tabular.reading import table_rows
from sello_site.tabular.table import Header

from .tables import MUNICIPALITIES, csv_file, with_part, xlsx_file

HEADER = ["Código CUT", "Nombre"]
SHEET = "xl/worksheets/sheet1.xml"
SHEET_XML = (
    b'<?xml version="1.0"?><worksheet '
    b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'
)
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
ENCRYPTED += "EncryptedPackage".encode("utf-16-le")


def read(file: io.BytesIO, **bounds: int) -> list[tuple[int, list[str | Fault]]]:
    return list(table_rows(file, table=MUNICIPALITIES, bounds=Bounds(**bounds)))


def refusal(file: io.BytesIO, **bounds: int) -> str:
    with pytest.raises(FileRefused) as refused:
        read(file, **bounds)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_csv_is_read_in_every_usual_form(encoding: str, separator: str, line_end: str) -> None:
    text = line_end.join(
        [separator.join(HEADER), "", separator.join(["05101", '"Viña, del; ""Mar"""'])]
    )
    assert read(csv_file(text, encoding)) == [(1, HEADER), (3, ["05101", 'Viña, del; "Mar"'])]


def test_a_comma_in_the_data_is_not_taken_for_the_separator() -> None:
    text = "CUT;Nombre;Latitud\n05101;Valparaíso;-33,04\n05109;Viña, del Mar, centro, norte;-33,0\n"
    assert read(csv_file(text))[2] == (3, ["05109", "Viña, del Mar, centro, norte", "-33,0"])


def test_a_line_break_inside_a_cell_counts_as_one_row() -> None:
    assert read(csv_file('CUT;Nombre\n01101;"uno\ndos"\n01107;tres\n'))[2] == (3, ["01107", "tres"])


def test_xlsx_cells_are_read_as_they_are_seen() -> None:
    file = xlsx_file(
        ["Código", "b", "c", "d", "e", "f", "g"],
        [1101, 0.1 + 0.2, True, datetime.date(2026, 3, 5), datetime.time(9, 30), "007", 5.0],
        [None, datetime.datetime(2026, 3, 5, 10, 0)],  # noqa: DTZ001  # as spreadsheets hold it
    )
    assert read(file)[1:] == [
        (2, ["1101", "0,3", "sí", "2026-03-05", "09:30:00", "007", "5"]),
        (3, ["", "2026-03-05 10:00:00"]),
    ]


def test_a_number_shown_with_leading_zeros_keeps_them() -> None:
    from openpyxl import Workbook  # inline: only this test formats a cell

    book = Workbook()
    assert book.active is not None
    book.active.append(["Código"])
    book.active.append([1101])
    book.active["A2"].number_format = "00000"
    file = io.BytesIO()
    book.save(file)
    assert read(file)[1] == (2, ["01101"])


@pytest.mark.parametrize(
    ("value", "message", "found"),
    [
        ("=A1+1", "La celda contiene una fórmula; pegue solo los valores.", "=A1+1"),
        ("#N/A", "La celda contiene un error de cálculo.", "#N/A"),
        (
            10**17,
            "El número es tan largo que la planilla pudo cambiarlo; "
            "dé a la celda formato de texto.",
            "100000000000000000",
        ),
    ],
)
def test_xlsx_cells_without_a_sure_value_are_faults(value: Any, message: str, found: str) -> None:
    assert read(xlsx_file(["a"], [value]))[1] == (2, [Fault(message, found=found)])


def test_only_the_first_visible_sheet_is_read() -> None:
    from openpyxl import Workbook  # inline: only this test makes several sheets

    book = Workbook()
    assert book.active is not None
    book.active.append(["oculta"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Datos").append(["vista"])
    file = io.BytesIO()
    book.save(file)
    assert read(file) == [(1, ["vista"])]


def test_headers_are_matched_without_case_accents_or_punctuation() -> None:
    header = Header(MUNICIPALITIES, ["  codigo  cut *", "NOMBRE", "activo", "ETAPA:"], row=1)
    assert header.faults == []
    assert header.record(["1101", "Iquique", "x", "compromiso"], row=2) == (
        {"code": "01101", "name": "Iquique", "active": True, "stage": "commitment"},
        [],
    )


def test_unknown_missing_and_repeated_columns_are_named() -> None:
    header = Header(
        MUNICIPALITIES,
        ["Nombre", "Habitante", "Nombre", "Alcalde", "Observaciones internas"],
        row=1,
    )
    assert [str(fault) for fault in header.faults] == [
        "Fila 1: Hay una columna desconocida. ¿Quiso decir «Habitantes»? Se encontró «Habitante».",
        "Fila 1: La columna «Nombre» está dos veces. Se encontró «Nombre».",
        "Fila 1: Hay una columna desconocida. Se encontró «Alcalde».",
        "Fila 1: Falta la columna «Código CUT». Se esperaba el código CUT de una comuna, de "
        "cinco dígitos, como 01101.",
    ]


def test_data_beside_the_headers_is_a_fault() -> None:
    header = Header(MUNICIPALITIES, HEADER, row=1)
    assert [str(f) for f in header.record(["1101", "Iquique", "", "suelto"], row=7)[1]] == [
        "Fila 7: Hay datos en la columna D, que no tiene título. Se encontró «suelto»."
    ]


def test_a_date_that_contradicts_its_twin_is_a_fault() -> None:
    header = Header(
        MUNICIPALITIES, [*HEADER, "Fecha de adhesión", "Fecha de adhesión (ISO)"], row=1
    )
    _record, faults = header.record(["1101", "Iquique", "05-03-2026", "2026-05-03"], row=2)
    assert [str(fault) for fault in faults] == [
        "Fila 2, columna «Fecha de adhesión»: La fecha no coincide con la de "
        "«Fecha de adhesión (ISO)»; borre una. Se esperaba 2026-05-03. Se encontró «05-03-2026»."
    ]


PASSWORD = "El archivo está protegido con contraseña. Guárdelo sin ella."
OLD = "El archivo tiene el formato antiguo de Excel (.xls). Guárdelo como XLSX o CSV."
WEB = (
    "El archivo es una página web aunque su nombre diga otra cosa. "
    "Ábralo en la planilla y guárdelo como XLSX o CSV."
)
BINARY = "El archivo contiene datos que no son texto. Guárdelo como CSV o XLSX."
MIXED = "El archivo mezcla codificaciones de texto. Guárdelo como «CSV UTF-8»."
QUOTES = (
    "La línea %d no se puede leer: revise que las comillas estén cerradas y que "
    "ninguna celda sea demasiado larga."
)
DAMAGED = "El archivo XLSX está dañado. Ábralo y guárdelo de nuevo."
DISGUISED = "El contenido del archivo no corresponde a su extensión, o el archivo está dañado."
TOO_MUCH = "El archivo XLSX contiene demasiados datos."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "El archivo está vacío."),
        (ENCRYPTED, PASSWORD),
        (ENCRYPTED[:1000], OLD),
        (b"<html><table><tr><td>CUT</td></tr></table></html>", WEB),
        ("\ufeff <table>".encode(), WEB),
        ("<html>".encode("utf-16"), WEB),
        (b"<?xml version='1.0'?><Workbook/>", WEB),
        (b"%PDF-1.7", "El archivo es un PDF. Se esperaba una planilla XLSX o CSV."),
        (b"CUT;Nombre\n01101;Iqui\x00que\n", BINARY),
        ("CUT;Nombre\n01101;\x00".encode("utf-16"), BINARY),
        (b"CUT;Nombre\n05109;Vi\xc3\xb1a\n05109;Vi\xf1a\n", MIXED),
        (b"CUT;Nombre\n05109;\x81\xf1\n", "No se reconoce la codificación del texto. "
         "Guárdelo como «CSV UTF-8»."),
        (b'CUT;Nombre\n01101;"sin cerrar\n01107;x\n', QUOTES % 3),
        (b'CUT;Nombre\n01101;"a"b\n', QUOTES % 2),
        (b"CUT;Nombre\n01101;" + b"x" * 200_000, QUOTES % 2),
        (b"CUT;Nombre\n" + b"x" * 10_000_000, "La línea 2 es demasiado larga."),
        (b"x" * 10_000_000, "La línea 1 es demasiado larga."),
        (b"CUT;Nombre\n" + b";" * 500, "La fila 2 tiene más de 200 columnas."),
        (b"PK\x03\x04" + bytes(100), DISGUISED),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_its_name(content: bytes, message: str) -> None:
    assert refusal(io.BytesIO(content)) == message


def test_a_zip_of_something_else_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(file) == DISGUISED


@pytest.mark.parametrize(
    ("part", "content", "message"),
    [
        (SHEET, SHEET_XML % (b"<sheetData><row>" + b"<c/>" * 3_000_000 + b"</row></sheetData>"),
         TOO_MUCH),
        (SHEET, SHEET_XML % (b"<sheetData>" + b"<x/>" * 3_000_000 + b"</sheetData>"), TOO_MUCH),
        (SHEET, SHEET_XML % (b"<sheetData>" + b"<row/>" * 1_200_000 + b"</sheetData>"), TOO_MUCH),
        (SHEET, SHEET_XML % (b"<a>" * 1000 + b"</a>" * 1000), TOO_MUCH),
        (SHEET, SHEET_XML % (b"<sheetData><row><c t='inlineStr'><is><t>" + b"x" * 10_000_000
                             + b"</t></is></c></row></sheetData>"), TOO_MUCH),
        (SHEET, SHEET_XML % (b'<sheetData a="' + b"x" * 10_000_000 + b'"/>'), TOO_MUCH),
        (SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>', DAMAGED),
        (SHEET, b"<worksheet><sheetData>", DAMAGED),
        (SHEET, SHEET_XML % b"<sheetData><row><c><v>x</v></c></row></sheetData>", DAMAGED),
        (SHEET, SHEET_XML % b"<sheetData><row><c t='s'><v>9</v></c></row></sheetData>", DAMAGED),
        (SHEET, SHEET_XML % (b"<sheetData><row><c r='XFD1'><v>1</v></c></row></sheetData>"),
         "La fila 1 tiene más de 200 columnas."),
        ("xl/styles.xml", b"<a>" + b" " * 5_000_000 + b"</a>", TOO_MUCH),
        ("xl/workbook.xml", b"<nothing/>", "El archivo XLSX no tiene hojas visibles."),
        ("xl/sheet.bin", bytes(300_000_000), TOO_MUCH),
    ],
    ids=["wide row", "no rows", "rows", "deep", "long text", "long attribute", "entities", "cut",
         "no number", "no string", "far column", "styles", "workbook", "zip bomb"],
)  # fmt: skip
def test_a_hostile_xlsx_is_refused_before_it_costs_memory(
    part: str, content: bytes, message: str
) -> None:
    file = with_part(xlsx_file(HEADER), part, content)
    if part == "xl/sheet.bin":
        message = "El archivo comprimido es demasiado grande."
        file = with_part(file, "xl/other.bin", content)
    assert refusal(file) == message


def test_a_row_number_far_away_does_not_make_rows_without_end() -> None:
    sheet = b"<sheetData><row r='1000000000'><c><v>1</v></c></row></sheetData>"
    file = with_part(xlsx_file(HEADER), SHEET, SHEET_XML % sheet)
    assert refusal(file) == "El archivo tiene demasiadas filas vacías."


def test_bounds_hold() -> None:
    text = "CUT;Nombre\n" + "01101;x\n" * 4
    assert refusal(csv_file(text), rows=3) == "El archivo tiene más de 3 filas; divídalo."
    assert refusal(csv_file(text), size=10) == "El archivo pesa más de 0 MB."


def test_the_content_counts_and_not_the_position_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "municipios.csv"
    path.write_bytes(xlsx_file(HEADER, ["01101", "Iquique"]).getvalue())
    with path.open("rb") as file:
        file.seek(7)
        assert list(table_rows(file, table=MUNICIPALITIES)) == [
            (1, HEADER),
            (2, ["01101", "Iquique"]),
        ]
        assert not file.closed
