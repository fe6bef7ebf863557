"""Pictures in the widths of the site itself, so that both share the stored files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images import get_image_model
from wagtail.images.shortcuts import get_renditions_or_not_found

from sello_site.headless.addresses import whole

WIDTHS = tuple(f"width-{width}|format-webp|webpquality-78" for width in (360, 720, 1200))
"""The same as those of the pages' templates; a test compares them."""


def fetch_pictures(numbers: Iterable[int]) -> dict[int, Any]:
    """The pictures with these ids and their stored renditions, with two queries."""
    numbers = set(numbers)
    if not numbers:
        return {}
    pictures: dict[int, Any] = get_image_model().objects.in_bulk(numbers)
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=WIDTHS)
    prefetch_related_objects(
        list(pictures.values()),
        Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"),
    )
    return pictures


def picture_item(picture: Any) -> dict[str, Any]:
    """What a front end needs to show the picture: addresses by width, size, credit, text.

    Renditions that are not stored yet are made.
    """
    made = get_renditions_or_not_found(picture, WIDTHS).values()
    by_width = {rendition.width: rendition for rendition in made}
    renditions = [by_width[width] for width in sorted(by_width)]
    widest = renditions[-1]
    return {
        "id": picture.pk,
        "title": picture.title,
        "description": picture.description,
        "credit": getattr(picture, "credit", ""),
        "licence": getattr(picture, "licence", ""),
        "url": whole(widest.url),
        "width": widest.width,
        "height": widest.height,
        "srcset": ", ".join(f"{whole(each.url)} {each.width}w" for each in renditions),
        "renditions": [
            {"url": whole(each.url), "width": each.width, "height": each.height}
            for each in renditions
        ],
    }
