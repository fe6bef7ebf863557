"""What is missing, outdated or waiting in a language, with a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from sello_site.languages import SOURCE_LANGUAGE
from sello_site.tabular import Column, Integer, Table, Text
from sello_site.translations.models import Delivery
from sello_site.translations.publishing import Progress, progress_of


class Work(TextChoices):
    """What there is to do for a page in a language."""

    MISSING = "missing", _("Sin traducir")
    IN_PROGRESS = "in-progress", _("En curso")
    READY = "ready", _("Completa, por publicar")
    DELIVERED = "delivered", _("Entregada, por publicar")
    MACHINE = "machine", _("Automática, por revisar")
    OUTDATED = "outdated", _("Desactualizada")
    DONE = "done", _("Al día")


@dataclass(frozen=True)
class Row:
    """A published Spanish page and how far its translation is."""

    page_id: int
    title: str
    address: str
    depth: int
    language: str
    target_id: int | None
    """Id of the page in the language: an alias until the translation is published."""
    translation_id: int | None
    progress: Progress
    is_published: bool
    works: tuple[Work, ...]

    @property
    def labels(self) -> list[str]:
        return [str(work.label) for work in self.works]


def rows_of(locale: Locale) -> list[Row]:
    """All published Spanish pages in the order of the tree, with two queries."""
    same = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"), target_locale=locale, enabled=True
    )
    counterpart = Page.objects.filter(translation_key=OuterRef("translation_key"), locale=locale)
    pages = (
        Page.objects.filter(
            locale__language_code=SOURCE_LANGUAGE, alias_of=None, live=True, depth__gt=1
        )
        .annotate(
            target=Subquery(counterpart.values("pk")[:1]),
            translation=Subquery(same.values("pk")),
            translated_from=Subquery(same.values("published__source_fingerprint")),
            is_machine=Subquery(same.values("published__is_machine")),
            source_now=Subquery(same.values("source__text__fingerprint")),
            is_delivered=Exists(Delivery.objects.filter(translation=OuterRef("translation"))),
            target_alias=Subquery(counterpart.values("alias_of")[:1]),
            target_live=Subquery(counterpart.values("live")[:1]),
        )
        .order_by("path")
        .values_list(
            "pk",
            "title",
            "url_path",
            "depth",
            "target",
            "translation",
            "translated_from",
            "is_machine",
            "source_now",
            "is_delivered",
            "target_alias",
            "target_live",
            named=True,
        )
    )
    found = list(pages)
    progress = progress_of([Translation(pk=row.translation) for row in found if row.translation])
    rows = []
    for row in found:
        done = progress.get(row.translation, Progress(0, 0))
        is_published = (
            row.translated_from is not None and row.target_alias is None and row.target_live
        )
        rows.append(
            Row(
                page_id=row.pk,
                title=row.title,
                address=_address(row.url_path),
                depth=row.depth,
                language=locale.language_code,
                target_id=row.target,
                translation_id=row.translation,
                progress=done,
                is_published=is_published,
                works=tuple(
                    _works(
                        done,
                        is_published=is_published,
                        is_outdated=row.translated_from != row.source_now,
                        is_machine=bool(row.is_machine),
                        is_delivered=row.is_delivered,
                    )
                ),
            )
        )
    return rows


def _works(
    progress: Progress,
    *,
    is_published: bool,
    is_outdated: bool,
    is_machine: bool,
    is_delivered: bool,
) -> Iterable[Work]:
    if is_delivered:
        yield Work.DELIVERED
    if is_published:
        if is_outdated:
            yield Work.OUTDATED
        if is_machine:
            yield Work.MACHINE
        if not is_outdated and not is_machine and not is_delivered:
            yield Work.DONE
        return
    if progress.is_complete:
        if not is_delivered:
            yield Work.READY
    elif progress.done:
        yield Work.IN_PROGRESS
    else:
        yield Work.MISSING


def _address(url_path: str) -> str:
    # The first part is the home's own, which no reader sees.
    return "/" + url_path.strip("/").partition("/")[2]


def counts(rows: Iterable[Row]) -> dict[Work, int]:
    """How many pages there are of each kind of work, in the order of :class:`Work`."""
    counted = Counter(work for row in rows for work in row.works)
    return {work: counted[work] for work in Work}


def open_work(locales: Iterable[Locale]) -> dict[Work, int]:
    """How much there is to do in several languages together, for a summary."""
    total: Counter[Work] = Counter()
    for locale in locales:
        total.update(counts(rows_of(locale)))
    return {work: total[work] for work in Work}


TABLE = Table(
    name="translations",
    title=_("Traducciones"),
    columns=(
        Column("language", _("Idioma"), Text(10), required=True),
        Column("address", _("Dirección"), Text(2000), required=True),
        Column("title", _("Página"), Text(255), required=True),
        Column("state", _("Estado"), Text(200), required=True),
        Column("total", _("Textos"), Integer(0), required=True),
        Column("done", _("Traducidos"), Integer(0), required=True),
    ),
    key=("language", "address"),
)
"""The list as a file."""


def table_rows(rows: Iterable[Row]) -> list[dict[str, object]]:
    return [
        {
            "language": row.language,
            "address": row.address,
            "title": row.title,
            "state": ", ".join(row.labels),
            "total": row.progress.total,
            "done": row.progress.done,
        }
        for row in rows
    ]
