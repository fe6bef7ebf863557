"""The table as it is committed: a line for each route, a cell for each column, ``GET/POST``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from routes.people import EVERYBODY

PATH = Path(__file__).with_name("route_table.txt")

Table = dict[str, dict[str, tuple[str, str]]]
"""Pattern of the route → column → what GET and POST answer."""

_WIDTH = 11
_HEAD = """\
# What every route answers to everybody: GET/POST, without query and without form.
#
# sign  sent to sign in          back  Wagtail's refusal: sent back to the start of the admin
# 302   sent somewhere else      w     rows of the database were changed (after the status)
#
# stranger   nobody signed in                      ended      administrator, membership over
# nofactor   administrator with a password alone   admin      the role Administración
# coord      coordinates the municipality that     neighbour  coordinates another one, of
#            the addresses are about                          another region
# officer    of the region of that municipality    root       superuser
#
# Written by ROUTE_TABLE=write pytest tests/routes -k every_route_answers
# Read the difference before committing it: each cell that changed is somebody's access.
"""


def read() -> Table:
    """The committed table."""
    table: Table = {}
    for line in PATH.read_text(encoding="utf-8").splitlines()[_HEAD.count("\n") + 1 :]:
        *cells, pattern = line.split()
        pairs = [tuple(cell.split("/")) for cell in cells]
        table[pattern] = dict(zip(EVERYBODY, pairs, strict=True))  # type: ignore[arg-type]  # pairs
    return table


def write(table: Mapping[str, Mapping[str, tuple[str, str]]]) -> None:
    """Replaces the table. Cells that are not known stay open, which no test accepts."""
    lines = [_HEAD + _line(EVERYBODY, "route")]
    for pattern, answers in table.items():
        cells = ["/".join(answers.get(column, ("?", "?"))) for column in EVERYBODY]
        lines.append(_line(cells, pattern))
    PATH.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(cells: tuple[str, ...] | list[str], pattern: str) -> str:
    return "".join(cell.ljust(_WIDTH) for cell in cells) + pattern
