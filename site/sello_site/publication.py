"""Which pages a stranger may read: the one rule for serving, menus, search, sitemap and API.

A page is published when it is live and has not expired, its type exists in this process, all its
ancestors are published, it lies below a site's home, and nothing restricts it. A restriction
holds for the page that it was set on, for everything below, and, unlike in stock Wagtail, for the
aliases and translations of all of these, whether made before or after it. In the same way, what
was translated from a page that is not published is not published either, nor what lies below it.

Nothing is copied to those pages. The rule is worked out when it is asked, from two facts that are
read in one query: the branches that hold unpublished pages, and the restricted ones.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db import connection
from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site, get_page_models
from wagtail.query import PageQuerySet

from sello_site.page_cache.installation import shared_generation

_MEMO = "_sello_hidden_branches"

SOON = 150
"""Seconds for which an answer may live on: 60 in the page cache, then 60 and 30 in a CDN."""

REMEMBERED = 60
"""Seconds for which the hidden branches are remembered at the longest."""


@dataclass(frozen=True)
class HiddenBranches:
    """Tree paths below which (and at which) nothing is published, and why."""

    unpublished: tuple[str, ...]
    restricted: tuple[str, ...]
    next_expiry: datetime | None = None
    """When the first page does so that expires within the next :data:`SOON` and
    :data:`REMEMBERED` seconds. What is remembered knows of none."""

    @property
    def paths(self) -> tuple[str, ...]:
        return self.unpublished + self.restricted


class _BeginsWithAny(Func):
    """Whether a text begins with any of an array's, by bytes: no collation has a say in it."""

    template = "(%(expressions)s))"
    arg_joiner = " ^@ ANY ("
    arity = 2
    output_field = BooleanField()


def _below(paths: Iterable[str], *, relation: str = "") -> Combinable:
    return _BeginsWithAny(
        F(f"{relation}path"), Value(list(paths), output_field=ArrayField(TextField()))
    )


def known_type_ids() -> list[int]:
    """Content types of the page types that exist in this process, in order. The pages of a plugin
    that is excluded, quarantined or uninstalled have another, and Wagtail would serve their bare
    title."""
    types = ContentType.objects.get_for_models(*get_page_models()).values()
    return sorted(found.pk for found in types)


def _own_state(relation: str = "") -> Q:
    """What a page's own row says: live, not expired, of a known type."""
    return (
        Q(**{f"{relation}live": True})
        & (Q(**{f"{relation}expire_at__isnull": True}) | Q(**{f"{relation}expire_at__gt": Now()}))
        & Q(**{f"{relation}content_type_id__in": known_type_ids()})
    )


def _site_roots() -> Subquery:
    """Paths of the pages below which Wagtail finds addresses, as an array in SQL."""
    if settings.WAGTAIL_I18N_ENABLED:
        keys = Site.objects.values("root_page__translation_key")
        roots = Page.objects.filter(translation_key__in=keys)
    else:
        roots = Page.objects.filter(pk__in=Site.objects.values("root_page"))
    return Subquery(roots.order_by().values("path"))


def hidden_branches(request: HttpRequest | None = None) -> HiddenBranches:
    """The branches that hide what is below them; worked out once for each request at the most, and
    once in :data:`REMEMBERED` seconds while nothing public changes.

    Inside a transaction they are always asked for: it may see what nobody else does yet.
    """
    known: HiddenBranches | None = getattr(request, _MEMO, None)
    if known is not None:
        return known
    found = _asked_branches() if connection.in_atomic_block else _remembered_branches()
    if request is not None:
        setattr(request, _MEMO, found)
    return found


def _remembered_branches() -> HiddenBranches:
    # Read first: what was asked while something changed belongs to the past.
    generation = shared_generation().read()
    key = f"sello-hidden-branches:{generation}:{hash(tuple(known_type_ids()))}"
    held: HiddenBranches | None = cache.get(key)
    if held is not None:
        return held
    found = _asked_branches()
    if found.next_expiry is None:
        cache.set(key, found, REMEMBERED)
    return found


def _asked_branches() -> HiddenBranches:
    unpublished: set[str] = set()
    restricted: set[str] = set()
    expiries: set[datetime] = set()
    with connection.cursor() as cursor:
        cursor.execute(*_branches_statement(tuple(known_type_ids()), settings.LANGUAGE_CODE))
        rows = cursor.fetchall()
    for path, restriction, expire_at, hides, is_expiring in rows:
        # A page may be both: whom a restriction lets in reads nothing that is not published.
        if hides:
            unpublished.add(path)
        if restriction is not None:
            restricted.add(path)
        if is_expiring:
            expiries.add(expire_at)
    return HiddenBranches(
        unpublished=_with_followers(unpublished),
        restricted=_with_followers(restricted),
        next_expiry=min(expiries, default=None),
    )


@functools.lru_cache(maxsize=8)
def _branches_statement(type_ids: tuple[int, ...], language: str) -> tuple[str, tuple[Any, ...]]:
    """What :func:`hidden_branches` asks, as SQL with its parameters.

    Every request that is not answered from the page cache asks it, and to put it together costs
    Django ten times what PostgreSQL needs to answer it. The arguments are all that it depends on.
    """
    is_down = ~_own_state() & (Q(depth__gt=1, numchild__gt=0) | _is_followed())
    restricts = Q(view_restrictions__isnull=False)
    soon = Now() + timedelta(seconds=SOON + REMEMBERED)
    expires = Q(live=True, expire_at__gt=Now(), expire_at__lte=soon)
    rows = (
        Page.objects.filter(restricts | is_down | expires)
        .order_by()
        .annotate(is_down=is_down, expires=expires)
        .values_list("path", "view_restrictions__id", "expire_at", "is_down", "expires")
    )
    return rows.query.sql_with_params()


