"""What an item of the API says of a page beside its own row, found for many pages at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page

from sello_site.headless.changes import moments_of_change
from sello_site.headless.content import Representation
from sello_site.headless.material import Material, gather
from sello_site.publication import published_pages

TranslationState = Literal["original", "human", "machine", "outdated", "fallback"]
"""original: written in this language. human, machine: translated by a person, by a machine.
outdated: translated, and the original has changed since. fallback: not translated, the text is that
of ``source_locale``."""

_FACTS = "_sello_api_facts"


@dataclass(frozen=True)
class PageFacts:
    """Of one page. ``parent`` and ``alias_of`` are None where the reader may not know of them."""

    source_locale: str
    translation_state: str
    changed_at: datetime | None
    translations: tuple[Page, ...] = ()
    parent: Page | None = None
    alias_of: Page | None = None
    material: Material = field(default_factory=Material)


def prepare(pages: Iterable[Page], request: HttpRequest, *, with_content: bool) -> list[Page]:
    """The pages with their facts; their types' own pages where the content is wanted.

    The number of queries does not depend on how many pages there are.
    """
    found = list(pages)
    if with_content:
        found = _specific(found)
    related = _related(found, request)
    by_id = {page.pk: page for page in related}
    by_path = {page.path: page for page in related}
    published = _published(related, request)
    by_key: dict[Any, list[Page]] = {}
    for other in published:
        by_key.setdefault(other.translation_key, []).append(other)
    standings = _standings(found)
    moments = moments_of_change(page.pk for page in found)
    material = gather(found, request) if with_content else Material()
    for page in found:
        versions = by_key.get(page.translation_key, [])
        facts = PageFacts(
            source_locale=standings[page.pk][0],
            translation_state=standings[page.pk][1],
            changed_at=moments.get(page.pk) or page.last_published_at,
            translations=tuple(
                sorted(
                    (version for version in versions if version.pk != page.pk),
                    key=lambda version: version.locale.language_code,
                )
            ),
            parent=by_path.get(page.path[: -Page.steplen]),
            alias_of=by_id.get(page.alias_of_id),
            material=material,
        )
        setattr(page, _FACTS, facts)
    return found


def facts_of(page: Page, request: HttpRequest) -> PageFacts:
    """The facts that were prepared, or those of this page alone."""
    if getattr(page, _FACTS, None) is None:
        known = prepare([page], request, with_content=False)[0]
        # The page itself, not its stored row: it may be a draft.
        facts: PageFacts = getattr(known, _FACTS)
        setattr(page, _FACTS, _with_material(facts, gather([page], request)))
    prepared: PageFacts = getattr(page, _FACTS)
    return prepared


def _with_material(facts: PageFacts, material: Material) -> PageFacts:
    return PageFacts(**{**vars(facts), "material": material})


def representation_of(page: Page, request: HttpRequest) -> Representation:
    """What makes JSON of this page's contents, in the form that the request asks for."""
    return Representation(
        facts_of(page, request).material,
        locale_id=page.locale_id,
        rich_text_format=request.GET.get("rich_text_format"),
    )


def _specific(pages: list[Page]) -> list[Page]:
    """The pages as their own types, in the same order, with one query for each type."""
    kinds: dict[Any, list[int]] = {}
    for page in pages:
        kinds.setdefault(page.specific_class or Page, []).append(page.pk)
    found = {
        page.pk: page
        for model, numbers in kinds.items()
        for page in _for_api(model).filter(pk__in=numbers).select_related("content_type", "locale")
    }
    return [found[page.pk] for page in pages if page.pk in found]


def _for_api(model: Any) -> Any:
    """All pages of a type, with what its API fields ask for beside its own row: a type that needs
    more than its row says so by a class method ``for_api``."""
    chosen = getattr(model, "for_api", None)
    return model._default_manager.all() if chosen is None else chosen()


def _related(pages: list[Page], request: HttpRequest) -> list[Page]:
    """Parents, sources of aliases, and all language versions that the reader may know of."""
    which = (
        Q(translation_key__in={page.translation_key for page in pages})
        | Q(path__in={page.path[: -Page.steplen] for page in pages if page.depth > 1})
        | Q(pk__in={page.alias_of_id for page in pages if page.alias_of_id is not None})
    )
    everything = Page.objects.all() if _is_known(request) else published_pages(request)
    return list(everything.filter(which).select_related("content_type", "locale").order_by("pk"))


def _published(related: list[Page], request: HttpRequest) -> list[Page]:
    if not _is_known(request):
        return related
    numbers = set(
        published_pages(request)
        .filter(pk__in=[page.pk for page in related])
        .values_list("pk", flat=True)
    )
    return [page for page in related if page.pk in numbers]


def _is_known(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def _standings(pages: list[Page]) -> dict[int, tuple[str, str]]:
    """Page id → the language of the original, and the state of the text."""
    # inline: it knows the models of wagtail-localize, and is imported once all are loaded
    from sello_site.translations.state import standings_of

    return {
        number: (standing.source_language, standing.state.value)
        for number, standing in standings_of(pages).items()
    }
