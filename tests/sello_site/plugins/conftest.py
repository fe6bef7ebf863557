"""Plugins made for a test, and the platform started with them in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

PROBE = Path(__file__).with_name("probe.py")
ROOT = Path(__file__).resolve().parents[3]


def database_address(name: str, *, user: str, password: str) -> str:
    """The address of another database on the server of this test run."""
    database = connection.settings_dict
    login = quote(user) + (f":{quote(password)}" if password else "")
    host, port = str(database["HOST"] or ""), str(database["PORT"] or "")
    if host.startswith("/") or not host:
        return f"postgresql://{login}@/{name}?host={quote(host)}" + (
            f"&port={port}" if port else ""
        )
    return f"postgresql://{login}@{host}" + (f":{port}" if port else "") + f"/{name}"


@pytest.fixture(scope="module")
def platform_environment(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """What a process of the platform needs to use this run's test database as sello_app."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SELLO_", "DATABASE_", "PYTEST_", "COV_"))
    }
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "sello_site.settings_test",
        "DATABASE_URL": database_address(
            str(connection.settings_dict["NAME"]),
            user=settings.SELLO_RUNTIME_USER,
            password=settings.SELLO_RUNTIME_PASSWORD,
        ),
        "SELLO_VAR": str(tmp_path_factory.mktemp("var")),
        "SELLO_SECRET_KEY": "tests-only-" + "x" * 40,
    }


def write_distribution(folder: Path, slug: str, files: Mapping[str, str]) -> None:
    """An installed distribution ``sello-<slug>`` with these files and its entry point."""
    package = folder / f"sello_{slug}"
    for name, text in {"__init__.py": "", **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    information = folder / f"sello_{slug}-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: sello-{slug}\nVersion: 1.0\n", encoding="utf-8"
    )
    (information / "entry_points.txt").write_text(
        f"[sello.plugins]\n{slug} = sello_{slug}.apps:Here\n", encoding="utf-8"
    )


def apps_module(slug: str, body: str = "") -> str:
    """The text of an ``apps`` module whose class has these further lines."""
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    return (
        "from sello_site.plugins import NavItem, Plugin\n\n"
        "class Here(Plugin):\n"
        f"    name = label = 'sello_{slug}'\n"
        f"    slug = '{slug}'\n"
        f"    title = '{slug}'\n" + indented
    )


@dataclass(frozen=True)
class Answer:
    """What a process of the platform said: exit code, both streams, and the probe's facts."""

    code: int
    stdout: str
    stderr: str

    @property
    def facts(self) -> dict[str, Any]:
        return json.loads(self.stdout.splitlines()[-1])

    @property
    def lines(self) -> list[str]:
        return self.stderr.splitlines()


Run = Callable[..., Answer]


@pytest.fixture(scope="module")
def run_platform(platform_environment: dict[str, str]) -> Run:
    """Runs ``python ARGUMENTS`` with what is installed in a folder; waits at most two minutes."""

    def run(*arguments: str, folder: Path | None = None, **environment: str) -> Answer:
        path = {"PYTHONPATH": str(folder)} if folder is not None else {}
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**platform_environment, **path, **environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run
