"""Tables as pages show them: what each cell is, wherever and by whomever it is read."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from sello_pages.blocks import TableBlock


def shown(
    headers: list[str], *rows: list[str], first_column_is_header: bool = True
) -> BeautifulSoup:
    block = TableBlock()
    value = block.to_python(
        {
            "caption": "A quién preguntar",
            "first_column_is_header": first_column_is_header,
            "headers": headers,
            "rows": [{"cells": cells} for cells in rows],
        }
    )
    return BeautifulSoup(block.render(value), "html.parser")


def roles(row: Tag) -> list[tuple[str, str | None, str | None]]:
    return [(cell.name, cell.get("role"), cell.get("scope")) for cell in row.find_all(["th", "td"])]


def heard(row: Tag) -> list[str]:
    """The cells of a row as a screen reader has them."""
    cells = row.find_all(["th", "td"])
    return ["".join(cell.find_all(string=True, recursive=False)).strip() for cell in cells]


def labels(row: Tag) -> list[str]:
    """What is seen before each cell where a row is a card."""
    return [
        label.get_text() if (label := cell.find(class_="cell-label", recursive=False)) else ""
        for cell in row.find_all(["th", "td"])
    ]


def test_table_stays_a_table_for_whoever_hears_it_however_it_looks() -> None:
    page = shown(["Si usted es…", "y necesita…", "pregunte en…"], ["Vecina", "Ayuda", "El mesón"])
    table = page.find("table")
    assert table["role"] == "table"
    assert [group["role"] for group in table.find_all(["thead", "tbody"])] == ["rowgroup"] * 2
    head, row = table.find_all("tr")
    assert [head["role"], row["role"]] == ["row", "row"]
    assert roles(head) == [("th", "columnheader", "col")] * 3
    assert roles(row) == [("th", "rowheader", "row"), *[("td", "cell", None)] * 2]
    assert heard(head) == ["Si usted es…", "y necesita…", "pregunte en…"]
    assert heard(row) == ["Vecina", "Ayuda", "El mesón"]
    assert {label["aria-hidden"] for label in table.find_all(class_="cell-label")} == {"true"}


def test_row_of_a_wide_table_says_before_each_cell_what_it_is() -> None:
    page = shown(["Paso", "Plazo", "Quién"], ["Uno", "Hoy", "Ana"], ["Dos", "", "Eva"])
    assert page.select_one(".table-scroll.table-cards") is not None
    first, second = page.select("tbody tr")
    assert labels(first) == ["Paso", "Plazo", "Quién"]
    assert labels(second) == ["Paso", "", "Quién"]  # nothing announces nothing
    # Where there is no style, as in what is copied, the words stay apart.
    assert first.get_text("") == "Paso UnoPlazo HoyQuién Ana"


@pytest.mark.parametrize("headers", [["Paso"], ["Paso", "Plazo"]])
def test_narrow_table_keeps_its_rows(headers: list[str]) -> None:
    page = shown(headers, ["x"] * len(headers))
    assert page.select_one(".table-scroll") is not None
    assert page.select(".table-cards, .cell-label") == []


def test_first_column_without_names_of_rows_is_like_the_others() -> None:
    page = shown(["Paso", "Plazo", "Quién"], ["Uno", "Hoy", "Ana"], first_column_is_header=False)
    row = page.select_one("tbody tr")
    assert roles(row) == [("td", "cell", None)] * 3
    assert labels(row) == ["Paso", "Plazo", "Quién"]


def test_row_that_is_too_short_is_filled_up() -> None:
    page = shown(["Paso", "Plazo", "Quién"], ["Uno"], ["Dos", "Hoy", "Ana", "Sobra"])
    assert [heard(row) for row in page.select("tbody tr")] == [
        ["Uno", "", ""],
        ["Dos", "Hoy", "Ana", "Sobra"],
    ]


def test_text_of_a_cell_is_text() -> None:
    page = shown(["<b>a", "b", "c"], ["<i>1", "2", "3"])
    assert page.find_all(["b", "i"]) == []
    assert labels(page.select_one("tbody tr")) == ["<b>a", "b", "c"]
