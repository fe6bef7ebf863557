"""Finds the page of an address with two queries, at whatever depth and in whatever language.

Wagtail asks for the language, for the home in it, for the home as its own type, and then twice for
each level. Here the addresses of the homes come from the cache in which Wagtail keeps them, and the
whole way down is read at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

ANCESTORS = "_sello_ancestors"
"""Attribute of a routed page: the pages between home and it, from the top down."""

_HOME = "_sello_home"
_ROUTE = "_wagtail_route_for_request"
_SITE = "_wagtail_site"
"""Where Wagtail itself looks before it asks."""


def route_for_request(request: HttpRequest, path: str) -> RouteResult | None:
    """The page at a path in the language of the request; takes the place of Wagtail's own.

    None where there is none. A page on the way that routes by itself is left to Wagtail.
    """
    if not hasattr(request, _ROUTE):
        setattr(request, _ROUTE, _route(request, path))
    return getattr(request, _ROUTE)


def site_of(request: HttpRequest) -> Site | None:
    """The site of the request's host: remembered while nothing public changes, since Wagtail's own
    question costs more to put together than a whole view."""
    if hasattr(request, _SITE):
        return Site.find_for_request(request)
    key = f"sello_site_of:{request.get_host()}"
    # A copy of its own for each request: pages remember what was asked of them.
    known: Site | None = cache.get(key)
    if known is None:
        known = Site.find_for_request(request)
        if known is not None:
            cache.set(key, known)
    setattr(request, _SITE, known)
    return known


def _route(request: HttpRequest, path: str) -> RouteResult | None:
    site = site_of(request)
    if site is None:
        return None
    components = [component for component in path.split("/") if component]
    try:
        address = _address_of_home(site)
        if address == site.root_page.url_path and not components:
            chain: list[Page] | None = [site.root_page]
        else:
            chain = page_chain(address, components) if address else None
        if not chain or any(routes_itself(page) for page in chain):
            return site.root_page.localized.specific.route(request, components)
        setattr(request, _HOME, chain[0])
        return RouteResult(routed(chain))
    except Http404:
        return None


def _address_of_home(site: Site, language: str | None = None) -> str | None:
    """The address path of the site's home in a language, by default the active one."""
    wanted = language or get_language()
    return next(
        (
            root.root_path
            for root in Site.get_site_root_paths()
            if root.site_id == site.pk and root.language_code == wanted
        ),
        None,
    )


def home_of(request: HttpRequest) -> Page | None:
    """The home in the language of the request, or the site's own where that has none."""
    known: Page | None = getattr(request, _HOME, None)
    if known is not None:
        return known
    site = site_of(request)
    if site is None:
        return None
    home: Page = site.root_page
    address = _address_of_home(site)
    if address is not None and address != home.url_path:
        home = Page.objects.filter(url_path=address).first() or home
    setattr(request, _HOME, home)
    return home


def forget_home(request: HttpRequest) -> None:
    """For whoever goes on with a request in another language."""
    vars(request).pop(_HOME, None)


def routes_itself(page: Page) -> bool:
    """Whether the page's type brings its own ``route`` (sub-routes below one page)."""
    model = page.specific_class
    return model is not None and model.route not in {Page.route, _home_route()}


def _home_route() -> object:
    # inline: the models import this module
    from sello_pages.models import HomePage

    return HomePage.route


def page_chain(home_address: str, components: Sequence[str]) -> list[Page]:
    """The pages on the way from a home, which is the first, to the one at this path.

    Raises :class:`Http404` where no page lies at its end.
    """
    addresses = [home_address]
    for component in components:
        addresses.append(f"{addresses[-1]}{component}/")
    chain = list(
        Page.objects.filter(url_path__in=addresses, depth__gt=1)
        .select_related("locale", "alias_of")
        .order_by("depth")
    )
    if not chain or chain[0].url_path != home_address or chain[-1].url_path != addresses[-1]:
        raise Http404
    return chain


def routed(chain: list[Page]) -> Page:
    """The last page of a chain, as its own type and with its ancestors remembered.

    Raises :class:`Http404` when it is not live.
    """
    if not chain[-1].live:
        raise Http404
    try:
        page: Page = chain[-1].specific
    except ObjectDoesNotExist as error:
        # Deleted by an editor between the two queries.
        raise Http404 from error
    setattr(page, ANCESTORS, tuple(chain[1:-1]))
    return page


def ancestors_of(page: Page, home: Page) -> tuple[Page, ...]:
    """The live pages between home and the page, from the top down."""
    known = getattr(page, ANCESTORS, None)
    if known is None:
        known = tuple(page.get_ancestors().filter(depth__gt=home.depth))
    return tuple(ancestor for ancestor in known if ancestor.live)
