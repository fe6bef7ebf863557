"""Reads CSV as Chilean offices make it: any usual encoding and separator, nothing guessed wrong."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from sello_site.tabular.bounds import Bounds
from sello_site.tabular.cell_text import LONGEST_CELL, restored
from sello_site.tabular.faults import Fault, FileRefused, excerpt
from sello_site.tabular.table import Header, Table

_CHUNK = 64 * 1024
_LONGEST_LINE = 1024 * 1024
_SEPARATORS = ";,\t"
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def csv_rows(
    file: IO[bytes], *, table: Table, bounds: Bounds
) -> Iterator[tuple[int, list[str | Fault]]]:
    """Each row with its number in a spreadsheet, blank rows included.

    Raises :class:`FileRefused` for what is no readable CSV.
    """
    encoding = _encoding(file)
    separator = _separator(file, encoding=encoding, table=table)
    for number, cells in enumerate(_records(file, encoding=encoding, separator=separator), 1):
        if len(cells) > bounds.columns:
            raise FileRefused(
                _("La fila %(row)d tiene más de %(most)d columnas.")
                % {"row": number, "most": bounds.columns}
            )
        yield number, [_cell(text) for text in cells]


def _cell(text: str) -> str | Fault:
    if len(text) > LONGEST_CELL:
        message = _("La celda tiene más de %(most)d caracteres.") % {"most": LONGEST_CELL}
        return Fault(message, found=excerpt(text))
    return restored(text)


def _encoding(file: IO[bytes]) -> str:
    """The encoding of the whole file: it is decoded once from end to end."""
    file.seek(0)
    beginning = file.read(4)
    for mark, encoding in _MARKED:
        if beginning.startswith(mark):
            _decode(file, encoding)
            return encoding
    seen_accents = False
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if b"\x00" in chunk:
                raise FileRefused(
                    _("El archivo contiene datos que no son texto. Guárdelo como CSV o XLSX.")
                )
            text = decoder.decode(chunk)
            seen_accents = seen_accents or not text.isascii()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if seen_accents or not error.object[: error.start].isascii():
            raise FileRefused(
                _("El archivo mezcla codificaciones de texto. Guárdelo como «CSV UTF-8».")
            ) from error
        _decode(file, "cp1252")
        return "cp1252"
    return "utf-8"


def _decode(file: IO[bytes], encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if "\x00" in decoder.decode(chunk):
                raise FileRefused(
                    _("El archivo contiene datos que no son texto. Guárdelo como CSV o XLSX.")
                )
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("No se reconoce la codificación del texto. Guárdelo como «CSV UTF-8».")
        ) from error


def _separator(file: IO[bytes], *, encoding: str, table: Table) -> str:
    """The separator with which most of the first filled row are known headers."""

    def worth(separator: str) -> tuple[int, int]:
        try:
            for cells in _records(file, encoding=encoding, separator=separator):
                if any(cell.strip() for cell in cells):
                    return Header.matches(table, cells), len(cells) - 1
        except FileRefused:
            # Read with the right separator, the same line may be fine; if not, it is said then.
            pass
        return 0, 0

    return max(_SEPARATORS, key=worth)


def _records(file: IO[bytes], *, encoding: str, separator: str) -> Iterator[list[str]]:
    file.seek(0)
    text = io.TextIOWrapper(io.BufferedReader(_Lent(file), _CHUNK), encoding=encoding, newline="")
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise FileRefused(
            _(
                "La línea %(line)d no se puede leer: revise que las comillas estén cerradas y que "
                "ninguna celda sea demasiado larga."
            )
            % {"line": reader.line_num}
        ) from error
    finally:
        text.detach()


def _lines(text: io.TextIOBase) -> Iterator[str]:
    number = 0
    while line := text.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise FileRefused(_("La línea %(line)d es demasiado larga.") % {"line": number})
        yield line


class _Lent(io.RawIOBase):
    """A file to decode without closing it; what Django hands over has no ``readinto``."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        data = self._file.read(len(view))
        view[: len(data)] = data
        return len(data)
