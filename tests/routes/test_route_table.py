"""Every route of the platform and of its plugins by everybody, held to a table to be reviewed.

A route that is new, gone, or answers somebody differently fails here until ``route_table.txt``
says so too; :mod:`routes.table` has the legend. What the table may not say, whoever wrote it, is in
``test_rules_of_the_table``.
"""

from __future__ import annotations

import os

import pytest

from routes import table
from routes.conftest import Stage
from routes.listing import ListedRoute, listed_routes
from routes.people import EVERYBODY
from sello_site.zones import Zone, zone_of_path

pytestmark = [
    pytest.mark.django_db,
    # wagtail-localize counts the pages of a list that it does not order.
    pytest.mark.filterwarnings("ignore:Pagination may yield inconsistent results"),
]

PARTS = ("pages", "admin", "account", "desk", "open")
_PAGES = ("/admin/pages/", "/admin/api/main/", "/admin/choose", "/admin/localize/")


def part_of(pattern: str) -> str:
    """The routes are asked for in these parts, so that two processes share the work."""
    zone = zone_of_path(pattern)
    if zone is Zone.EDITORIAL:
        return "pages" if pattern.startswith(_PAGES) else "admin"
    return {Zone.ACCOUNT: "account", Zone.DESK: "desk"}.get(zone, "open")


def _routes(part: str) -> dict[str, ListedRoute]:
    return {
        pattern: route for pattern, route in listed_routes().items() if part_of(pattern) == part
    }


def test_the_table_holds_every_route_once_and_in_order() -> None:
    assert list(table.read()) == list(listed_routes())


@pytest.mark.parametrize("column", EVERYBODY)
@pytest.mark.parametrize("part", PARTS)
def test_every_route_answers_as_the_table_says(part: str, column: str, stage: Stage) -> None:
    visitor = stage.visitor(column)
    found = {}
    for pattern, route in _routes(part).items():
        path = route.path(stage.values)
        found[pattern] = (visitor.word("GET", path), visitor.word("POST", path))
    known = table.read() if table.PATH.exists() else {}
    if os.environ.get("ROUTE_TABLE") == "write":
        for pattern, answers in found.items():
            known.setdefault(pattern, {})[column] = answers
        table.write({pattern: known.get(pattern, {}) for pattern in listed_routes()})
    expected = {pattern: known.get(pattern, {}).get(column) for pattern in found}
    assert {
        pattern: (answers, "not", expected[pattern])
        for pattern, answers in found.items()
        if answers != expected[pattern]
    } == {}
