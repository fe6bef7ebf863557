"""The written translations of the demonstration: whole, exact, and nothing beside it."""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path

import polib
import pytest
from wagtail.models import Page
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from sello_pages.demo.pictures import CREDIT
from sello_pages.models import OfficialFigure, SiteImage

LANGUAGES = ("ht", "en", "pt", "fr")
PACKAGES = ("sello_pages", "sello_guides")
CATALOGS = [(package, language) for package in PACKAGES for language in LANGUAGES]
DEMO_PAGES = 25

pytestmark = pytest.mark.django_db


def catalog(package: str, language: str) -> polib.POFile:
    with as_file(files(package) / "demo" / "translations" / f"{language}.po") as path:
        return polib.pofile(str(path), check_for_duplicates=True)


def source_pages() -> list[Page]:
    """The Spanish pages, without their copies in other languages. Graphic material, whose texts
    are also drawn, has tests of its own."""
    pages = Page.objects.filter(depth__gt=1, locale__language_code="es", alias_of=None).specific()
    pages = pages.exclude(content_type__app_label="sello_graphics")
    assert len(pages) == DEMO_PAGES
    return list(pages)


def strings_of_pages(package: str) -> set[str]:
    """Each string that a translator is asked for."""
    return {
        segment.string.data
        for page in source_pages()
        if page._meta.app_label == package
        for segment in extract_segments(page)
        if isinstance(segment, StringSegmentValue)
    }


@pytest.mark.parametrize(("package", "language"), CATALOGS)
def test_every_string_of_the_pages_is_translated(
    loaded_demo: Path, package: str, language: str
) -> None:
    translated = {entry.msgid for entry in catalog(package, language) if entry.msgstr}
    strings = strings_of_pages(package)
    assert len(strings) > 100
    assert strings - translated == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_and_pictures_are_translated(loaded_demo: Path, language: str) -> None:
    translated = {entry.msgid for entry in catalog("sello_pages", language) if entry.msgstr}
    figures = OfficialFigure.objects.all()
    texts = {text for figure in figures for text in (figure.label, figure.source)}
    texts |= {
        text
        for image in SiteImage.objects.filter(credit=CREDIT)
        for text in (image.title, image.credit)
    }
    assert len(texts) == 10
    assert texts - translated == set()


@pytest.mark.parametrize(("package", "language"), CATALOGS)
def test_nothing_is_translated_that_the_demonstration_does_not_say(
    loaded_demo: Path, package: str, language: str
) -> None:
    said = {string for name in PACKAGES for string in strings_of_pages(name)}
    for figure in OfficialFigure.objects.all():
        said |= {figure.label, figure.source, figure.value}
    for image in SiteImage.objects.filter(credit=CREDIT):
        said |= {image.title, image.credit}
    entries = catalog(package, language)
    assert len(entries) > 100
    assert {entry.msgid for entry in entries} - said == set()


@pytest.mark.parametrize(("package", "language"), CATALOGS)
def test_tags_and_numbers_stay(package: str, language: str) -> None:
    def kept(text: str) -> tuple[list[str], list[str]]:
        tags = re.findall(r"<[^>]*>", text)
        return sorted(tags), sorted(re.findall(r"\d+", re.sub(r"<[^>]*>", "", text)))

    entries = catalog(package, language)
    assert any("<a id=" in entry.msgid for entry in entries)
    changed = {entry.msgid for entry in entries if kept(entry.msgid) != kept(entry.msgstr)}
    assert changed == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_addresses_are_plain_and_differ_among_siblings(loaded_demo: Path, language: str) -> None:
    addresses: set[tuple[str, str]] = set()
    for page in source_pages():
        entry = catalog(page._meta.app_label, language).find(page.slug)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.msgstr)
        addresses.add((page.path[: -Page.steplen], entry.msgstr))
    assert len(addresses) == DEMO_PAGES


@pytest.mark.parametrize(("package", "language"), CATALOGS)
def test_catalog_names_its_language_and_its_origin(package: str, language: str) -> None:
    entries = catalog(package, language)
    assert entries.metadata["Language"] == language
    assert entries.metadata["X-Translation-Origin"] == "machine"
    assert "These are machine translations. No person has reviewed them." in entries.header
