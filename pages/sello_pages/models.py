"""Page types and pictures of the site."""

from __future__ import annotations

from sello_pages.pictures import SiteImage, SiteRendition

__all__ = ["SiteImage", "SiteRendition"]
