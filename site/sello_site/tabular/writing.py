"""Writes tables that a spreadsheet program opens without harm and that we read back the same.

Dates: in CSV as ``05-03-2026``, with a twin column «… (ISO)» for machines; in XLSX as real dates
shown as ``05-03-2026``, which are both at once.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from django.utils.text import slugify
from openpyxl import Workbook  # type: ignore[import-untyped]  # it ships no type information
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]  # as above
from openpyxl.styles import Font  # type: ignore[import-untyped]  # as above

from sello_site.tabular.cell_text import LONGEST_CELL, escaped_for_xlsx, neutralised
from sello_site.tabular.parsers import Written, with_comma
from sello_site.tabular.table import TWIN, Table, values_in_order

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SURE_DIGITS = 15
_LONGEST_NAME = 80

Rows = Iterable[Mapping[str, Any]]


def file_name(title: str, suffix: str) -> str:
    """A safe name such as ``municipios-demo.csv``; ``-demo`` says that nothing in it is real."""
    if not re.fullmatch(r"csv|xlsx", suffix):
        raise ValueError(f"no table file is called .{suffix}")
    stem = slugify(title)[:_LONGEST_NAME].strip("-") or "tabla"
    return f"{stem}{'-demo' if settings.SELLO_DEMO else ''}.{suffix}"


def stream_csv(table: Table, rows: Rows) -> Iterator[bytes]:
    """The lines of a CSV file (UTF-8 with mark, semicolons), for a streaming response.

    Raises :class:`ValueError` over text that no cell can hold: NUL, a lone surrogate, or more
    than :data:`LONGEST_CELL` characters.
    """
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=";")
    header: list[str] = []
    for column in table.columns:
        header.append(str(column.label))
        if column.has_twin:
            header.append(f"{column.label}{TWIN}")
    yield b"\xef\xbb\xbf"
    writer.writerow([_csv_cell(cell) for cell in header])
    yield _taken(line)
    for row in rows:
        written: list[str] = []
        for column, value in zip(table.columns, values_in_order(table, row), strict=True):
            written.append(_csv_cell(value))
            if column.has_twin:
                written.append("" if value is None else value.isoformat())
        writer.writerow(written)
        yield _taken(line)


def write_csv(table: Table, rows: Rows, file: IO[bytes]) -> int:
    """Writes a CSV file row by row; returns how many rows. Raises as :func:`stream_csv`."""
    count = -2  # neither the mark nor the header is a row
    for line in stream_csv(table, rows):
        file.write(line)
        count += 1
    return count


def write_xlsx(table: Table, rows: Rows, file: IO[bytes]) -> int:
    """Writes an XLSX file, its rows streamed through a temporary file; returns how many rows.

    Raises as :func:`stream_csv`.
    """
    book = Workbook(write_only=True)
    count = 0
    try:
        sheet = book.create_sheet(_sheet_name(str(table.title)))
        sheet.freeze_panes = "A2"
        bold = Font(bold=True)
        sheet.append([_xlsx_cell(sheet, str(column.label), bold) for column in table.columns])
        for row in rows:
            sheet.append([_xlsx_cell(sheet, value) for value in values_in_order(table, row)])
            count += 1
        book.save(file)
    finally:
        # An unfinished sheet leaves its temporary file behind otherwise.
        for sheet in book.worksheets:
            if not sheet.closed:
                sheet.close()
    return count


def _csv_cell(value: Written) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralised(_checked(value))
    if isinstance(value, datetime.date):
        return f"{value:%d-%m}-{value.year:04d}"
    return with_comma(value)


def _xlsx_cell(sheet: Any, value: Written, font: Any = None) -> Any:
    if isinstance(value, int | Decimal) and _digits(value) > _SURE_DIGITS:
        value = with_comma(value)
    if isinstance(value, str):
        text = escaped_for_xlsx(neutralised(_checked(value)))
        _checked(text)
        cell = WriteOnlyCell(sheet, value=text)
        # «#N/A» and the like stay text.
        cell.data_type = "s"
    else:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, datetime.date):
            cell.number_format = "dd-mm-yyyy"
    if font is not None:
        cell.font = font
    return cell


def _checked(text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise ValueError(f"no cell holds {len(text)} characters")
    if "\x00" in text:
        raise ValueError("no cell holds NUL")
    text.encode()
    return text


def _digits(value: int | Decimal) -> int:
    return len(Decimal(value).as_tuple().digits)


def _sheet_name(title: str) -> str:
    return re.sub(r"[\\*?:/\[\]\x00-\x1f']", " ", title).strip()[:31] or "Tabla"


def _taken(line: io.StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode()
