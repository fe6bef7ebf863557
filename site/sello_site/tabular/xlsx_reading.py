"""Reads the first visible sheet of an XLSX row by row, each cell as the text that is seen."""

from __future__ import annotations

import datetime
import itertools
import math
import re
import warnings
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

import openpyxl  # type: ignore[import-untyped]  # it ships no type information
from django.utils.translation import gettext as _

from sello_site.tabular.bounds import Bounds
from sello_site.tabular.cell_text import LONGEST_CELL, restored, unescaped_from_xlsx
from sello_site.tabular.faults import Fault, FileRefused, excerpt
from sello_site.tabular.parsers import with_comma
from sello_site.tabular.xlsx_guard import check_xlsx, damaged

_BATCH = 200
_ZEROS = re.compile(r"0{2,}")
_SURE_DIGITS = 15
"""A number in a spreadsheet is exact to so many digits."""


def xlsx_rows(file: IO[bytes], *, bounds: Bounds) -> Iterator[tuple[int, list[str | Fault]]]:
    """Each row with its number, blank rows included. Raises :class:`FileRefused`."""
    check_xlsx(file, bounds=bounds)
    with _Calm():
        book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise FileRefused(_("El archivo XLSX no tiene hojas visibles."))
        sheet = sheets[0]
        # What a file says about its own size is not to be believed.
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(), 1)
        while True:
            with _Calm():
                batch = list(itertools.islice(rows, _BATCH))
            if not batch:
                return
            for number, row in batch:
                # A formatted row goes on to the last column without holding anything.
                width = max(
                    (p for p, cell in enumerate(row, 1) if cell.value is not None), default=0
                )
                if width > bounds.columns:
                    raise FileRefused(
                        _("La fila %(row)d tiene más de %(most)d columnas.")
                        % {"row": number, "most": bounds.columns}
                    )
                yield number, [_cell(cell) for cell in row[:width]]
    finally:
        book.close()


class _Calm(warnings.catch_warnings):
    """openpyxl without its warnings about parts that are not read, and with one kind of error."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.simplefilter("ignore")

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        super().__exit__(kind, error, trace)
        if isinstance(error, Exception) and not isinstance(error, FileRefused):
            # Over damaged files it raises whatever it stumbles over: KeyError, TypeError, …
            raise damaged() from error


def _cell(cell: Any) -> str | Fault:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        formula = excerpt(value if isinstance(value, str) else str(getattr(value, "text", "=")))
        return Fault(_("La celda contiene una fórmula; pegue solo los valores."), found=formula)
    if cell.data_type == "e":
        return Fault(_("La celda contiene un error de cálculo."), found=excerpt(str(value)))
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    text = unescaped_from_xlsx(str(value))
    if len(text) > LONGEST_CELL:
        message = _("La celda tiene más de %(most)d caracteres.") % {"most": LONGEST_CELL}
        return Fault(message, found=excerpt(text))
    return restored(text)


def _number(value: float, number_format: str | None) -> str | Fault:
    if not math.isfinite(value) or abs(value) >= 10**_SURE_DIGITS:
        message = _(
            "El número es tan largo que la planilla pudo cambiarlo; dé a la celda formato de texto."
        )
        return Fault(message, found=excerpt(f"{value:.0f}" if math.isfinite(value) else str(value)))
    if isinstance(value, int) or value.is_integer():
        text = str(int(value))
        # A format of zeros is how codes with leading zeros are kept.
        zeros = number_format is not None and _ZEROS.fullmatch(number_format)
        return text.zfill(len(number_format or "")) if zeros and value >= 0 else text
    return with_comma(Decimal(f"{value:.{_SURE_DIGITS}g}"))
