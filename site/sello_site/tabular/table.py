"""The declared shape of a table: one description for reading it and for writing it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sello_site.tabular.faults import Fault, excerpt
from sello_site.tabular.parsers import Date, Parser, folded

TWIN = " (ISO)"
"""Added to the label of a date column for its machine-readable twin in CSV files."""


@dataclass(frozen=True)
class Column:
    """One column: ``name`` in code, ``label`` in the header row, ``parse`` for its cells.

    ``required``: the column must be there and no cell of it may be blank. ``aliases``: other
    headers that mean the same. ``expected``: replaces the parser's own description in error
    messages. ``empty``: the value of a blank cell. A column that is not in the file is not in
    the records either, so that an import changes nothing that it does not speak of.
    """

    name: str
    label: Any
    parse: Parser
    required: bool = False
    aliases: tuple[str, ...] = ()
    expected: Any = ""
    empty: Any = None

    @property
    def expectation(self) -> str:
        return str(self.expected) or self.parse.expected

    @property
    def has_twin(self) -> bool:
        return isinstance(self.parse, Date)


@dataclass(frozen=True)
class Table:
    """Columns in their order, and the natural key by which a row is known again.

    ``ignored``: headers that are known and skipped; any other unknown header is a fault, since
    it may be a misspelt one whose content would be lost.
    """

    name: str
    title: Any
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    ignored: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"table {self.name}: a column name is used twice")
        if not self.key or not set(self.key) <= {c.name for c in self.columns if c.required}:
            raise ValueError(f"table {self.name}: the key must be of required columns")
        self.headers()

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def headers(self) -> dict[str, tuple[Column, bool]]:
        """Folded header → its column, and whether it is the machine-readable twin."""
        known: dict[str, tuple[Column, bool]] = {}
        for column in self.columns:
            meant = {(folded(str(n)), False) for n in (column.name, column.label, *column.aliases)}
            if column.has_twin:
                meant |= {(folded(f"{n}{TWIN}"), True) for n in (column.name, column.label)}
            for name, twin in meant:
                if known.setdefault(name, (column, twin)) != (column, twin):
                    raise ValueError(f"table {self.name}: two columns are called {name!r}")
        return known


class Header:
    """The header row of one file, matched with its table. ``faults`` says what does not match."""

    def __init__(self, table: Table, cells: Sequence[str], *, row: int) -> None:
        self.table = table
        self.faults: list[Fault] = []
        self.width = len(cells)
        self._places: dict[str, int] = {}
        self._twins: dict[str, int] = {}
        self._skipped: set[int] = set()
        known, ignored = table.headers(), {folded(name) for name in table.ignored}
        labels = {folded(str(column.label)): str(column.label) for column in table.columns}
        for place, cell in enumerate(cells):
            name = folded(cell)
            if name in known:
                column, twin = known[name]
                places = self._twins if twin else self._places
                if column.name in places:
                    message = _("La columna «%(label)s» está dos veces.") % {"label": column.label}
                    self.faults.append(Fault(message, row=row, found=excerpt(cell)))
                places.setdefault(column.name, place)
            elif name in ignored:
                self._skipped.add(place)
            elif name:
                message = _("Hay una columna desconocida.")
                if near := difflib.get_close_matches(name, labels, n=1, cutoff=0.75):
                    message += " " + _("¿Quiso decir «%(label)s»?") % {"label": labels[near[0]]}
                self.faults.append(Fault(message, row=row, found=excerpt(cell)))
                self._skipped.add(place)
        for name, place in self._twins.items():
            self._places.setdefault(name, place)
        self._covered = {*self._places.values(), *self._twins.values(), *self._skipped}
        for column in table.columns:
            if column.required and column.name not in self._places:
                message = _("Falta la columna «%(label)s».") % {"label": column.label}
                self.faults.append(Fault(message, row=row, expected=column.expectation))

    @staticmethod
    def matches(table: Table, cells: Sequence[str]) -> int:
        """How many cells are headers of ``table``."""
        known = table.headers()
        return sum(1 for cell in cells if folded(cell) in known)

    def record(
        self, cells: Sequence[str | Fault], *, row: int
    ) -> tuple[dict[str, Any], list[Fault]]:
        """The values of one row by column name, and all that is wrong with it."""
        record: dict[str, Any] = {}
        faults: list[Fault] = []
        for name, place in self._places.items():
            column = self.table.column(name)
            value = self._value(column, cells, place, row, faults)
            twin = self._twins.get(name, place)
            if twin != place and _filled(cells, twin):
                other = self._value(column, cells, twin, row, faults)
                if other != value:
                    message = _("La fecha no coincide con la de «%(label)s»; borre una.") % {
                        "label": f"{column.label}{TWIN}"
                    }
                    faults.append(
                        _fault(column, message, row, expected=str(other), found=_text(cells, place))
                    )
            record[name] = value
        for place, cell in enumerate(cells):
            if place not in self._covered and _filled(cells, place):
                message = _("Hay datos en la columna %(letters)s, que no tiene título.") % {
                    "letters": letters(place)
                }
                found = cell.found if isinstance(cell, Fault) else excerpt(cell)
                faults.append(Fault(message, row=row, found=found))
                break
        return record, faults

    def _value(
        self,
        column: Column,
        cells: Sequence[str | Fault],
        place: int,
        row: int,
        faults: list[Fault],
    ) -> Any:
        cell = cells[place] if place < len(cells) else ""
        if isinstance(cell, Fault):
            faults.append(
                _fault(column, cell.message, row, expected=column.expectation, found=cell.found)
            )
            return None
        if not cell.strip():
            if column.required:
                message = _("La celda está vacía.")
                faults.append(_fault(column, message, row, expected=column.expectation))
            return column.empty
        try:
            return column.parse(cell)
        except ValueError:
            message = _("El valor no es válido.")
            faults.append(
                _fault(column, message, row, expected=column.expectation, found=excerpt(cell))
            )
            return None


def letters(place: int) -> str:
    """What a spreadsheet calls the column at ``place`` (from 0): A, B, …, Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def values_in_order(table: Table, row: Mapping[str, Any]) -> list[Any]:
    """What a row writes in the cells of each column; columns that it lacks stay blank."""
    return [
        None if row.get(column.name) is None else column.parse.write(row[column.name])
        for column in table.columns
    ]


def _fault(column: Column, message: str, row: int, *, expected: str = "", found: str = "") -> Fault:
    return Fault(message, row=row, column=str(column.label), expected=expected, found=found)


def _filled(cells: Sequence[str | Fault], place: int) -> bool:
    cell = cells[place] if place < len(cells) else ""
    return isinstance(cell, Fault) or bool(cell.strip())


def _text(cells: Sequence[str | Fault], place: int) -> str:
    cell = cells[place] if place < len(cells) else ""
    return cell.found if isinstance(cell, Fault) else excerpt(cell)
