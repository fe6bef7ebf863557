"""What the plugin hangs into the platform: how pages are found, the menus that the API tells, and
what is drawn on the pictures of pages."""

from __future__ import annotations

import copy
from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Page

from sello_pages.drawing import chile_svg
from sello_pages.material import forget_material
from sello_pages.navigation import MenuLink, footer_links, main_menu
from sello_pages.routing import route_for_request
from sello_site.headless.menus import MenuEntry, provide_menus
from sello_site.languages.addresses import home_address
from sello_site.social_pictures import provide_drawing

# Not a signal, but the one method by which Wagtail finds the page of a request.
Page.route_for_request = staticmethod(route_for_request)


def menus_in(request: HttpRequest, language: str) -> dict[str, list[MenuEntry]]:
    """The menus of the home page in that language."""
    with translation.override(language):
        asked = copy.copy(request)
        # What was gathered for another language does not count for this one.
        forget_material(asked)
        asked.path = asked.path_info = home_address()
        return {"main": _entries(main_menu(asked)), "footer": _entries(footer_links(asked))}


def _entries(links: Iterable[MenuLink]) -> list[MenuEntry]:
    return [
        MenuEntry(title=str(link.label), url=link.url, text_locale=link.language) for link in links
    ]


provide_menus(menus_in)
provide_drawing(chile_svg)
