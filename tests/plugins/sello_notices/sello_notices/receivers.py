"""What the plugin adds to the platform's search and to the admin's start page."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from sello_notices.notices import current_notices
from sello_site.signals import DashboardTile, SearchDocument, dashboard_tiles, search_documents


@receiver(search_documents)
def list_of_notices(sender: None, *, language: str | None, **kwargs: Any) -> list[SearchDocument]:
    """The list; each notice is a page, and pages are found without being offered here."""
    if language not in {None, "es"}:
        return []
    return [
        SearchDocument(
            key="notices:list:1",
            kind="notices",
            language="es",
            title=_("Avisos"),
            body=_("Todos los avisos vigentes, con su fecha de término."),
            url=reverse("notices:index"),
        )
    ]


@receiver(dashboard_tiles)
def notices_tile(sender: None, **kwargs: Any) -> list[DashboardTile]:
    count = len(current_notices())
    return [
        DashboardTile(
            title=_("Avisos"),
            text=_("Vigentes: %(count)s") % {"count": count},
            url=reverse("sello_notices_reminders"),
        )
    ]
