"""What a guide needs beside what every page needs before it is published."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.models import Page

from sello_guides.models import GuidePage
from sello_site.signals import ContentProblem


def lacking_sources(page: Page) -> list[ContentProblem]:
    """No statement without a source: a guide names at least one."""
    if not isinstance(page, GuidePage) or page.sources:
        return []
    message = _("Indique al menos una fuente: de dónde viene lo que dice la guía.")
    return [ContentProblem("no-source", message, field="sources", place=str(_("Fuentes")))]
