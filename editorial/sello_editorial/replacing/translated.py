"""Replaces in translations, whose texts are kept beside their page and not in it.

The texts are the draft: what is replaced is read by nobody until the translation is published. A
text that a machine translated stays one that a machine translated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import polib
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from sello_editorial.content_walk import BETWEEN
from sello_editorial.replacing.keys import Keys, Place
from sello_editorial.replacing.texts import Kind, Wanted, occurrences, replaced
from sello_site.translations.catalogs import CatalogRefused, take_in
from sello_site.translations.models import PublishedTranslation

_NO_TEXT = "slug"
"""The path of the address, which is translated like a text and is none."""


@dataclass(frozen=True)
class TranslatedText:
    """One text of a translation, where it stands, and who translated it."""

    page_key: Any
    string_id: int
    context_id: int
    path: str
    field_path: str
    source: str
    data: str
    kind: str
    tool: str

    @property
    def is_machine(self) -> bool:
        return self.kind == StringTranslation.TRANSLATION_TYPE_MACHINE

    def places(self, page: Page, keys: Keys, wanted: Wanted) -> list[Place]:
        # Also what was written as plain text is kept as HTML.
        found = occurrences(self.data, Kind.RICH, wanted)
        names = keys.of(self.path, self.data, len(found))
        where = BETWEEN.join(_labels(page.specific_class, self.field_path))
        return [Place(key, where, one) for key, one in zip(names, found, strict=True)]


def translated_places(
    *, wanted: Wanted, locale: Locale, may_edit: QuerySet[Page]
) -> Iterator[tuple[Page, list[Place]]]:
    """The pages of a language whose translation holds the text, as far as somebody may edit them;
    as many queries however many there are."""
    keys = Translation.objects.filter(target_locale=locale, enabled=True).values(
        "source__object_id"
    )
    texts = [text for text in _written(locale, keys) if occurrences(text.data, Kind.RICH, wanted)]
    by_page: dict[Any, list[TranslatedText]] = defaultdict(list)
    for text in _in_order(texts):
        by_page[text.page_key].append(text)
    pages = Page.objects.filter(
        locale=locale, translation_key__in=by_page, pk__in=may_edit.order_by().values("pk")
    )
    for page in pages.order_by("path"):
        names = Keys(page.pk)
        yield (
            page,
            [
                place
                for text in by_page[page.translation_key]
                for place in text.places(page, names, wanted)
            ],
        )


def replace_in_translation(
    page: Page,
    translation: Translation,
    *,
    keys: Collection[str],
    wanted: Wanted,
    by: Any,
) -> int:
    """Writes the chosen places into the texts of a translation; how many there were.

    Raises :class:`ValidationError` with nothing written when a text would be empty or broken.
    """
    names = Keys(page.pk)
    number = 0
    written: dict[tuple[bool, str], polib.POFile] = defaultdict(polib.POFile)
    page_key = translation.source.object_id
    for text in _in_order(_written(translation.target_locale, [page_key])):
        here = names.of(text.path, text.data, len(occurrences(text.data, Kind.RICH, wanted)))
        chosen = {place for place, key in enumerate(here) if key in keys}
        if not chosen:
            continue
        number += len(chosen)
        changed = replaced(text.data, Kind.RICH, wanted, chosen)
        if not changed.strip():
            raise ValidationError(_("Un texto de la traducción quedaría vacío."))
        written[text.is_machine, text.tool].append(
            polib.POEntry(msgid=text.source, msgctxt=text.path, msgstr=changed)
        )
    for (is_machine, tool), catalog in written.items():
        try:
            take_in(translation, catalog, machine=is_machine, tool=tool, user=by)
        except CatalogRefused as refused:
            raise ValidationError([fault.reason for fault in refused.faults]) from refused
    return number


def has_unpublished_texts(translation: Translation) -> bool:
    """Whether publishing a translation would bring out more than what is replaced."""
    published = PublishedTranslation.objects.filter(translation=translation).first()
    if published is None:
        return True
    return bool(
        translation.source.stringsegment_set.get_translations(translation.target_locale)
        .filter(updated_at__gt=published.published_at)
        .exists()
    )


def _written(locale: Locale, page_keys: Any) -> Iterator[TranslatedText]:
    """What is translated into a language of these pages, also of texts that they no longer have."""
    rows = (
        StringTranslation.objects.filter(locale=locale, context__object_id__in=page_keys)
        .exclude(context__path=_NO_TEXT)
        .order_by("pk")
        .values_list(
            "context__object_id",
            "translation_of_id",
            "context_id",
            "context__path",
            "context__field_path",
            "translation_of__data",
            "data",
            "translation_type",
            "tool_name",
        )
    )
    yield from (TranslatedText(*row) for row in rows.iterator())


def _in_order(texts: Iterable[TranslatedText]) -> list[TranslatedText]:
    """Those that their page still has, in the order in which it has them."""
    known = {(text.string_id, text.context_id): text for text in texts}
    segments = (
        StringSegment.objects.filter(
            string_id__in={string for string, _context in known},
            context_id__in={context for _string, context in known},
        )
        .order_by("source_id", "order", "pk")
        .values_list("string_id", "context_id")
    )
    # The same sentence twice in one text is translated once.
    places = dict.fromkeys(segments)
    return [known[place] for place in places if place in known]


def _labels(model: Any, field_path: str) -> list[str]:
    """Where a text stands, as an editor finds it in the Spanish page."""
    name, *steps = field_path.split(".")
    try:
        field = model._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        return [field_path]
    labels = [str(capfirst(getattr(field, "verbose_name", name)))]
    block: Any = field.stream_block if isinstance(field, StreamField) else None
    for step in steps:
        if isinstance(block, blocks.ListBlock):
            block = block.child_block
            continue
        block = getattr(block, "child_blocks", {}).get(step)
        if block is None:
            break
        labels.append(str(block.label))
    return labels
