from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from sello_site.environment import (
    VARIABLES,
    EnvironmentProblem,
    known_names,
    plugin_variables,
    read_environment,
    read_plugin_settings,
    unknown_variables,
    zones_to_serve,
)
from sello_site.plugin_registry import PluginRegistry
from sello_site.settings_document import settings_document

ROOT = Path(__file__).resolve().parents[2]
DATABASE_FORM = "postgresql://LOGIN:PASSWORD@HOST:PORT/NAME"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATABASE_URL", "mysql://x/y", f"expected {DATABASE_FORM}, got its value"),
        ("DATABASE_URL", "postgresql://host:port/x", f"expected {DATABASE_FORM}, got its value"),
        (
            "DATABASE_URL",
            "postgresql://u:secret@/x?hots=/tmp",
            'expected an address that libpq can read (invalid URI query parameter: "hots"), '
            "got its value",
        ),
        ("SELLO_SECRET_KEY", "short", "expected at least 40 characters"),
        ("SELLO_DEMO", "maybe", "expected 1 or 0 (also true/false, yes/no, on/off), got 'maybe'"),
        (
            "SELLO_PUBLIC_URL",
            "sello.example",
            "expected an address such as https://sello.example, without path, got 'sello.example'",
        ),
        (
            "SELLO_PUBLIC_URL",
            "https://sello.example/path",
            "expected an address such as https://sello.example, without path, "
            "got 'https://sello.example/path'",
        ),
        (
            "SELLO_ALLOWED_HOSTS",
            "*",
            "expected host names separated by commas, without scheme or port, got '*'",
        ),
        (
            "SELLO_ZONES",
            "public,private",
            "expected one or more of public, personal, account, editorial, desk, "
            "got 'public,private'",
        ),
        (
            "SELLO_PLUGINS_EXCLUDE",
            "Guides",
            "expected slugs of plugins separated by commas, for example guides, got 'Guides'",
        ),
        (
            "SELLO_TRUSTED_PROXIES",
            "proxy",
            "expected addresses or networks separated by commas, for example 10.0.0.0/8, "
            "got 'proxy'",
        ),
        ("SELLO_VAR", "var", "expected an absolute path, got 'var'"),
        ("SELLO_CACHE_MB", "-1", "expected a whole number of at least 0, got '-1'"),
        ("SELLO_UPLOAD_MB", "0", "expected a whole number of at least 1, got '0'"),
        ("SELLO_TEST_CHROMIUM", "\udcff", "expected text in UTF-8, got '\\udcff'"),
    ],
)
def test_malformed_setting_is_told_in_one_line_with_what_was_expected(
    name: str, value: str, told: str
) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        read_environment({name: value})
    assert caught.value.problems == [f"{name} is malformed: {told}"]


@pytest.mark.parametrize(
    ("environ", "is_mixed"),
    [
        ({}, False),
        ({"SELLO_PUBLIC_URL": "https://a.example"}, False),
        ({"SELLO_PUBLIC_URL": "https://a.example", "SELLO_DESK_URL": "https://b.example"}, False),
        ({"SELLO_PUBLIC_URL": "https://a.example", "SELLO_DESK_URL": "http://b.example"}, True),
        ({"SELLO_EDITORIAL_URL": "https://a.example"}, True),
    ],
)
def test_addresses_with_and_without_tls_are_not_mixed(
    environ: dict[str, str], is_mixed: bool
) -> None:
    told = []
    try:
        read_environment(environ)
    except EnvironmentProblem as problem:
        told = problem.problems
    line = (
        "SELLO_PUBLIC_URL, SELLO_EDITORIAL_URL, SELLO_DESK_URL mix http and https: "
        "expected one of them for all"
    )
    assert told == ([line] if is_mixed else [])


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        read_environment({"SELLO_DEMO": "x", "SELLO_ZONES": "x", "SELLO_CACHE_MB": "x"})
    assert len(caught.value.problems) == 3


def test_unknown_setting_is_told_with_the_nearest_known_one() -> None:
    environ = {
        "SELLO_CACHE_MG": "1",
        "SELLO_QWERTYUIOPASDFGHJ": "1",
        "SELLO_DEMO": "1",
        "PATH": "/bin",
    }
    assert unknown_variables(environ, known_names()) == [
        "SELLO_CACHE_MG is not a known setting: did you mean SELLO_CACHE_MB?",
        "SELLO_QWERTYUIOPASDFGHJ is not a known setting: see docs/settings.md for the known ones",
    ]


def test_secret_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("k" * 40 + "\n")
    assert read_environment({"SELLO_SECRET_KEY_FILE": str(file)})["SELLO_SECRET_KEY"] == "k" * 40


