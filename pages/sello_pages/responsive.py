"""Pictures in the widths that screens need, fetched together for a whole page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.shortcuts import get_renditions_or_not_found

from sello_pages.pictures import SiteImage, SiteRendition

PICTURE_SPECS = tuple(f"width-{width}|format-webp|webpquality-78" for width in (360, 720, 1200))
PICTURE_SIZES = {
    "": "(min-width: 48rem) 40rem, calc(100vw - 2rem)",
    "gallery": "(min-width: 48rem) 22rem, calc(100vw - 2rem)",
}
"""How wide a picture is shown, by its place on the page, as browsers ask for it."""


def prefetch_renditions(images: Iterable[SiteImage | None]) -> None:
    """Fetches the stored renditions of all these images with one query."""
    there = [image for image in images if image is not None]
    if there:
        prefetch_related_objects(
            there,
            Prefetch(
                "renditions",
                queryset=SiteRendition.objects.filter(filter_spec__in=PICTURE_SPECS),
                to_attr="prefetched_renditions",
            ),
        )


def renditions_of(image: SiteImage) -> list[Any]:
    """The image in each width that it can fill, from the narrowest; made where they are missing.

    An image whose file is lost gives Wagtail's stand-in.
    """
    found = get_renditions_or_not_found(image, PICTURE_SPECS)
    by_width = {rendition.width: rendition for rendition in found.values()}
    return [by_width[width] for width in sorted(by_width)]
