"""Texts out and in as PO files, for one page and for all that a language lacks.

What comes in is judged whole before anything is written: a catalog with one text that a page may
not hold changes nothing, and each such entry is named.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue, validate_translation_links

from sello_site.translations.publishing import progress_of, publish
from sello_site.translations.sources import start

TRANSLATION_HEADER = "X-WagtailLocalize-TranslationID"
PAGE_HEADER = "X-Sello-Page"
MOST_BYTES = 5 * 1024 * 1024
"""A catalog of one page is some ten kilobytes."""


@dataclass(frozen=True)
class CatalogFault:
    """One entry that cannot be taken in: where it stands, its source text, and why."""

    line: int | None
    msgid: str
    reason: str

    def __str__(self) -> str:
        if not self.msgid:
            return self.reason
        return _("Línea %(line)s, «%(text)s»: %(reason)s") % {
            "line": self.line,
            "text": self.msgid if len(self.msgid) <= 80 else f"{self.msgid[:79]}…",
            "reason": self.reason,
        }


class CatalogRefused(Exception):  # noqa: N818  # says what happened
    """Nothing of a catalog was taken in; ``faults`` names each entry that is to blame."""

    def __init__(self, faults: Iterable[CatalogFault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class CatalogReport:
    """What became of a catalog."""

    written: int
    """Texts that are new or differ from what was known."""
    unchanged: int
    missing: int
    """Texts of the page that have no translation yet."""
    unknown: list[str] = field(default_factory=list)
    """Source texts of the catalog that the page does not have (any more)."""
    kept: int = 0
    """Texts by people that the catalog of a machine would have replaced."""
    is_published: bool = False


def read_catalog(content: bytes) -> polib.POFile:
    """A PO file that somebody sent. Raises :class:`CatalogRefused` for anything else."""
    if len(content) > MOST_BYTES:
        raise CatalogRefused([CatalogFault(0, "", _("El archivo es demasiado grande."))])
    # polib takes text that is the name of a file for that file, so it is given a file of ours.
    with tempfile.NamedTemporaryFile(suffix=".po") as file:
        file.write(content)
        file.flush()
        try:
            catalog = polib.pofile(file.name)
        except (OSError, UnicodeDecodeError, ValueError, IndexError) as error:
            raise CatalogRefused(
                [CatalogFault(0, "", _("El archivo no es un catálogo PO válido."))]
            ) from error
    if not len(catalog):
        raise CatalogRefused([CatalogFault(0, "", _("El catálogo no tiene ningún texto."))])
    return catalog


def export_catalog(translation: Translation) -> polib.POFile:
    """The texts of a page with what is translated of them, in the page's order.

    Comments say where on the page each stands; texts that a machine translated and nobody has
    edited are told apart by a comment too.
    """
    catalog = polib.POFile(wrapwidth=100)
    code = translation.target_locale.language_code
    catalog.metadata = {
        "Project-Id-Version": "Sello Migrante",
        "PO-Revision-Date": timezone.now().strftime("%Y-%m-%d %H:%M%z"),
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        PAGE_HEADER: translation.source.object_repr.replace("\n", " "),
        TRANSLATION_HEADER: str(translation.uuid),
    }
    known = {
        (row.translation_of_id, row.context_id): row
        for row in translation.source.stringsegment_set.get_translations(translation.target_locale)
    }
    seen: set[tuple[int, int]] = set()
    for segment in _segments(translation):
        place = (segment.string_id, segment.context_id)
        if place in seen:
            continue  # the same sentence twice in one text is translated once
        seen.add(place)
        row = known.get(place)
        is_machine = row is not None and row.translation_type == "machine"
        catalog.append(
            polib.POEntry(
                msgid=segment.string.data,
                msgctxt=segment.context.path,
                msgstr=row.data if row is not None else "",
                comment=segment.context.field_path,
                tcomment=_("Traducción automática, sin revisar") if is_machine else "",
            )
        )
    return catalog


def import_catalog(
    page: Page,
    locale: Locale,
    catalog: polib.POFile | Path | str,
    *,
    machine: bool = True,
    tool: str = "",
    user: Any = None,
    publishing: bool = True,
) -> CatalogReport:
    """Takes the translations of a Spanish page from a catalog, and publishes them if the page is
    whole then.

    ``catalog`` may hold more than this page's texts. An entry with a context counts for that place
    alone, one without for every place where the page says the same. Texts that people translated
    are never replaced by a machine's. Raises :class:`CatalogRefused` with nothing changed.
    """
    if not isinstance(catalog, polib.POFile):
        catalog = polib.pofile(str(catalog))
    translation = start(page, locale)
    report = take_in(translation, catalog, machine=machine, tool=tool, user=user)
    if not publishing or report.missing:
        return report
    publish(translation, user=user)
    return CatalogReport(**{**report.__dict__, "is_published": True})


@transaction.atomic
def take_in(
    translation: Translation,
    catalog: polib.POFile,
    *,
    machine: bool = False,
    tool: str = "",
    user: Any = None,
) -> CatalogReport:
    """Writes a catalog's texts into a translation, or raises :class:`CatalogRefused`."""
    code = translation.target_locale.language_code
    language = catalog.metadata.get("Language", "").replace("_", "-").split("-")[0].lower()
    if language and language != code:
        reason = _("El catálogo es del idioma «%(found)s» y aquí se traduce a «%(expected)s».")
        raise CatalogRefused([CatalogFault(0, "", reason % {"found": language, "expected": code})])
    places = _places(translation)
    entries = [entry for entry in catalog if entry.msgstr and not entry.obsolete]
    usable = [entry for entry in entries if "fuzzy" not in entry.flags]
    faults = [fault for entry in usable for fault in _faults(entry)]
    if faults:
        raise CatalogRefused(faults)
    wanted: dict[tuple[int, int], str] = {}
    unknown: list[str] = []
    # Those that name their place come last, and win.
    for entry in sorted(usable, key=lambda entry: entry.msgctxt is not None):
        found = places.get((entry.msgid, entry.msgctxt))
        if found is None:
            unknown.append(entry.msgid)
        else:
            wanted.update(dict.fromkeys(found, entry.msgstr))
    written, unchanged, kept = _write(translation, wanted, machine=machine, tool=tool, user=user)
    progress = progress_of([translation])[translation.pk]
    return CatalogReport(
        written=written,
        unchanged=unchanged,
        missing=progress.missing,
        unknown=unknown,
        kept=kept,
    )


