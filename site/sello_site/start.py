"""What a serving process needs besides Django: checks at start, and the layers in front of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import get_resolver

from sello_site.environment import EnvironmentProblem

logger = logging.getLogger("sello.start")


def refuse_incomplete_settings() -> None:
    """Raises :class:`EnvironmentProblem` when a process that serves lacks what it needs."""
    problems = []
    if not settings.DATABASE_IS_SET:
        problems.append("DATABASE_URL is missing: expected postgresql://LOGIN:PASSWORD@HOST/NAME")
    if not settings.SECRET_KEY_IS_SET:
        problems.append("SELLO_SECRET_KEY is missing: expected at least 40 random characters")
    if problems:
        raise EnvironmentProblem(problems)


def serving_application(django_application: Callable[..., Any]) -> Callable[..., Any]:
    """Django with its layers: proxy headers are settled first, then the page cache is asked."""
    # inline: the page cache needs Django set up
    from sello_site.page_cache.installation import in_front_of
    from sello_site.proxy import TrustedProxies
    from sello_site.request_sanity import LegibleHeaders

    refuse_incomplete_settings()
    if settings.SELLO_DESK_REFUSED:
        logger.warning("%s", settings.SELLO_DESK_REFUSED)
    # All routes are loaded now, so that a plugin that fails here is known before the first reader.
    _ = get_resolver().url_patterns
    return TrustedProxies(
        in_front_of(LegibleHeaders(django_application)), networks=settings.SELLO_TRUSTED_PROXIES
    )
