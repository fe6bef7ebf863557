"""Organisations whose members sign in."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from sello_accounts.days import today
from sello_map.models import Municipality, Region


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations as screens and services ask for them."""

    def active(self, on: datetime.date | None = None) -> OrganisationQuerySet:
        """Those whose window holds the day (today)."""
        return self.filter(active_condition(on))


def active_condition(on: datetime.date | None = None, *, prefix: str = "") -> Q:
    """The one rule of when an organisation is active; ``prefix`` leads to it, with ``__``."""
    day = on or today()
    return Q(**{f"{prefix}active_from__lte": day}) & (
        Q(**{f"{prefix}active_until__isnull": True}) | Q(**{f"{prefix}active_until__gte": day})
    )


class Organisation(models.Model):
    """A municipality, a department of SERMIG, a regional directorate or a state agency.

    ``list_due_on`` is the day until which the coordinator has to confirm the list of people;
    ``list_warned_at`` says that a warning left, ``paused_at`` that access pauses since then. Only
    municipalities have these.
    """

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipalidad")
        SERMIG_DEPARTMENT = "sermig_department", _("Departamento de SERMIG")
        REGIONAL_DIRECTORATE = "regional_directorate", _("Dirección regional")
        STATE_AGENCY = "state_agency", _("Organismo del Estado")

    code = models.CharField(
        _("código"),
        max_length=20,
        unique=True,
        help_text=_("El código CUT de la comuna, o letras minúsculas, dígitos y guiones."),
    )
    kind = models.CharField(_("tipo"), max_length=30, choices=Kind.choices)
    name = models.CharField(_("nombre"), max_length=160)
    municipality = models.OneToOneField(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisation",
        verbose_name=_("municipalidad"),
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("región"),
    )
    active_from = models.DateField(_("activa desde"), default=today)
    active_until = models.DateField(_("activa hasta"), null=True, blank=True)
    list_due_on = models.DateField(_("confirmar la lista hasta"), null=True, editable=False)
    list_warned_at = models.DateTimeField(_("advertida el"), null=True, editable=False)
    paused_at = models.DateTimeField(_("en pausa desde"), null=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organización")
        verbose_name_plural = _("organizaciones")
        ordering = ["name"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint("kind", "name", name="organisation_name_unique_in_kind"),
            models.UniqueConstraint(
                "region",
                condition=Q(kind="regional_directorate"),
                name="organisation_one_directorate_per_region",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "municipality",
                        "sermig_department",
                        "regional_directorate",
                        "state_agency",
                    ]
                ),
                name="organisation_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="municipality",
                    municipality__isnull=False,
                    code=F("municipality"),
                    region__isnull=False,
                    region=Left("municipality", 2),
                )
                | (
                    ~Q(kind="municipality")
                    & Q(municipality__isnull=True)
                    & Q(code__regex=r"^[a-z][a-z0-9-]*$")
                ),
                name="organisation_municipality_by_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="regional_directorate") | Q(region__isnull=False),
                name="organisation_directorate_has_region",
            ),
            models.CheckConstraint(
                condition=~Q(kind="sermig_department") | Q(region__isnull=True),
                name="organisation_department_is_national",
            ),
            models.CheckConstraint(
                condition=Q(active_until__isnull=True) | Q(active_until__gte=F("active_from")),
                name="organisation_window_is_in_order",
            ),
            models.CheckConstraint(
                condition=Q(kind="municipality")
                | Q(list_due_on__isnull=True, list_warned_at__isnull=True, paused_at__isnull=True),
                name="organisation_only_municipalities_confirm",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True)
                | Q(list_due_on__isnull=False, list_warned_at__isnull=False),
                name="organisation_pause_follows_a_warning",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(code=""), name="organisation_has_name_and_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_active(self, on: datetime.date | None = None) -> bool:
        """Whether its window holds the day (today)."""
        day = on or today()
        return self.active_from <= day and (self.active_until is None or day <= self.active_until)

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    def clean(self) -> None:
        """Derives code and region of a municipality, which nobody types twice."""
        super().clean()
        if self.kind == self.Kind.MUNICIPALITY and self.municipality_id:
            self.code = self.municipality_id
            self.region_id = self.municipality_id[:2]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # Before the fields are judged: the code may be left blank for a municipality.
        self.clean()
        super().full_clean(*args, **kwargs)
