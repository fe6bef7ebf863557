"""Making the demonstration's accounts: when, and with which passwords."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from pytest_django import Settings

Load = Callable[..., bool]
FIRST = ["autoria@example.org", "edicion@example.org", "administracion@example.org"]


def rows(var: Path) -> list[dict[str, str]]:
    return json.loads((var / "demo-accounts.json").read_text(encoding="utf-8"))


def people() -> list[Any]:
    return list(get_user_model().objects.order_by("pk"))


def test_no_accounts_outside_of_a_demonstration(load: Load, var: Path, settings: Settings) -> None:
    settings.SELLO_DEMO = False

    load()

    assert people() == []
    assert not (var / "demo-accounts.json").exists()


def test_password_known_from_a_failed_run_is_used_again(load: Load, var: Path) -> None:
    row = {"email": "autoria@example.org", "password": "de-antes-0123456789", "role": "Autoría"}
    (var / "demo-accounts.json").write_text(json.dumps([row]), encoding="utf-8")

    load()

    assert rows(var)[0] == row
    assert people()[0].check_password("de-antes-0123456789")


def test_lost_file_is_made_anew_when_forced(load: Load, var: Path) -> None:
    load()
    (var / "demo-accounts.json").write_text("not JSON", encoding="utf-8")

    load(force=True)

    assert [row["email"] for row in rows(var)][:3] == FIRST
    for person, row in zip(people(), rows(var), strict=True):
        assert person.check_password(row["password"])
