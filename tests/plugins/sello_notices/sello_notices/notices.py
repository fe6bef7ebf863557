"""Which notices a stranger may read: one rule for list, API, search and dashboard."""

from __future__ import annotations

from django.apps import apps
from django.utils import timezone
from django.utils.translation import get_language

from sello_notices.models import NoticePage
from sello_site.publication import only_published


def current_notices() -> list[NoticePage]:
    """Published notices that have not ended, the one that ends first before the others.

    Those of the reader's language; every page has one there, a translation or the Spanish text.
    """
    size = apps.get_app_config("sello_notices").settings.list_size
    notices = NoticePage.objects.filter(
        ends_on__gte=timezone.localdate(), locale__language_code=get_language()
    )
    return list(only_published(notices.order_by("ends_on", "title"))[:size])
