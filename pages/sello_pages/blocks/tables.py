"""Tables made of lists, which can be read aloud, translated and checked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MOST_COLUMNS = 8

MOST_BESIDE_ONE_ANOTHER = 2
"""Columns that fit into a telephone's width; the rows of wider tables become cards there."""


@dataclass(frozen=True)
class Cell:
    """A cell of a page's table; ``label`` is the header of its column where a card needs it."""

    label: str
    text: str
    names_the_row: bool


class TableValue(blocks.StructValue):
    """A table as a page shows it."""

    @property
    def has_cards(self) -> bool:
        """Whether its rows become cards where there is no room."""
        return len(self["headers"]) > MOST_BESIDE_ONE_ANOTHER

    @property
    def lines(self) -> list[list[Cell]]:
        """The cells of each row; a row that is too short is filled up, so that no cell stands
        under another's header."""
        return [
            [
                Cell(
                    label=header if text and self.has_cards else "",
                    text=text or "",
                    names_the_row=position == 0 and bool(self["first_column_is_header"]),
                )
                for position, (header, text) in enumerate(
                    zip_longest(self["headers"], row["cells"], fillvalue="")
                )
            ]
            for row in self["rows"]
        ]


class TableRowBlock(blocks.StructBlock):
    cells = blocks.ListBlock(
        blocks.CharBlock(label=_("Celda"), required=False, max_length=400), label=_("Celdas")
    )


class TableBlock(blocks.StructBlock):
    """A caption, one line of headers, and rows exactly as wide."""

    caption = blocks.CharBlock(
        label=_("Título de la tabla"), max_length=160, help_text=_("Qué muestra la tabla.")
    )
    first_column_is_header = blocks.BooleanBlock(
        label=_("La primera columna da nombre a cada fila"), required=False
    )
    headers = blocks.ListBlock(
        blocks.CharBlock(label=_("Encabezado"), max_length=100),
        label=_("Encabezados"),
        min_num=1,
        max_num=MOST_COLUMNS,
    )
    rows = blocks.ListBlock(TableRowBlock(), label=_("Filas"), min_num=1, max_num=200)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        width = len(cleaned["headers"])
        wrong = {
            position: blocks.StructBlockValidationError(
                {
                    "cells": ValidationError(
                        _("Esta fila tiene %(cells)s celdas y la tabla %(width)s columnas."),
                        params={"cells": len(row["cells"]), "width": width},
                    )
                }
            )
            for position, row in enumerate(cleaned["rows"])
            if len(row["cells"]) != width
        }
        if wrong:
            raise blocks.StructBlockValidationError(
                {"rows": blocks.ListBlockValidationError(block_errors=wrong)}
            )
        return cleaned

    class Meta:
        icon = "table"
        label = _("Tabla")
        template = "pages/blocks/table.html"
        value_class = TableValue
