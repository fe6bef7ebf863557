"""The columns of the board, and what the pages of one screen show in them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.coreutils import get_content_type_label

from sello_editorial.checking.selectors import Soundness, checks_of
from sello_editorial.freshness.selectors import Freshness
from sello_site.signals import ReaderOpinions, collect, reader_opinions


class FreshnessColumn(StatusTagColumn):
    """The word for it, marked where something is to be done."""

    def get_value(self, instance: Any) -> str:
        return str(Freshness(instance.freshness).label)

    def get_primary(self, instance: Any) -> bool:
        return bool(instance.freshness != Freshness.CURRENT)


class PageColumn(TitleColumn):
    """The way to the page, and its type. Wagtail's own lets words be broken to nothing where there
    are many columns."""

    cell_template_name = "editorial/freshness/page_cell.html"


class DayColumn(Column):
    """A day in few characters: the board has many columns."""

    def get_value(self, instance: Any) -> str:
        day = super().get_value(instance)
        return date_format(day, "SHORT_DATE_FORMAT") if day else ""


class SoundnessColumn(Column):
    """What the checks found when they last looked, each problem with its place."""

    cell_template_name = "editorial/freshness/soundness_cell.html"


class OpinionsColumn(Column):
    """How many readers found the page of use, with the way to what they wrote."""

    cell_template_name = "editorial/freshness/opinions_cell.html"


class ReviewColumn(Column):
    """The way to say that a page was looked at."""

    cell_template_name = "editorial/freshness/review_cell.html"


def filled_in(pages: Any, *, user: Any) -> list[Any]:
    """The pages with what the columns show of them; as many queries for one page as for many."""
    found = list(pages)
    people = get_user_model().objects.filter(pk__in={page.keeper for page in found} - {None})
    names = {person.pk: person.get_full_name() or person.get_username() for person in people}
    checks = checks_of({page.pk for page in found if page.soundness != Soundness.UNSEEN})
    opinions = _opinions(found, user)
    for page in found:
        page.keeper_name = names.get(page.keeper, "")
        page.type_name = get_content_type_label(page.content_type)
        page.freshness_name = str(Freshness(page.freshness).label)
        published = page.last_published_at
        page.published_on = timezone.localdate(published) if published else None
        page.last_check = checks.get(page.pk)
        page.soundness_name = _soundness_name(page)
        page.opinions = opinions.get(page.translation_key)
        page.opinions_name = _opinions_name(page.opinions)
    return found


def _opinions(pages: list[Any], user: Any) -> dict[Any, ReaderOpinions]:
    keys = frozenset(page.translation_key for page in pages)
    return {one.key: one for one in collect(reader_opinions, keys=keys, user=user)}


def _opinions_name(opinions: ReaderOpinions | None) -> str:
    if opinions is None or not opinions.total:
        return ""
    return ngettext(
        "%(useful)s de %(total)s persona", "%(useful)s de %(total)s personas", opinions.total
    ) % {"useful": opinions.useful, "total": opinions.total}


def _soundness_name(page: Any) -> str:
    if page.last_check is None:
        return str(Soundness.UNSEEN.label)
    errors, warnings = page.last_check.errors, page.last_check.warnings
    parts = []
    if errors:
        parts.append(
            ngettext("%(number)s error", "%(number)s errores", errors) % {"number": errors}
        )
    if warnings:
        parts.append(
            ngettext("%(number)s aviso", "%(number)s avisos", warnings) % {"number": warnings}
        )
    return ", ".join(parts) or str(Soundness.SOUND.label)
