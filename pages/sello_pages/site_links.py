"""The links that editors put into the site's menus, in the order that they choose."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel

from sello_pages.addresses import verify_address
from sello_site.languages import PREFIXES, SOURCE_LANGUAGE

_CACHE_KEY = "sello_site_links"


def _label_in(language: str) -> models.CharField:
    return models.CharField(language, max_length=60, blank=True)


class SiteLink(models.Model):
    """A link of the main menu or of the footer: to a page, which names it in each language, or to
    an address with a label of its own."""

    class Menu(models.TextChoices):
        MAIN = "main", _("Menú principal")
        FOOTER = "footer", _("Pie de página")

    menu = models.CharField(_("dónde"), max_length=10, choices=Menu.choices, default=Menu.FOOTER)
    position = models.PositiveSmallIntegerField(
        _("orden"), default=0, help_text=_("Los de número menor van primero.")
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("página"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Se muestra con su título, en el idioma de quien lee."),
    )
    address = models.CharField(
        _("dirección"),
        max_length=500,
        blank=True,
        validators=[verify_address],
        help_text=_("Solo si no lleva a una página de este sitio."),
    )
    label = models.CharField(
        _("texto"), max_length=60, blank=True, help_text=_("Lo que se lee, si es una dirección.")
    )
    label_ht = _label_in("Kreyòl ayisyen")
    label_en = _label_in("English")
    label_pt = _label_in("Português")
    label_fr = _label_in("Français")

    panels = [
        FieldRowPanel([FieldPanel("menu"), FieldPanel("position")]),
        PageChooserPanel("page"),
        MultiFieldPanel(
            [FieldPanel("address"), FieldPanel("label")],
            heading=_("O una dirección"),
        ),
        MultiFieldPanel(
            [FieldPanel(f"label_{language}") for language in PREFIXES],
            heading=_("El texto, en otros idiomas"),
            help_text=_("Donde queda vacío se muestra en español."),
        ),
    ]

    class Meta:
        verbose_name = _("enlace del sitio")
        verbose_name_plural = _("menú y pie de página")
        ordering = ["menu", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, address="", label="")
                | (models.Q(page=None) & ~models.Q(address="") & ~models.Q(label="")),
                name="site_link_has_one_target",
                violation_error_message=_(
                    "Elija una página, o escriba una dirección con su texto: una de las dos."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(menu__in=["main", "footer"]), name="site_link_menu"
            ),
            models.UniqueConstraint(
                fields=["menu", "page"],
                name="site_link_page_once_in_a_menu",
                violation_error_message=_("Esa página ya está en ese menú."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or (self.page.title if self.page is not None else "")


@dataclass(frozen=True)
class ChosenLink:
    """A link as the menus need it: the page by what all its translations share."""

    menu: str
    page_key: uuid.UUID | None
    address: str
    labels: dict[str, str] = field(default_factory=dict)

    def own_label(self) -> tuple[str, str]:
        """The label for the reader, and its language where that is not the reader's."""
        language = get_language() or SOURCE_LANGUAGE
        if language == SOURCE_LANGUAGE or not self.labels.get(language):
            source = self.labels[SOURCE_LANGUAGE]
            return source, "" if language == SOURCE_LANGUAGE else SOURCE_LANGUAGE
        return self.labels[language], ""


def chosen_links() -> tuple[ChosenLink, ...]:
    """All of them, in their order; asked of the database once after each change of anything
    public."""
    known: tuple[ChosenLink, ...] | None = cache.get(_CACHE_KEY)
    if known is None:
        known = tuple(_read())
        cache.set(_CACHE_KEY, known)
    return known


def _read() -> Any:
    for link in SiteLink.objects.select_related("page"):
        labels = {SOURCE_LANGUAGE: link.label}
        labels |= {language: getattr(link, f"label_{language}") for language in PREFIXES}
        yield ChosenLink(
            menu=link.menu,
            page_key=link.page.translation_key if link.page is not None else None,
            address=link.address,
            labels=labels,
        )
