"""The examples of docs/plugins.md: one plugin that runs, and excerpts of one that does."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sello_site import plugins, signals
from sello_site.plugins import OPTIONAL_MODULES, Plugin

from .conftest import ROOT, Run, write_distribution

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("plugin_documentation")]

TEXT = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
NOTICES = ROOT / "tests" / "plugins" / "sello_notices"
_BLOCK = re.compile(r"```\w+\n(?:# |<!-- )(?P<title>[^\n]*?)(?: -->)?\n(?P<text>.*?)```", re.DOTALL)
BLOCKS = {found["title"]: found["text"] for found in _BLOCK.finditer(TEXT)}
EXCERPTS = {
    title.removeprefix("excerpt of "): text
    for title, text in BLOCKS.items()
    if title.startswith("excerpt of ")
}

PROBE = """
import json
import django
django.setup()
from django.test import Client
from procrastinate.contrib.django import app
from sello_site.plugin_registry import registry
from sello_site.signals import collect, search_documents
from sello_site.worker import register_schedules
register_schedules()
client = Client(headers={"host": "localhost"})
print(json.dumps({
    "quarantined": [str(entry) for entry in registry.quarantined.values()],
    "page": "Abrimos a las 8:30." in client.get("/horarios/").content.decode(),
    "api": client.get("/api/v3/plugins/hours/").json(),
    "schedule": sorted(slug for _name, slug in app.periodic_registry.periodic_tasks if slug),
    "found": [
        part.url
        for part in collect(search_documents, language="es")
        if not part.key.startswith("atlas:")
    ],
}))
"""


def test_every_block_of_code_has_a_title_and_is_tested() -> None:
    files = {title for title in BLOCKS if title.startswith("sello_hours/")}
    others = {"pyproject.toml", "tests/test_contract.py"}
    excerpts = {f"excerpt of {name}" for name in EXCERPTS}
    assert (len(BLOCKS), BLOCKS.keys()) == (
        TEXT.count("\n```") // 2,
        files | others | excerpts,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    files = {
        title.removeprefix("sello_hours/"): text
        for title, text in BLOCKS.items()
        if title.startswith("sello_hours/")
    }
    write_distribution(folder, "hours", files)
    points = tomllib.loads(BLOCKS["pyproject.toml"])["project"]["entry-points"]["sello.plugins"]
    (folder / "sello_hours-1.0.dist-info" / "entry_points.txt").write_text(
        "[sello.plugins]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
    )
    return folder


def test_the_documented_plugin_works(folder: Path, run_platform: Run) -> None:
    answer = run_platform("-c", PROBE, folder=folder, SELLO_HOURS_OPENS_AT="8:30")
    assert answer.code == 0, answer.stderr
    assert answer.facts == {
        "quarantined": [],
        "page": True,
        "api": {"opens_at": "8:30"},
        "schedule": [
            "accounts",
            "directory",
            "editorial",
            "editorial",
            "editorial",
            "guides",
            "hours",
        ],
        "found": ["/horarios/"],
    }


def test_check_has_nothing_to_say_about_the_documented_plugin(
    folder: Path, run_platform: Run
) -> None:
    answer = run_platform("-m", "sello_site.manage", "check", folder=folder)
    assert (answer.code, answer.stderr) == (0, "")


@pytest.mark.parametrize("name", sorted(EXCERPTS))
def test_excerpt_stands_in_the_example_plugin(name: str) -> None:
    assert EXCERPTS[name] in (NOTICES / name).read_text(encoding="utf-8")


def test_one_line_of_contract_tests_is_what_the_example_plugin_has() -> None:
    line = BLOCKS["tests/test_contract.py"].strip()
    assert line in (NOTICES / "tests" / "test_contract.py").read_text(encoding="utf-8")


def _declarations() -> list[str]:
    return [name for name in inspect.get_annotations(Plugin) if not name.startswith("_")]


@pytest.mark.parametrize(
    "name",
    [
        *sorted(set(_declarations()) - {"essential"}),
        *sorted(set(OPTIONAL_MODULES) - {"signals", "checks"}),
        *sorted(name for name, value in vars(signals).items() if isinstance(value, signals.Signal)),
    ],
)
def test_every_part_of_the_contract_is_taught(name: str) -> None:
    assert re.search(rf"\b{name}\b", TEXT), f"docs/plugins.md does not mention {name}"


def test_documented_signals_have_docstrings_of_their_arguments() -> None:
    source = inspect.getsource(signals)
    undocumented: list[Any] = [
        name
        for name, value in vars(signals).items()
        if isinstance(value, signals.Signal)
        and not re.search(rf'{name} = Signal\(\)\n"""Receivers get ', source)
    ]
    assert (undocumented, plugins.CORE_VERSION) == ([], "1.0")
