"""The same tree in every language: what happens to a Spanish page happens to its counterparts.

A published Spanish page without a translation has an alias in each other language. Wagtail keeps
the text and the publication of aliases; place, address and deletion are kept here. All of it hangs
on signals, so that the admin, the API and code are served alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page

from sello_site.languages import LANGUAGES, SOURCE_LANGUAGE
from sello_site.translations.locales import target_locales
from sello_site.translations.sources import refresh_if_translated

_ADVISORY_LOCK = 7_351_402_120
HOME_DEPTH = 2


def _one_at_a_time() -> None:
    """Waits until no other transaction changes the trees: two that did so at once would both find
    an alias missing, and each give the other's place in the tree to a page of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


def is_source_page(page: Page) -> bool:
    """Whether other languages follow this page: Spanish, and not an alias itself."""
    return (
        page.depth is not None
        and page.depth >= HOME_DEPTH
        and page.alias_of_id is None
        and page.locale.language_code == SOURCE_LANGUAGE
    )


def counterparts(page: Page) -> list[Page]:
    """The aliases and translations of a page in the other languages."""
    return list(
        Page.objects.filter(translation_key=page.translation_key)
        .exclude(pk=page.pk)
        .select_related("locale")
        .order_by("path")
    )


def languages_taken_along(page: Page) -> list[str]:
    """Names of the languages in which a translation follows this original, for a warning; nobody
    needs to be warned of aliases, which show the same text."""
    if not is_source_page(page):
        return []
    names = dict(LANGUAGES)
    codes = {
        other.locale.language_code for other in counterparts(page) if other.alias_of_id is None
    }
    return [name for code, name in names.items() if code in codes]


@transaction.atomic
def mirror(page: Page) -> int:
    """Gives a Spanish page an alias in each language that has neither alias nor translation of it;
    returns how many were made."""
    _one_at_a_time()
    known = set(
        Page.objects.filter(translation_key=page.translation_key).values_list(
            "locale_id", flat=True
        )
    )
    made = 0
    for locale in target_locales():
        if locale.pk in known:
            continue
        alias = page.copy_for_translation(locale, copy_parents=True, alias=True)
        _place(alias, page)
        made += 1
    return made


def show_original(counterpart: Page, page: Page) -> None:
    """Makes a draft copy of a Spanish page an alias of it; the copy's object is not changed."""
    Page.objects.filter(pk=counterpart.pk).update(
        alias_of=page.pk, live=page.live, has_unpublished_changes=False
    )


@transaction.atomic
def follow_place(page: Page) -> int:
    """Moves the counterparts to where the Spanish page lies now; returns how many moved."""
    _one_at_a_time()
    return sum(_place(counterpart, page) for counterpart in counterparts(page))


@transaction.atomic
def follow_slug(page: Page) -> int:
    """Gives the aliases the address of the Spanish page; returns how many changed.

    That of a translation is one of its texts.
    """
    if page.depth == HOME_DEPTH:
        return 0  # each language's home has its own, which no reader sees
    return sum(
        _take_slug(counterpart, page.slug, counterpart.get_parent())
        for counterpart in counterparts(page)
        if counterpart.alias_of_id is not None
    )


def delete_counterparts(page: Page) -> None:
    """Deletes the aliases and translations of a Spanish page that is being deleted."""
    for counterpart in counterparts(page):
        # An earlier one may have taken this one along, as a page below it.
        if Page.objects.filter(pk=counterpart.pk).exists():
            counterpart.specific.delete()


@dataclass(frozen=True)
class Synchronised:
    """What :func:`synchronise` did."""

    pages: int
    made: int
    moved: int
    renamed: int
    changed: int
    """Texts that had changed without a publication."""


def synchronise(say: Callable[[str], None] = lambda line: None) -> Synchronised:
    """Brings all trees to that of the Spanish pages; can be repeated, and stopped at any moment."""
    made = moved = renamed = changed = pages = 0
    sources = Page.objects.filter(
        locale__language_code=SOURCE_LANGUAGE,
        alias_of=None,
        live=True,
        depth__gte=HOME_DEPTH,
    ).order_by("path")
    for page in sources.select_related("locale"):
        if page.specific_class is None:
            continue  # its plugin is not here
        new = mirror(page.specific)
        moved += follow_place(page)
        renamed += follow_slug(page)
        changed += refresh_if_translated(page)
        made += new
        pages += 1
        if new:
            say(f"{page.url_path}: {new} made")
    return Synchronised(pages=pages, made=made, moved=moved, renamed=renamed, changed=changed)


def _take_slug(counterpart: Page, slug: str, parent: Page) -> bool:
    free = find_available_slug(parent, slug, ignore_page_id=counterpart.pk)
    if counterpart.slug == free:
        return False
    specific = counterpart.specific
    specific.slug = free
    specific.save(clean=False)
    return True


def _parent_in(locale: Locale, page: Page) -> Page | None:
    """The counterpart of the page's parent, made where it is missing; None for a home."""
    parent = page.get_parent()
    if parent.is_root():
        return None
    found = Page.objects.filter(translation_key=parent.translation_key, locale=locale).first()
    if found is not None:
        return found
    return parent.specific.copy_for_translation(locale, copy_parents=True, alias=True)


def _place(counterpart: Page, page: Page) -> bool:
    """Puts a counterpart below its parent's counterpart, after those that come before it in the
    Spanish tree; False where it lies so already."""
    parent = _parent_in(counterpart.locale, page)
    if parent is None:
        return False
    ranks = {
        key: rank
        for rank, key in enumerate(
            page.get_siblings().order_by("path").values_list("translation_key", flat=True)
        )
    }
    own_rank = ranks[page.translation_key]
    siblings = [
        (pk, ranks[key])
        for pk, key in parent.get_children().order_by("path").values_list("pk", "translation_key")
        if key in ranks
    ]
    left = max((rank for _pk, rank in siblings if rank < own_rank), default=None)
    order = [rank for _pk, rank in siblings]
    lies_here = any(pk == counterpart.pk for pk, _rank in siblings)
    if lies_here:
        position = order.index(own_rank)
        if (order[position - 1] if position else None) == left:
            return False
    counterpart = Page.objects.get(pk=counterpart.pk)
    if not lies_here and _take_slug(counterpart, counterpart.slug, parent):
        counterpart.refresh_from_db()
    if left is None:
        counterpart.move(Page.objects.get(pk=parent.pk), pos="first-child")
    else:
        counterpart.move(
            Page.objects.get(pk=next(pk for pk, rank in siblings if rank == left)), pos="right"
        )
    return True
