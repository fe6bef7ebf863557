"""The interface is translated: every string that readers see, in every language, as it is now."""

from __future__ import annotations

import datetime
import io
import os
import shutil
import subprocess
import textwrap
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command
from django.template.defaultfilters import date, filesizeformat
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation.template import templatize

from sello_site.languages import PREFIXES
from sello_site.languages import catalogs as catalogs_of_site
from sello_site.languages.catalogs import (
    STRINGS_OF_DJANGO,
    Catalog,
    catalogs,
    compile_catalogs,
    is_current,
    merged,
    untranslated,
)
from sello_site.languages.extraction import Message, messages_in, messages_of, placeholders
from sello_site.plugin_registry import registry

CATALOGS = catalogs()
every_catalog = pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.name)
every_language = pytest.mark.parametrize("language", PREFIXES)


@every_catalog
@every_language
def test_catalog_holds_the_strings_of_the_sources(catalog: Catalog, language: str) -> None:
    """Fails after a change of any string: run ``./sello catalogs`` and translate."""
    assert is_current(catalog, language)


@every_catalog
@every_language
def test_readers_get_nothing_untranslated(catalog: Catalog, language: str) -> None:
    assert [message.singular for message in untranslated(catalog, language)] == []


@every_catalog
@every_language
def test_translations_fill_in_what_the_source_fills_in(catalog: Catalog, language: str) -> None:
    wrong = []
    for entry in catalog.stored(language):
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        needed = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        for text in filter(None, texts):
            # A form for one may leave out the number.
            lost = placeholders(entry.msgid_plural or entry.msgid) - placeholders(text)
            if placeholders(text) - needed or (lost and not entry.msgid_plural):
                wrong.append((entry.msgid, text))
    assert wrong == []


def test_catalogs_are_those_of_all_parts() -> None:
    plugins = {f"sello_{plugin.slug}" for plugin in registry.plugins()}
    assert len(plugins) > 5
    assert {catalog.name for catalog in CATALOGS} == {"sello_site", *plugins}
    assert all(len(catalog.messages()) > 10 for catalog in CATALOGS)


def written(folder: Path, name: str, source: str) -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    return path


def keys(path: Path) -> list[tuple[str | None, str, str | None]]:
    return [(one.context, one.singular, one.plural) for one in messages_of(path)]


def test_strings_of_modules_are_found(tmp_path: Path) -> None:
    source = """
        a = _("Uno")
        b = gettext_lazy("Dos "
                         "y tres")
        c = ngettext("%(n)d día", "%(n)d días", n) % {"n": n}
        d = pgettext("mes", "mayo")
        e = _(variable)
        f = translation.gettext("Cuatro")
        g = other("Cinco")
    """
    assert keys(written(tmp_path, "a.py", source)) == [
        (None, "Uno", None),
        (None, "Dos y tres", None),
        (None, "%(n)d día", "%(n)d días"),
        ("mes", "mayo", None),
        (None, "Cuatro", None),
    ]


def test_strings_of_templates_are_found(tmp_path: Path) -> None:
    source = """
        {% load i18n %}<p title="{% translate 'Uno «1»' %}">{# translate "No" #}
        {% blocktranslate with name=person trimmed %}
          Hola,
          {{ name }}.
        {% endblocktranslate %}
        {% blocktranslate count n=b %}{{ n }} fila{% plural %}{{ n }} filas{% endblocktranslate %}
        {% translate "mayo" context "mes" %}{{ _("Dos") }}
    """
    assert keys(written(tmp_path, "a.html", source)) == [
        (None, "Uno «1»", None),
        (None, "Hola, %(name)s.", None),
        (None, "%(n)s fila", "%(n)s filas"),
        ("mes", "mayo", None),
        (None, "Dos", None),
    ]


