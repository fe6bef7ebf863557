"""Which guides readers are shown: the list, and what goes with one guide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from sello_guides.filters import Filters
from sello_pages.taxonomy import Topic
from sello_site.languages import LANGUAGES
from sello_site.publication import only_published, published_pages

if TYPE_CHECKING:
    from sello_guides.models import GuideIndexPage, GuidePage

SHOWN_RELATED = 3

# Long, and no list shows them.
_LONG = ("body", "sources", "attachments", "related_guides", "version_notes")


@dataclass(frozen=True)
class Edition:
    """A guide in one of the languages that it was written or translated in."""

    language: str
    name: str
    page: Page


def used_topics() -> list[Topic]:
    """The topics that some guide has."""
    return list(Topic.objects.filter(guides__isnull=False).distinct())


def guides_below(
    index: GuideIndexPage, filters: Filters, request: HttpRequest | None = None
) -> list[GuidePage]:
    """The guides of the list that a stranger may read, in the order that editors gave them."""
    guides = _model().objects.child_of(index).filter(_chosen(filters)).order_by("path")
    return list(_shown(guides, request))


def _chosen(filters: Filters) -> Q:
    chosen = Q()
    if filters.topic:
        chosen &= Q(topics__key=filters.topic)
    if filters.audience:
        chosen &= Q(audiences__contains=[filters.audience])
    if filters.commitment:
        chosen &= Q(commitments__contains=[filters.commitment])
    if filters.language:
        written = Page.objects.filter(_is_own_text(), locale__language_code=filters.language)
        chosen &= Q(translation_key__in=only_published(written).values("translation_key"))
    return chosen


def _is_own_text() -> Q:
    """Pages that do not merely repeat the Spanish one."""
    return Q(alias_of=None) | Q(alias_of__locale=F("locale"))


def _shown(guides: Any, request: HttpRequest | None) -> list[GuidePage]:
    return list(only_published(guides, request).defer(*_LONG).select_related("locale", "alias_of"))


def editions_of(
    guides: Iterable[GuidePage], request: HttpRequest | None = None
) -> dict[UUID, list[Edition]]:
    """Translation key → the languages that a guide can be read in, in the site's order."""
    found: dict[UUID, dict[str, Page]] = defaultdict(dict)
    keys = {guide.translation_key for guide in guides}
    pages = published_pages(request).filter(_is_own_text(), translation_key__in=keys)
    for page in pages.select_related("locale") if keys else ():
        found[page.translation_key][page.locale.language_code] = page
    return {
        key: [Edition(code, name, pages[code]) for code, name in LANGUAGES if code in pages]
        for key, pages in found.items()
    }


def related_to(guide: GuidePage, request: HttpRequest | None = None) -> list[Page]:
    """Where a reader of a guide may go on: what its editor chose, or else a few others on the same
    topics. What its text ends with already is not told twice.

    The guide's streams have been gathered: here they ask for no page again.
    """
    told = _related_in_text(guide)
    chosen = [block.value for block in guide.related_guides if block.value is not None]
    if chosen:
        return [page for page in chosen if page.translation_key not in told]
    return list(_on_the_same_topics(guide, told, request))


def _related_in_text(guide: GuidePage) -> set[UUID]:
    """What the related blocks of a body lead to, whichever language their links were made in."""
    return {
        page.translation_key
        for block in guide.body
        if block.block_type == "related"
        for page in block.value["pages"]
        if page is not None
    }


def _on_the_same_topics(
    guide: GuidePage, told: set[UUID], request: HttpRequest | None
) -> list[GuidePage]:
    """A few others that share most topics with a guide, in its language."""
    others: QuerySet[GuidePage] = (
        _model()
        .objects.filter(locale_id=guide.locale_id, topics__guides=guide.pk)
        .exclude(pk=guide.pk)
        .exclude(translation_key__in=told)
        .annotate(shared=Count("topics"))
        .order_by("-shared", "path")
    )
    return _shown(others, request)[:SHOWN_RELATED]


def _model() -> type[GuidePage]:
    # inline: the models ask this module what they show
    from sello_guides.models import GuidePage

    return GuidePage
