"""What every page of text has: a summary, who answers for it, and how it is put together."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from sello_pages.material import gather
from sello_pages.page_form import PageForm
from sello_pages.stewardship import STEWARDSHIP_PANEL, StewardshipMixin

SUMMARY_LENGTH = 300

PREVIEW_SIZES = [
    {
        "name": "phone",
        "icon": "mobile-alt",
        "device_width": 360,
        "label": _("Ver como en un teléfono"),
    },
    {
        "name": "tablet",
        "icon": "tablet-alt",
        "device_width": 768,
        "label": _("Ver como en una tableta"),
    },
    {
        "name": "desktop",
        "icon": "desktop",
        "device_width": 1280,
        "label": _("Ver como en un escritorio"),
    },
]


class PageMaterialMixin(StewardshipMixin):
    """A page that gathers its menu, links and pictures with a fixed number of queries.

    Place it before ``Page`` among the bases. ``stream_fields`` names the fields that hold blocks;
    ``linked_page_ids`` adds pages that other fields point to.
    """

    stream_fields: tuple[str, ...] = ("body",)
    base_form_class = PageForm
    # Made of the summary in each language: nobody is asked to translate it again.
    override_translatable_fields = [SynchronizedField("search_description", overridable=False)]

    class Meta:
        abstract = True

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return PREVIEW_SIZES

    @property
    def default_preview_size(self) -> str:
        return "phone"

    def linked_page_ids(self) -> list[int | None]:
        return []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)  # type: ignore[misc]  # Page's
        context["material"] = gather(
            request,
            page=self,
            streams=[getattr(self, name) for name in self.stream_fields],
            page_ids=self.linked_page_ids(),
        )
        return context


class ContentMixin(PageMaterialMixin):
    """A page of text: summary, responsible unit, date of its last change."""

    summary = models.TextField(
        _("resumen"),
        max_length=SUMMARY_LENGTH,
        help_text=_("Una o dos frases: qué encuentra aquí quien lee, y para quién es."),
    )
    responsible_unit = models.CharField(
        _("unidad responsable"), max_length=120, default="Departamento de Inclusión"
    )

    class Meta:
        abstract = True

    @property
    def updated_on(self) -> datetime.date | None:
        """The day of the last publication; in a preview of a new page, of the last draft."""
        moment = self.last_published_at or self.latest_revision_created_at  # type: ignore[attr-defined]  # Page's
        return timezone.localdate(moment) if moment else None

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # One text for readers and for search engines; lists of pages read it without asking for
        # each page's own table.
        self.search_description = self.summary
        super().full_clean(*args, **kwargs)


SUMMARY_PANELS = [FieldPanel("summary")]
SETTINGS_PANELS = [FieldPanel("responsible_unit"), STEWARDSHIP_PANEL, PublishingPanel()]
PROMOTE_PANELS = [
    FieldPanel("slug"),
    FieldPanel("seo_title"),
    FieldPanel("show_in_menus"),
]
CONTENT_PANELS = [*Page.content_panels, *SUMMARY_PANELS]
CONTENT_API_FIELDS = ["summary", "responsible_unit"]
"""What the API tells of every page of text, to readers only."""
