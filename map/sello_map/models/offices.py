"""SERMIG's offices in the regions, and whom a municipality or a neighbour asks for there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from sello_map.models.territory import Region


class RegionalOffice(ClusterableModel):
    """An office of a regional directorate. A region may have several."""

    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="offices", verbose_name=_("región")
    )
    name = models.CharField(_("nombre"), max_length=140)
    address = models.CharField(_("dirección"), max_length=200, blank=True)
    hours = models.CharField(_("horario de atención"), max_length=200, blank=True)
    telephone = models.CharField(_("teléfono"), max_length=40, blank=True)
    email = models.EmailField(_("correo electrónico"), blank=True)
    note = models.CharField(
        _("nota"), max_length=300, blank=True, help_text=_("Se publica con la oficina.")
    )

    panels = [
        FieldRowPanel([FieldPanel("region"), FieldPanel("name")]),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("hours"),
                FieldRowPanel([FieldPanel("telephone"), FieldPanel("email")]),
                FieldPanel("note"),
            ],
            heading=_("Atención"),
        ),
        InlinePanel("officers", heading=_("Encargadas y encargados de Sello"), label=_("Persona")),
    ]

    class Meta:
        verbose_name = _("oficina regional")
        verbose_name_plural = _("oficinas regionales")
        ordering = ["region", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="regional_office_name_unique_in_region",
                violation_error_message=_("Ya hay una oficina con este nombre en la región."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SelloOfficer(Orderable):
    """Who attends to the programme in an office. Shown only when ``is_published``."""

    office = ParentalKey(RegionalOffice, on_delete=models.CASCADE, related_name="officers")
    name = models.CharField(_("nombre"), max_length=140)
    role = models.CharField(_("cargo"), max_length=140)
    telephone = models.CharField(_("teléfono"), max_length=40, blank=True)
    email = models.EmailField(_("correo electrónico"), blank=True)
    is_published = models.BooleanField(
        _("se publica"),
        default=False,
        help_text=_("Quien figura debe saberlo. Sin marcar, no se muestra ni recibe mensajes."),
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("telephone"), FieldPanel("email")]),
        FieldPanel("is_published"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("encargada o encargado de Sello")
        verbose_name_plural = _("encargadas y encargados de Sello")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(telephone="") | ~Q(email=""),
                name="sello_officer_can_be_reached",
                violation_error_message=_("Escriba un teléfono o un correo electrónico."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
