"""Atom feeds of what was published or has changed, in each language, and of one kind of page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import get_page_models

from sello_site.headless.models import PageChange
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.plugin_registry import registry
from sello_site.publication import published_pages
from sello_site.translations.state import standings_of

MOST_ENTRIES = 30
_NAME = "Sello Migrante"
# What XML cannot hold; Django refuses to write it.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@require_safe
def feed(request: HttpRequest, kind: str | None = None) -> HttpResponse:
    """``/feed.atom``, ``/ht/feed.atom``, ``/feed/guide.atom``: the newest changes first.

    404 for a kind of page that no plugin has.
    """
    language = get_language() or SOURCE_LANGUAGE
    title = _("Novedades de %(site)s") % {"site": _NAME}
    if kind is not None:
        title = f"{title}: {_label(kind)}"
    pages = _pages(request, language=language, kind=kind)
    atom = Atom1Feed(
        title=title,
        link=_whole(request.path),
        description="",
        language=language,
        author_name=_NAME,
        feed_url=_whole(request.path),
        feed_guid=_tag(f"feed/{kind or 'all'}/{language}"),
    )
    standings = standings_of(pages)
    for page in pages:
        url = page.get_url(request)
        if not url:
            continue
        notes = [_("Traducción automática.")] if standings[page.pk].is_machine else []
        atom.add_item(
            title=_text(page.title),
            link=_whole(url),
            description=_text(" ".join([*notes, page.search_description])),
            unique_id=_tag(f"page/{page.translation_key}/{language}"),
            pubdate=page.first_published_at,
            updateddate=page.moment,
        )
    content = atom.writeString("utf-8")
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def _label(kind: str) -> str:
    for plugin in registry.plugins():
        if kind in plugin.search_kinds:
            return str(plugin.search_kinds[kind])
    raise Http404("no such kind of page")


def _pages(request: HttpRequest, *, language: str, kind: str | None) -> list[Any]:
    """Those written or translated in the language, with the ``moment`` of their last change: when
    what readers see of them became another, or, until that is on record, when they were last
    published. To publish the same again is no news."""
    repeats = Q(alias_of__isnull=False) & ~Q(alias_of__locale_id=F("locale_id"))
    changed = PageChange.objects.filter(page_id=OuterRef("pk"), is_published=True)
    pages = (
        published_pages(request)
        .filter(locale__language_code=language, first_published_at__isnull=False)
        .exclude(repeats)
        .annotate(
            moment=Coalesce(
                Subquery(changed.values("changed_at")[:1]),
                F("last_published_at"),
                F("first_published_at"),
            )
        )
        .select_related("locale")
        .order_by("-moment", "-pk")
    )
    if kind is not None:
        models = [
            model for model in get_page_models() if getattr(model, "search_kind", "page") == kind
        ]
        types = ContentType.objects.get_for_models(*models).values()
        pages = pages.filter(content_type__in=[found.pk for found in types])
    return list(pages[:MOST_ENTRIES])


def _whole(path: str) -> str:
    """Behind a proxy Wagtail's site record knows neither host nor scheme of its readers."""
    return settings.SELLO_PUBLIC_URL + urlsplit(path).path


def _tag(name: str) -> str:
    """A name that stays when the page moves (RFC 4151); the year is that of the first release."""
    return f"tag:{urlsplit(settings.SELLO_PUBLIC_URL).hostname},2026:{name}"


def _text(text: str) -> str:
    return _CONTROL.sub("", text).strip()
