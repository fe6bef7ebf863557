"""Finds the page of a path with two queries, at whatever depth it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from wagtail.models import Page

if TYPE_CHECKING:
    from sello_pages.models import HomePage

ANCESTORS = "_sello_ancestors"
"""Attribute of a routed page: the pages between home and it, from the top down."""


def _routes_itself(page: Page) -> bool:
    """Whether the page's type brings its own ``route`` (sub-routes below one page)."""
    model = page.specific_class
    return model is not None and model.route is not Page.route


def route_in_one_query(home: HomePage, components: Sequence[str]) -> Page | None:
    """The page at this path below ``home``, as its own type and with its ancestors remembered.

    None when a page on the way routes by itself. Raises :class:`Http404` where no page lies.
    """
    addresses = []
    address = home.url_path
    for component in components:
        address += f"{component}/"
        addresses.append(address)
    chain = list(
        Page.objects.filter(
            url_path__in=addresses, path__startswith=home.path, depth__gt=home.depth
        ).order_by("depth")
    )
    if any(_routes_itself(page) for page in chain):
        return None
    if not chain or chain[-1].url_path != addresses[-1]:
        raise Http404
    try:
        page: Page = chain[-1].specific
    except ObjectDoesNotExist as error:
        # Deleted by an editor between the two queries.
        raise Http404 from error
    setattr(page, ANCESTORS, tuple(chain[:-1]))
    return page


def ancestors_of(page: Page, home: Page) -> tuple[Page, ...]:
    """The live pages between home and the page, from the top down."""
    known = getattr(page, ANCESTORS, None)
    if known is None:
        known = tuple(page.get_ancestors().filter(depth__gt=home.depth))
    return tuple(ancestor for ancestor in known if ancestor.live)