def catalog_of_translation(catalog: polib.POFile) -> Translation:
    """The translation that a catalog was taken out for. Raises :class:`CatalogRefused`."""
    found = None
    with contextlib.suppress(ValidationError, Translation.DoesNotExist):
        found = (
            Translation.objects.select_related("source", "target_locale")
            .filter(enabled=True)
            .get(uuid=catalog.metadata.get(TRANSLATION_HEADER, ""))
        )
    if found is None:
        reason = _(
            "El catálogo no dice de qué página es: use uno descargado de aquí, con su cabecera."
        )
        raise CatalogRefused([CatalogFault(0, "", reason)])
    return found


def _segments(translation: Translation) -> Iterator[StringSegment]:
    yield from (
        StringSegment.objects.filter(source_id=translation.source_id)
        .select_related("string", "context")
        .order_by("order")
    )


def _places(
    translation: Translation,
) -> dict[tuple[str, str | None], list[tuple[int, int]]]:
    """(source text, its place or None for all) → ids of string and context."""
    places: dict[tuple[str, str | None], list[tuple[int, int]]] = {}
    for segment in _segments(translation):
        pair = (segment.string_id, segment.context_id)
        places.setdefault((segment.string.data, segment.context.path), []).append(pair)
        places.setdefault((segment.string.data, None), []).append(pair)
    return places


def _faults(entry: polib.POEntry) -> Iterator[CatalogFault]:
    try:
        StringValue.from_translated_html(entry.msgstr)
        validate_translation_links(entry.msgid, entry.msgstr)
    except ValueError:
        yield CatalogFault(
            entry.linenum,
            entry.msgid,
            _(
                "la traducción tiene etiquetas o enlaces que su original no tiene; solo se admiten "
                "las del original, como <b>, <i> o <a id=…>."
            ),
        )
    if "\x00" in entry.msgstr:
        yield CatalogFault(entry.linenum, entry.msgid, _("la traducción tiene un carácter nulo."))


def _write(
    translation: Translation,
    wanted: dict[tuple[int, int], str],
    *,
    machine: bool,
    tool: str,
    user: Any,
) -> tuple[int, int, int]:
    manual, automatic = (
        StringTranslation.TRANSLATION_TYPE_MANUAL,
        StringTranslation.TRANSLATION_TYPE_MACHINE,
    )
    known = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            context__object_id=translation.source.object_id,
            locale_id=translation.target_locale_id,
        )
    }
    now = timezone.now()
    rows = []
    unchanged = kept = 0
    for (string, context), text in wanted.items():
        before = known.get((string, context))
        if before is not None and before.data == text and not before.has_error:
            unchanged += 1
            continue
        if before is not None and machine and before.translation_type == manual:
            kept += 1
            continue
        rows.append(
            StringTranslation(
                translation_of_id=string,
                context_id=context,
                locale_id=translation.target_locale_id,
                data=text,
                translation_type=automatic if machine else manual,
                tool_name=tool,
                last_translated_by=user,
                has_error=False,
                field_error="",
                created_at=now,
                updated_at=now,
            )
        )
    StringTranslation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["locale", "translation_of", "context"],
        update_fields=[
            "data",
            "translation_type",
            "tool_name",
            "last_translated_by",
            "has_error",
            "field_error",
            "updated_at",
        ],
    )
    return len(rows), unchanged, kept
