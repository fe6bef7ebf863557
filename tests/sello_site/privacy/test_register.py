"""The register of processing: declared in code, complete, and handed out as a table."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.test import Client

from sello_site.privacy import register
from sello_site.privacy.register import Activity, Holder, holders, problems, register_rows
from sello_site.testing_people import signed_in

WORDS = dict.fromkeys(
    ("name", "purpose", "legal_basis", "people", "data", "recipients", "retention", "security"),
    "Texto",
)


def test_every_service_and_plugin_that_keeps_data_declares_what_it_does() -> None:
    assert problems() == []
    assert {"limits", "outbox", "privacy"} <= {holder.slug for holder in holders()}
    keys = [row["activity"] for row in register_rows()]
    assert len(set(keys)) == len(keys)
    assert {"outbox:mail", "limits:counters", "privacy:consents"} <= set(keys)
    assert [
        row for row in register_rows() if not all(value.strip() for value in row.values())
    ] == []


@pytest.mark.parametrize("field", sorted(WORDS))
def test_activity_that_leaves_something_out_cannot_be_declared(field: str) -> None:
    assert Activity(key="mail", **WORDS).purpose == "Texto"
    with pytest.raises(ValueError, match=field):
        Activity(key="mail", **{**WORDS, field: " "})


def test_key_of_an_activity_is_a_short_name() -> None:
    with pytest.raises(ValueError, match="lower-case"):
        Activity(key="Mail list", **WORDS)


@pytest.mark.parametrize(
    ("activities", "expected"),
    [
        (None, "must be a tuple"),
        ((), "must be a tuple"),
        (["x"], "must be a tuple"),
        (("x",), "must hold Activity"),
        ((Activity(key="aa", **WORDS), Activity(key="aa", **WORDS)), "used twice"),
    ],
)
def test_declaration_that_breaks_the_contract_is_told(
    monkeypatch: pytest.MonkeyPatch, activities: Any, expected: str
) -> None:
    module: Any = SimpleNamespace(ACTIVITIES=activities)
    monkeypatch.setattr(register, "holders", lambda: [Holder("x", "X", module)])
    [line] = problems()
    assert line.startswith("x: ")
    assert expected in line


@pytest.mark.django_db
def test_officer_gets_the_register_as_a_screen_and_as_tables(client: Client, officer: Any) -> None:
    signed_in(client, officer)
    rows = register_rows()
    page = client.get("/admin/proteccion-de-datos/registro/").content.decode()
    assert [row["activity"] for row in rows if row["activity"] not in page] == []
    table = client.get("/admin/proteccion-de-datos/registro.csv")
    lines = table.content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[0].split(";")[:3]) == (
        len(rows) + 1,
        ["Actividad", "Nombre", "Responsable"],
    )
    assert "attachment" in table["Content-Disposition"]
    book = client.get("/admin/proteccion-de-datos/registro.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet.max_row == len(rows) + 1
    assert client.get("/admin/proteccion-de-datos/registro.pdf").status_code == 404
