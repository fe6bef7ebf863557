"""Tables made of lists, which can be read aloud, translated and checked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MOST_COLUMNS = 8


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
