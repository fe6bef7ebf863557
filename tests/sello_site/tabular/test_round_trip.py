"""What is written is safe in a spreadsheet, and read back the same."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sello_site.tabular import Column, Table, file_name, stream_csv, write_csv, write_xlsx
from sello_site.tabular.reading import table_rows
from sello_site.tabular.table import Header
from sello_site.tabular.writing import LONGEST_CELL

from .tables import MUNICIPALITIES

FORMULA_SIGNS = "=+-@\t\r\n\ufeff＝＋－＠"
ROW: dict[str, Any] = {
    "code": "01101",
    "name": "Iquique",
    "people": 223_463,
    "latitude": Decimal("-20.21326"),
    "joined": datetime.date(2026, 3, 5),
    "active": True,
    "stage": "award",
    "email": "contacto@municipioiquique.cl",
}


class AsItIs:
    """Text that no parser touches."""

    expected = "texto"

    def __call__(self, text: str) -> str:
        return text

    def write(self, value: Any) -> str:
        return str(value)


TWO = Table(
    name="two",
    title="Dos",
    key=("a",),
    columns=(Column("a", "a", AsItIs(), required=True), Column("b", "b", AsItIs())),
)
writers = pytest.mark.parametrize("write", [write_csv, write_xlsx])
cells = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
hostile = st.tuples(
    st.sampled_from(["", "'", "''", " ", "\ufeff", "\u200b", "\xa0", "\x1f"]),
    st.sampled_from(list(FORMULA_SIGNS)),
    cells,
).map("".join)

odd = st.sampled_from(["_x000D_", "_x005F_x000D_", "#N/A", "TRUE", '"', ";", "1E5", "\ufffe"])


@writers
@given(rows=st.lists(st.tuples(cells | hostile | odd, cells | hostile | odd), max_size=4))
@example(rows=[("_x000D_x000D_", "\r\n"), ("#N/A", "TRUE"), ("'=1", "''=1"), ("\ufffe", "1E5")])
def test_any_text_comes_back_the_same(write: Any, rows: list[tuple[str, str]]) -> None:
    file = io.BytesIO()
    write(TWO, [{"a": a, "b": b} for a, b in rows], file)
    read = [[*values, "", ""][:2] for _row, values in table_rows(file, table=TWO)]
    filled = [[a, b] for a, b in rows if a.strip() or b.strip()]
    assert read == [["a", "b"], *filled]


@given(text=hostile)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    row = {"a": text, "b": text}
    written = b"".join(stream_csv(TWO, [row])).decode("utf-8-sig")
    assert {
        cell[:1] for cell in list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))[1]
    } == {"'"}
    file = io.BytesIO()
    write_xlsx(TWO, [row], file)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert [(cell.data_type, str(cell.value)[:1]) for cell in sheet[2]] == [("s", "'")] * 2


@writers
@pytest.mark.parametrize("row", [ROW, {"code": "01101", "name": "Iquique"}])
def test_typed_values_come_back_the_same(write: Any, row: dict[str, Any]) -> None:
    file = io.BytesIO()
    assert write(MUNICIPALITIES, [row], file) == 1
    read = list(table_rows(file, table=MUNICIPALITIES))
    header = Header(MUNICIPALITIES, [str(cell) for cell in read[0][1]], row=1)
    assert header.faults == []
    everything = dict.fromkeys(ROW) | row
    assert header.record(read[1][1], row=2) == (everything, [])


def test_csv_shows_dates_as_in_chile_with_a_twin_for_machines() -> None:
    assert b"".join(stream_csv(MUNICIPALITIES, [ROW])).decode().splitlines() == [
        "\ufeffCódigo CUT;Nombre;Habitantes;Latitud;Fecha de adhesión;Fecha de adhesión (ISO);"
        "¿Activo?;Etapa;Correo",
        "01101;Iquique;223463;-20,21326;05-03-2026;2026-03-05;sí;Sello otorgado;"
        "contacto@municipioiquique.cl",
    ]


def test_xlsx_holds_real_numbers_and_dates_and_keeps_leading_zeros() -> None:
    file = io.BytesIO()
    write_xlsx(MUNICIPALITIES, [ROW], file)
    cells = openpyxl.load_workbook(file).worksheets[0][2]
    assert [cell.value for cell in cells[:5]] == [
        "01101",
        "Iquique",
        223463,
        -20.21326,
        datetime.datetime(2026, 3, 5),  # noqa: DTZ001  # spreadsheets know no time zones
    ]
    assert cells[4].number_format == "dd-mm-yyyy"


@writers
@pytest.mark.parametrize("text", ["x" * (LONGEST_CELL + 1), "nulo\x00", "\ud800"])
def test_text_that_no_cell_can_hold_is_not_cut_but_refused(write: Any, text: str) -> None:
    with pytest.raises(ValueError, match=r"no cell holds|surrogates"):
        write(TWO, [{"a": text}], io.BytesIO())


@pytest.mark.parametrize(
    ("title", "demo", "name"),
    [
        ("Municipios de Ñuble", False, "municipios-de-nuble.csv"),
        ("Municipios", True, "municipios-demo.csv"),
        ("../../etc/passwd\r\nX: y", False, "etcpasswd-x-y.csv"),
        ("«»", True, "tabla-demo.csv"),
    ],
)
def test_file_names_are_safe_and_say_when_it_is_the_demonstration(
    settings: Any, title: str, demo: bool, name: str
) -> None:
    settings.SELLO_DEMO = demo
    assert file_name(title, "csv") == name
