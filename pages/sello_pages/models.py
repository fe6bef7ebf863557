"""Page types, figures and pictures of the site."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel, PublishingPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from sello_map.figures import figures_to_show
from sello_pages.content import (
    CONTENT_API_FIELDS,
    CONTENT_PANELS,
    PROMOTE_PANELS,
    SETTINGS_PANELS,
    ContentMixin,
    PageMaterialMixin,
)
from sello_pages.fields import BodyField
from sello_pages.figures import OfficialFigure, start_figures
from sello_pages.pictures import SiteImage, SiteRendition
from sello_pages.routing import page_chain, routed, routes_itself
from sello_pages.site_links import SiteLink
from sello_pages.stewardship import STEWARDSHIP_PANEL
from sello_pages.taxonomy import Topic
from sello_site.headless.content import snippet_item

__all__ = [
    "ContentPage",
    "HomePage",
    "OfficialFigure",
    "SiteImage",
    "SiteLink",
    "SiteRendition",
    "Topic",
]


class HomePage(PageMaterialMixin, Page):
    """The site's start: the promise, the two doors, Chile on its side, figures, and blocks."""

    promise = models.CharField(
        _("promesa"),
        max_length=120,
        help_text=_("Una frase: qué logra el programa. Es el título que se lee en la portada."),
    )
    summary = models.TextField(
        _("resumen"), max_length=300, help_text=_("Una o dos frases bajo la promesa.")
    )
    municipality_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("puerta «Soy municipalidad»"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    orientation_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("puerta «Busco orientación»"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = BodyField(blank=True)

    template = "pages/home.html"
    page_description = _("La portada del sitio.")
    parent_page_types = ["wagtailcore.Page"]
    # subpage_types stays open: pages of other plugins say themselves where they may lie.

    content_panels = [
        *Page.content_panels,
        FieldPanel("promise"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [PageChooserPanel("municipality_page"), PageChooserPanel("orientation_page")],
            heading=_("Las dos puertas"),
        ),
        FieldPanel("body"),
    ]
    promote_panels = [FieldPanel("slug"), FieldPanel("seo_title")]
    settings_panels = [STEWARDSHIP_PANEL, PublishingPanel()]
    api_fields = ["promise", "summary", "municipality_page", "orientation_page", "body", "figures"]

    class Meta:
        verbose_name = _("portada")
        verbose_name_plural = _("portadas")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.search_description = self.summary
        super().full_clean(*args, **kwargs)

    def linked_page_ids(self) -> list[int | None]:
        return [self.municipality_page_id, self.orientation_page_id]

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The figures of the start, as the API tells them."""
        return [snippet_item(figure) for figure in start_figures()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        pages = context["material"].pages
        context["municipality_page"] = pages.get(self.municipality_page_id)
        context["orientation_page"] = pages.get(self.orientation_page_id)
        context["figures"] = start_figures()
        context["register"] = figures_to_show()
        return context

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """For those who ask the page itself; requests come by ``route_for_request``."""
        if not path_components:
            return super().route(request, path_components)
        chain = page_chain(self.url_path, path_components)
        if any(routes_itself(page) for page in chain):
            return super().route(request, path_components)
        return RouteResult(routed(chain))


class ContentPage(ContentMixin, Page):
    """A page of text made of blocks."""

    body = BodyField(blank=True)

    template = "pages/content.html"
    page_description = _("Una página de texto: qué es el Sello, contacto, preguntas.")
    parent_page_types = ["sello_pages.HomePage", "sello_pages.ContentPage"]

    content_panels = [*CONTENT_PANELS, FieldPanel("body")]
    promote_panels = PROMOTE_PANELS
    settings_panels = SETTINGS_PANELS
    api_fields = [*CONTENT_API_FIELDS, "body"]

    class Meta:
        verbose_name = _("página de contenido")
        verbose_name_plural = _("páginas de contenido")