def test_only_secrets_can_come_from_files() -> None:
    names = known_names()
    assert ("SELLO_SECRET_KEY_FILE" in names, "SELLO_DEMO_FILE" in names) == (True, False)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda file: None, "SELLO_SECRET_KEY_FILE names a file that cannot be read: No such file"),
        (
            lambda file: file.write_bytes(b"\xff" * 50),
            "SELLO_SECRET_KEY_FILE names a file that cannot be read: not UTF-8 text",
        ),
        (lambda file: file.write_text("\n"), "SELLO_SECRET_KEY_FILE names an empty file"),
    ],
)
def test_file_that_gives_no_secret_is_told(tmp_path: Path, make: Any, told: str) -> None:
    file = tmp_path / "key"
    make(file)
    with pytest.raises(EnvironmentProblem) as caught:
        read_environment({"SELLO_SECRET_KEY_FILE": str(file)})
    assert [line[: len(told)] for line in caught.value.problems] == [told]


def test_secret_and_its_file_together_are_refused() -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        read_environment({"SELLO_SECRET_KEY": "k" * 40, "SELLO_SECRET_KEY_FILE": "/x"})
    assert caught.value.problems == [
        "SELLO_SECRET_KEY and SELLO_SECRET_KEY_FILE are both set: set one of them"
    ]


def test_desk_is_refused_in_one_line_without_its_logins() -> None:
    zones, line = zones_to_serve(read_environment({}))
    assert (zones, line) == (
        ("public", "personal", "account", "editorial"),
        "the desk zone is not served: SELLO_DESK_MUNICIPALITY_URL, SELLO_DESK_SERMIG_URL, "
        "SELLO_DESK_AGENCY_URL not set",
    )


def test_desk_is_served_with_its_logins_and_not_missed_where_it_is_not_wanted() -> None:
    logins = {
        f"SELLO_DESK_{name}_URL": "postgresql://x@/sello"
        for name in ("MUNICIPALITY", "SERMIG", "AGENCY")
    }
    assert zones_to_serve(read_environment(logins))[0][-1] == "desk"
    assert zones_to_serve(read_environment({"SELLO_ZONES": "public"})) == (("public",), None)


@dataclass(frozen=True)
class Settings:
    limit: int = field(default=3, metadata={"purpose": "How many."})
    names: tuple[str, ...] = ()
    folder: Path | None = None
    key: str = field(default="", metadata={"secret": True})
    even: int = field(default=2, metadata={"parse": lambda text: {"2": 2, "4": 4}[text]})
    odd: int = field(default=1, metadata={"parse": int, "expected": "an odd number"})


def test_plugin_settings_are_read_under_its_slug(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("hidden")
    environ = {
        "SELLO_THING_LIMIT": "7",
        "SELLO_THING_NAMES": "a, b",
        "SELLO_THING_FOLDER": "/tmp",  # noqa: S108  # a path to read, nothing is made there
        "SELLO_THING_KEY_FILE": str(file),
    }
    assert read_plugin_settings("thing", Settings, environ) == Settings(
        limit=7,
        names=("a", "b"),
        folder=Path("/tmp"),  # noqa: S108  # as above
        key="hidden",
    )


def test_malformed_plugin_setting_is_told_with_what_was_expected() -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        read_plugin_settings("thing", Settings, {"SELLO_THING_ODD": "x", "SELLO_THING_LIMIT": "x"})
    assert caught.value.problems == [
        "SELLO_THING_LIMIT is malformed: expected a whole number of at least 0, got 'x'",
        "SELLO_THING_ODD is malformed: expected an odd number, got 'x'",
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"__annotations__": {"a": "int"}, "a": field(default_factory=int)},
        {"__annotations__": {"a": "complex"}, "a": 1j},
    ],
)
def test_plugin_settings_need_defaults_and_types_that_can_be_read(body: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        plugin_variables("thing", dataclass(frozen=True)(type("Settings", (), body)))


@pytest.mark.parametrize("slug", ["accounts", "map", "pages"])
def test_essential_plugin_cannot_be_excluded(slug: str) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        PluginRegistry().discover({}, exclude=[slug])
    assert caught.value.problems == [
        f"SELLO_PLUGINS_EXCLUDE names {slug}, without which the site cannot run"
    ]


def test_excluded_plugin_is_not_loaded_and_not_called_broken() -> None:
    registry = PluginRegistry()
    registry.discover({"SELLO_GUIDES_ANY": "1"}, exclude=["guides", "not_installed"])
    others = ["accounts", "atlas", "directory", "editorial", "graphics", "map", "pages"]
    assert (sorted(registry.classes), registry.quarantined) == (others, {})
    assert "SELLO_GUIDES_ANY" in registry.known_variable_names()


def test_document_of_settings_is_what_the_code_declares() -> None:
    committed = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert committed == settings_document()


def test_every_setting_says_what_it_is_for() -> None:
    assert [variable.name for variable in VARIABLES if not variable.purpose] == []


def test_command_prints_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("settings_document")
    assert capsys.readouterr().out == settings_document()
