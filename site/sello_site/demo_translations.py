"""Translates the demonstration's pages by the catalogs that its plugins bring.

They are a machine's work, and are shown as that until somebody has reviewed them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import polib
from wagtail.models import Page
from wagtail_localize.models import Translation

from sello_site.languages import PREFIXES
from sello_site.translations.catalogs import take_in
from sello_site.translations.locales import target_locales
from sello_site.translations.publishing import publish
from sello_site.translations.sources import start
from sello_site.translations.state import TranslationState, states_of

TOOL = "sello-demo"

logger = logging.getLogger("sello.demo")


def catalogs_below(folder: Path) -> dict[str, Path]:
    """Language → its catalog in a folder, for those that are there."""
    found = {language: folder / f"{language}.po" for language in PREFIXES}
    return {language: path for language, path in found.items() if path.exists()}


def translate_pages(page_ids: Iterable[int], *, folders: Iterable[Path]) -> int:
    """Publishes the translations of these Spanish pages where there are none yet, and returns how
    many were made. One with texts that no catalog has, such as a page of a plugin from elsewhere,
    is left begun: readers get the Spanish text."""
    folders = list(folders)
    pages = list(Page.objects.filter(pk__in=list(page_ids)).order_by("path").specific())
    made = 0
    for locale in target_locales():
        texts = _texts(folders, locale.language_code)
        if not texts:
            continue
        for page in _without_translation(pages, locale.pk):
            translation = start(page, locale)
            report = take_in(translation, _catalog_of(translation, texts), machine=True, tool=TOOL)
            if report.missing:
                logger.info(
                    "%s (%s): %d texts are missing",
                    page.title,
                    locale.language_code,
                    report.missing,
                )
                continue
            publish(translation)
            made += 1
    return made


def _texts(folders: list[Path], language: str) -> dict[str, polib.POEntry]:
    paths = [found for folder in folders if (found := catalogs_below(folder).get(language))]
    return {entry.msgid: entry for path in paths for entry in polib.pofile(str(path))}


def _without_translation(pages: list[Page], locale_id: int) -> list[Page]:
    keys = [page.translation_key for page in pages]
    there = list(Page.objects.filter(translation_key__in=keys, locale_id=locale_id))
    states = states_of(there)
    done = {page.translation_key for page in there if states[page.pk] != TranslationState.FALLBACK}
    return [page for page in pages if page.translation_key not in done]


def _catalog_of(translation: Translation, texts: dict[str, polib.POEntry]) -> polib.POFile:
    """Of all texts those of one page: each is checked for links when it is taken in."""
    catalog = polib.POFile()
    segments = translation.source.stringsegment_set.order_by().distinct()
    for text in segments.values_list("string__data", flat=True):
        if text in texts:
            catalog.append(polib.POEntry(msgid=text, msgstr=texts[text].msgstr))
    return catalog