def test_command_checks_without_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same command in a checkout of one template: it fails until every string is translated."""
    monkeypatch.setattr(catalogs_of_site, "CHECKOUT", tmp_path)
    monkeypatch.setattr(catalogs_of_site, "PACKAGE", tmp_path / "package")
    (tmp_path / "templates").mkdir()
    page = "{% load i18n %}{% translate 'Uno' %}"
    template = written(tmp_path / "templates", "base.html", page)
    stored = [tmp_path / f"package/locale/{code}/LC_MESSAGES/django.po" for code in PREFIXES]

    with pytest.raises(CommandError, match="8 strings or catalogs need work"):
        call_command("catalogs", "--check", stdout=io.StringIO())
    assert [path for path in stored if path.exists()] == []
    call_command("catalogs", stdout=io.StringIO())
    with pytest.raises(CommandError, match="4 strings or catalogs need work"):
        call_command("catalogs", "--check", stdout=io.StringIO())
    for path in stored:
        catalog = polib.pofile(str(path))
        catalog[0].msgstr = "Yon"
        catalog.save()
    call_command("catalogs", "--check", stdout=io.StringIO())
    template.write_text(page + "{% translate 'Dos' %}", encoding="utf-8")
    with pytest.raises(CommandError, match="8 strings or catalogs need work"):
        call_command("catalogs", "--check", stdout=io.StringIO())


@pytest.fixture
def xgettext() -> str:
    """The program of GNU gettext that finds strings; the site itself does without it."""
    path = shutil.which("xgettext")
    if path is None and os.environ.get("SELLO_TEST_GETTEXT_REQUIRED") == "1":
        pytest.fail("GNU gettext is required, and is not installed (apt-get install gettext)")
    if path is None:
        pytest.skip("GNU gettext is not installed (apt-get install gettext)")
    return path


@every_catalog
def test_gnu_gettext_finds_the_same(catalog: Catalog, xgettext: str, tmp_path: Path) -> None:
    files = []
    for folder in catalog.folders:
        for number, path in enumerate(sorted(folder.rglob("*"))):
            if {"migrations", "static"} & set(path.relative_to(folder).parts):
                continue
            if path.suffix not in {".py", ".html", ".txt"}:
                continue
            source = path.read_text(encoding="utf-8")
            copy = tmp_path / f"{folder.name}-{number}.py"
            copy.write_text(source if path.suffix == ".py" else templatize(source))
            files.append(str(copy))
    keywords: tuple[str, ...] = (
        "gettext_noop",
        "gettext_lazy",
        "ngettext_lazy:1,2",
        "pgettext:1c,2",
    )
    keywords += ("npgettext:1c,2,3", "pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3")
    subprocess.run(
        [
            *(xgettext, "--language=Python", "--from-code=UTF-8", "-o", "found.pot"),
            *(f"--keyword={keyword}" for keyword in keywords),
            *files,
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    theirs = {
        (entry.msgctxt, entry.msgid, entry.msgid_plural or None)
        for entry in polib.pofile(str(tmp_path / "found.pot"))
    }
    ours = {(*key, message.plural) for key, message in catalog.messages().items()}
    assert ours == theirs


def test_nobody_loses_a_translation_when_strings_change() -> None:
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Queda", msgstr="Rete"))
    old.append(polib.POEntry(msgid="Se va", msgstr="Ale"))
    message = Message("Queda", files=["a.py"])
    once = merged({message.key: message}, old, "ht")
    assert [(one.msgid, one.msgstr, bool(one.obsolete)) for one in once] == [
        ("Queda", "Rete", False),
        ("Se va", "Ale", True),
    ]
    back = Message("Se va", files=["a.py"])
    twice = merged({back.key: back}, once, "ht")
    assert [(one.msgid, one.msgstr, bool(one.obsolete)) for one in twice] == [
        ("Se va", "Ale", False),
        ("Queda", "Rete", True),
    ]


def test_each_file_is_named_once(tmp_path: Path) -> None:
    written(tmp_path, "a.py", "_('Uno'); _('Uno')")
    written(tmp_path, "b.html", "{% load i18n %}{% translate 'Uno' %}")
    found = messages_in([tmp_path], root=tmp_path)
    assert {key: message.files for key, message in found.items()} == {
        (None, "Uno"): ["a.py", "b.html"]
    }


def test_compiled_catalogs_are_there_and_not_made_again() -> None:
    sources = [*STRINGS_OF_DJANGO.rglob("*.po")]
    sources += [catalog.path(language) for catalog in CATALOGS for language in PREFIXES]
    compile_catalogs()
    assert [path for path in sources if not path.with_suffix(".mo").exists()] == []
    assert compile_catalogs() == []


@pytest.mark.parametrize(
    ("language", "day", "moment", "number", "size"),
    [
        ("es", "3 de mayo de 2026", "3 de mayo de 2026 a las 14:05", "12.345,6", "12,1\xa0KB"),
        ("ht", "3 me 2026", "3 me 2026 14:05", "12.345,6", "12,1\xa0KB"),
        ("en", "3 May 2026", "3 May 2026 14:05", "12,345.6", "12.1\xa0KB"),
        ("pt", "3 de maio de 2026", "3 de maio de 2026 às 14:05", "12.345,6", "12,1\xa0KB"),
        ("fr", "3 mai 2026", "3 mai 2026 14:05", "12\xa0345,6", "12,1\xa0Kio"),
    ],
)
def test_dates_and_numbers_follow_the_language(
    language: str, day: str, moment: str, number: str, size: str
) -> None:
    then = datetime.datetime(2026, 5, 3, 14, 5)  # noqa: DTZ001  # only its digits are shown
    with translation.override(language):
        assert date(then, "DATE_FORMAT") == day
        assert date(then, "DATETIME_FORMAT") == moment
        assert number_format(12345.6, 1, force_grouping=True) == number
        assert filesizeformat(12345) == size


def test_haitian_knows_what_django_says() -> None:
    with translation.override("ht"):
        months = [date(datetime.date(2026, month, 1), "F") for month in range(1, 13)]
        assert translation.gettext("This field is required.") == "Ou dwe ranpli chan sa a."
    assert months == [
        *("janvye", "fevriye", "mas", "avril", "me", "jen"),
        *("jiyè", "out", "septanm", "oktòb", "novanm", "desanm"),
    ]