def seconds_to_next_expiry(request: HttpRequest) -> float | None:
    """How long what was answered to this request stays true, as far as the clock alone decides;
    None when no page expires soon, or the answer did not ask for the rule.

    A page that expires changes no row, so nothing empties the caches at that moment. (One that is
    scheduled to appear does so when the worker publishes it, which does.)
    """
    known: HiddenBranches | None = getattr(request, _MEMO, None)
    if known is None or known.next_expiry is None:
        return None
    return max(0.0, (known.next_expiry - timezone.now()).total_seconds())


def _with_followers(paths: set[str]) -> tuple[str, ...]:
    """These branches and those that follow them: aliases and translations of pages in them."""
    reached: tuple[str, ...] = ()
    while paths:
        reached = _outermost({*reached, *paths})
        covered = Page.objects.filter(_below(reached)).order_by()
        originals = covered.filter(_is_original())
        paths = set(
            Page.objects.filter(
                Q(alias_of__in=covered.values("pk"))
                | Q(translation_key__in=originals.values("translation_key"))
            )
            .exclude(_below(reached))
            .order_by()
            .values_list("path", flat=True)
        )
    return reached


def _outermost(paths: set[str]) -> tuple[str, ...]:
    """The paths without those that lie below another of them."""
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def _is_original() -> Q:
    """The page that its translations were made from: the one in the site's language, or the oldest
    where there is none in it."""
    same = Page.objects.filter(translation_key=OuterRef("translation_key"))
    in_site_language = Q(locale__language_code=settings.LANGUAGE_CODE)
    return in_site_language | (
        ~Q(Exists(same.filter(in_site_language))) & ~Q(Exists(same.filter(pk__lt=OuterRef("pk"))))
    )


def _is_followed() -> Q:
    """An original that has a live page in another language."""
    others = Page.objects.filter(translation_key=OuterRef("translation_key"), live=True)
    in_site_language = Q(locale__language_code=settings.LANGUAGE_CODE)
    return in_site_language & Q(Exists(others.exclude(pk=OuterRef("pk"))))


def published_condition(branches: HiddenBranches, *, relation: str = "") -> Q:
    """The rule as a condition on pages, or on what has a page (``relation`` such as ``page__``)."""
    condition = (
        Q(**{f"{relation}depth__gt": 1})
        & _own_state(relation)
        & Q(_BeginsWithAny(F(f"{relation}path"), _site_roots()))
    )
    if branches.paths:
        condition &= ~Q(_below(branches.paths, relation=relation))
    return condition


def only_published(pages: PageQuerySet, request: HttpRequest | None = None) -> PageQuerySet:
    """Those of the given pages, of any type, that a stranger may read."""
    return pages.filter(published_condition(hidden_branches(request)))


def published_pages(request: HttpRequest | None = None) -> PageQuerySet:
    """All pages that a stranger may read.

    With the request, what the rule needs is read once for all that asks during it.
    """
    return only_published(Page.objects.all(), request)


def is_published_but_for_restrictions(page: Page, branches: HiddenBranches) -> bool:
    """Whether a page that Wagtail found under an address is published; if restricted, whether it
    is for those whom the restriction lets in."""
    if not page.live or page.specific_class is None or page.content_type_id not in known_type_ids():
        return False
    if page.expire_at is not None and page.expire_at <= timezone.now():
        return False
    return not page.path.startswith(branches.unpublished) if branches.unpublished else True


def is_restricted(page: Page, branches: HiddenBranches) -> bool:
    """Whether the page, an ancestor, or one that it is an alias or translation of is restricted."""
    return bool(branches.restricted) and page.path.startswith(branches.restricted)


def view_restrictions(page: Page) -> QuerySet[PageViewRestriction]:
    """The restrictions that hold for a page; takes the place of ``Page.get_view_restrictions``.

    The page's form, password page, admin badge and serving all ask Wagtail's method, so that it
    is the place where aliases and translations learn of the restriction they follow.
    """
    if getattr(page, "_sello_unrestricted", False) or not PageViewRestriction.objects.exists():
        return PageViewRestriction.objects.none()
    return PageViewRestriction.objects.filter(page_id__in=_whom_it_follows(page))


def _whom_it_follows(page: Page) -> set[int]:
    """The page, its ancestors, and the sources and originals of all of these, to the end."""
    reached: dict[int, Page] = {}
    paths = {page.path} if page.path else set()
    while paths:
        ancestry = {path[:end] for path in paths for end in _steps(path)}
        found = [
            row
            for row in Page.objects.filter(path__in=ancestry).only(
                "path", "alias_of_id", "translation_key"
            )
            if row.pk not in reached
        ]
        reached.update((row.pk, row) for row in found)
        paths = set(
            Page.objects.filter(
                Q(pk__in=[row.alias_of_id for row in found if row.alias_of_id])
                | (Q(translation_key__in=[row.translation_key for row in found]) & _is_original())
            )
            .exclude(pk__in=reached)
            .order_by()
            .values_list("path", flat=True)
        )
    return set(reached)


def _steps(path: str) -> range:
    return range(Page.steplen, len(path) + 1, Page.steplen)
