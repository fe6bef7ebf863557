"""The folders that hold packages, and the lists that tools keep of them, are the same."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TOOL = PYPROJECT["tool"]
PLACES = sorted(path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("*/sello_*/apps.py"))
FOLDERS = sorted({place.partition("/")[0] for place in PLACES})
PACKAGES = sorted(place.partition("/")[2] for place in PLACES)
WHEEL = TOOL["hatch"]["build"]["targets"]["wheel"]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (TOOL["hatch"]["build"]["dev-mode-dirs"], FOLDERS),
        (
            WHEEL["only-include"],
            [*PLACES, "templates"],
        ),
        (
            list(WHEEL["sources"].items()),
            [
                *((place, place.partition("/")[2]) for place in PLACES),
                ("templates", "sello_site/templates"),
            ],
        ),
        (TOOL["ruff"]["src"], [*FOLDERS, "tests"]),
        (TOOL["mypy"]["mypy_path"], FOLDERS),
        (TOOL["mypy"]["packages"], PACKAGES),
        (TOOL["importlinter"]["root_packages"], PACKAGES),
        (
            TOOL["importlinter"]["contracts"][0]["forbidden_modules"],
            [package for package in PACKAGES if package != "sello_site"],
        ),
        (
            [
                value.partition(".")[0]
                for value in PYPROJECT["project"]["entry-points"]["sello.plugins"].values()
            ],
            [package for package in PACKAGES if package != "sello_site"],
        ),
    ],
    ids=[
        "dev-mode-dirs", "only-include", "sources", "ruff src", "mypy_path", "mypy packages",
        "import-linter", "import-linter forbidden", "entry points",
    ],
)  # fmt: skip
def test_list_of_source_roots_equals_the_folders(listed: list[Any], expected: list[Any]) -> None:
    assert sorted(listed) == sorted(expected)
