"""The demonstration's accounts: only where asked for, and only their owner can read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db

ROLES = {
    "autoria@example.org": "Autoría",
    "edicion@example.org": "Edición",
    "administracion@example.org": "Administración",
    "traduccion@example.org": "Traducción",
    "proteccion.datos@example.org": "Protección de datos",
    "region.metropolitana@example.org": "Encargatura regional",
    "organismo@example.org": "Enlace de organismo",
    "coordinacion.santiago@example.org": "Coordinación municipal",
    "operacion.santiago@example.org": "Operación municipal",
    "coordinacion.vina@example.org": "Coordinación municipal",
    "operacion.vina@example.org": "Operación municipal",
    "coordinacion.iquique@example.org": "Coordinación municipal",
    "operacion.iquique@example.org": "Operación municipal",
}


def rows(var: Path) -> list[dict[str, str]]:
    return json.loads((var / "demo-accounts.json").read_text(encoding="utf-8"))


def people() -> list[Any]:
    return list(get_user_model().objects.order_by("pk"))


def test_file_tells_the_launcher_address_password_and_role(loaded_demo: Path) -> None:
    assert {row["email"]: row["role"] for row in rows(loaded_demo)} == ROLES
    assert [sorted(row) for row in rows(loaded_demo)] == [["email", "password", "role"]] * len(
        ROLES
    )


def test_each_password_opens_its_account_and_no_other(loaded_demo: Path) -> None:
    passwords = {row["email"]: row["password"] for row in rows(loaded_demo)}
    for person in people():
        opens = [email for email, password in passwords.items() if person.check_password(password)]
        assert opens == [person.email]


def test_each_account_has_its_role_and_nobody_is_superuser(loaded_demo: Path) -> None:
    roles = {person.email: [group.name for group in person.groups.all()] for person in people()}
    assert roles == {email: [role] for email, role in ROLES.items()}
    assert not any(person.is_superuser for person in people())


def test_file_is_for_its_owner_alone(loaded_demo: Path) -> None:
    assert (loaded_demo / "demo-accounts.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in loaded_demo.iterdir() if path.is_file()] == ["demo-accounts.json"]
