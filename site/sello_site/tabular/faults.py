"""What can be wrong with a file, said so that the person who made it can put it right."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

_LONGEST_FOUND = 80


class FileRefused(Exception):  # noqa: N818  # says what happened
    """The file as a whole cannot be read; the text says why, in the reader's language."""


class RowRefused(Exception):  # noqa: N818  # says what happened
    """Raised by ``apply`` for a row that is well formed and still cannot be taken.

    ``message`` is shown as it is; ``column`` is the name of the column at fault, if one is.
    """

    def __init__(self, message: str, *, column: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class ImportStopped(Exception):  # noqa: N818  # says what happened
    """Ends an import from the inside, because ``stop`` said so."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. ``row`` is the number that a spreadsheet shows for the row."""

    message: str
    row: int | None = None
    column: str = ""
    expected: str = ""
    found: str = ""

    def __str__(self) -> str:
        where = []
        if self.row is not None:
            where.append(_("fila %(row)d") % {"row": self.row})
        if self.column:
            where.append(_("columna «%(column)s»") % {"column": self.column})
        text = f"{', '.join(where)}: {self.message}" if where else self.message
        if self.expected:
            text += " " + _("Se esperaba %(expected)s.") % {"expected": self.expected}
        if self.found:
            text += " " + _("Se encontró «%(found)s».") % {"found": self.found}
        return text[:1].upper() + text[1:]


def excerpt(text: str) -> str:
    """The beginning of what stands in a cell, on one line, with nothing invisible in it."""
    shown = "".join(sign if sign.isprintable() else "·" for sign in text[: _LONGEST_FOUND + 1])
    return shown if len(text) <= _LONGEST_FOUND else shown[:_LONGEST_FOUND] + "…"
