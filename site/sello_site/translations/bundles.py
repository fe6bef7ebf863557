"""The catalogs of many pages in one ZIP file, out and in."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import polib
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from sello_site.translations.catalogs import (
    MOST_BYTES,
    CatalogFault,
    CatalogRefused,
    CatalogReport,
    catalog_of_translation,
    export_catalog,
    read_catalog,
    take_in,
)
from sello_site.translations.overview import Row
from sello_site.translations.sources import start
from sello_site.translations.translators import languages_of

MOST_CATALOGS = 500
MOST_UNPACKED = 50 * 1024 * 1024


@dataclass(frozen=True)
class TakenIn:
    """What became of one catalog: whose it was, and the report."""

    translation: Translation
    report: CatalogReport


def bundle(rows: list[Row], locale: Locale) -> bytes:
    """A ZIP file with a catalog for each page; translations that are not begun are begun."""
    file = io.BytesIO()
    pages = Page.objects.in_bulk([row.page_id for row in rows])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            translation = start(pages[row.page_id], locale)
            archive.writestr(
                file_name(row.title, row.page_id, locale), str(export_catalog(translation))
            )
    return file.getvalue()


def file_name(title: str, number: int, locale: Locale) -> str:
    """A safe name for a page's catalog, such as ``contacto-12.ht.po``."""
    return f"{slugify(title)[:60] or 'pagina'}-{number}.{locale.language_code}.po"


def take_in_file(content: bytes, *, user: Any) -> list[TakenIn]:
    """Takes in a PO file, or all those of a ZIP file, if the person may translate all of them.

    One that is refused keeps all out: raises :class:`CatalogRefused`.
    """
    catalogs = _unpacked(content) if zipfile.is_zipfile(io.BytesIO(content)) else {"": content}
    allowed = {locale.pk for locale in languages_of(user)}
    faults: list[CatalogFault] = []
    done: list[TakenIn] = []
    with transaction.atomic():
        for name, text in catalogs.items():
            try:
                done.append(_one(read_catalog(text), user, allowed))
            except CatalogRefused as refused:
                faults += [_in_file(fault, name) for fault in refused.faults]
        if faults:
            raise CatalogRefused(faults)
    return done


def _one(catalog: polib.POFile, user: Any, allowed: set[int]) -> TakenIn:
    translation = catalog_of_translation(catalog)
    if translation.target_locale_id not in allowed:
        reason = _("No le corresponde traducir a «%(language)s».")
        language = translation.target_locale.language_code
        raise CatalogRefused([CatalogFault(0, "", reason % {"language": language})])
    return TakenIn(translation, take_in(translation, catalog, user=user))


def _in_file(fault: CatalogFault, name: str) -> CatalogFault:
    if not name:
        return fault
    return CatalogFault(0, "", f"{name}: {fault}")


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [item for item in archive.infolist() if item.filename.endswith(".po")]
            if not members:
                raise _refused(_("El ZIP no tiene ningún catálogo PO."))
            if len(members) > MOST_CATALOGS or sum(item.file_size for item in members) > (
                MOST_UNPACKED
            ):
                raise _refused(_("El ZIP tiene demasiados catálogos."))
            # What a member says of its size is not believed: no more than that is read.
            return {item.filename: archive.open(item).read(MOST_BYTES + 1) for item in members}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _refused(_("El archivo ZIP está dañado o cifrado.")) from error


def _refused(reason: str) -> CatalogRefused:
    return CatalogRefused([CatalogFault(0, "", reason)])
