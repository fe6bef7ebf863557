"""What the head of a page tells networks, messengers and search engines that show it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from sello_pages.navigation import breadcrumb
from sello_pages.reading import Reading
from sello_site.social_pictures import HEIGHT, WIDTH, picture_address

SITE_NAME = "Sello Migrante"
ORGANISATION = "Servicio Nacional de Migraciones"

LOCALES = {"es": "es_CL", "ht": "ht_HT", "en": "en_GB", "pt": "pt_BR", "fr": "fr_FR"}
"""The languages as OpenGraph names them."""

# Within a script nothing may look like markup, whatever an editor wrote.
_AS_DATA = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Sharing:
    """One page as OpenGraph tells it. ``modified`` is empty on what is no article."""

    kind: str
    title: str
    description: str
    address: str
    locale: str
    other_locales: tuple[str, ...]
    picture: str
    picture_width: int = WIDTH
    picture_height: int = HEIGHT
    published: str = ""
    modified: str = ""


def sharing_of(page: Page, text: Reading) -> Sharing | None:
    """None for what has no address of its own."""
    if not text.canonical:
        return None
    is_home = _is_home(page)
    others = (LOCALES.get(each.language, "") for each in text.alternates)
    locale = LOCALES.get(text.language, text.language)
    return Sharing(
        kind="website" if is_home else "article",
        title=title_of(page),
        description=page.search_description,
        address=text.canonical,
        locale=locale,
        other_locales=tuple(other for other in others if other and other != locale),
        picture=picture_address(page, text.language),
        published="" if is_home else _moment(page.first_published_at),
        modified="" if is_home else _moment(page.last_published_at),
    )


def title_of(page: Page) -> str:
    """As the head of the page has it: a home is called by its promise."""
    title: str = page.seo_title or getattr(page, "promise", "") or page.title
    return title


def _is_home(page: Page) -> bool:
    return hasattr(page, "promise")


def _moment(moment: Any) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def structured_data(request: HttpRequest, page: Page, text: Reading) -> SafeString:
    """The page as JSON-LD of schema.org, for a ``<script type="application/ld+json">``; empty for
    what search engines are asked not to list.

    It is data, which the content security policy does not stop and no browser executes.
    """
    if not text.canonical or not text.is_for_search_engines:
        return mark_safe("")
    nodes: list[dict[str, Any]] = []
    if _is_home(page):
        nodes.append(_website(page, text))
    elif getattr(page, "search_kind", "page") == "guide":
        nodes.append(_article(page, text))
    trail = breadcrumb(request, page)
    if trail:
        nodes.append(_breadcrumb(trail, page, text))
    if not nodes:
        return mark_safe("")
    data = json.dumps(
        {"@context": "https://schema.org", "@graph": nodes},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    # What could end the script is written as escapes of JSON.
    return mark_safe(data.translate(_AS_DATA))  # noqa: S308


def _publisher() -> dict[str, Any]:
    """Nobody in a demonstration: it is no official page of the service."""
    if settings.SELLO_DEMO:
        return {}
    return {"publisher": {"@type": "GovernmentOrganization", "name": ORGANISATION}}


def _website(page: Page, text: Reading) -> dict[str, Any]:
    node = {
        "@type": "WebSite",
        "@id": f"{text.canonical}#website",
        "url": text.canonical,
        "name": SITE_NAME,
        "description": page.search_description,
        "inLanguage": text.language,
        **_publisher(),
    }
    try:
        address = settings.SELLO_PUBLIC_URL + reverse("pages:search")
    except NoReverseMatch:
        return node
    node["potentialAction"] = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{address}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return node


def _article(page: Any, text: Reading) -> dict[str, Any]:
    return {
        "@type": "Article",
        "headline": title_of(page),
        "description": page.search_description,
        "url": text.canonical,
        "mainEntityOfPage": text.canonical,
        "inLanguage": text.language,
        "image": picture_address(page, text.language),
        "datePublished": _moment(page.first_published_at),
        "dateModified": _moment(page.last_published_at),
        "author": {"@type": "Organization", "name": page.responsible_unit},
        **_publisher(),
    }


def _breadcrumb(trail: list[Any], page: Page, text: Reading) -> dict[str, Any]:
    steps = [(str(step.label), settings.SELLO_PUBLIC_URL + step.url) for step in trail if step.url]
    steps.append((page.title, text.canonical))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(steps, start=1)
        ],
    }
