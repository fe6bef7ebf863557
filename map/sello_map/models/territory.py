"""Chile's territory as the programme needs it: regions, provinces, communes, municipalities.

Codes are the *Código Único Territorial* (CUT): two digits for the region, three for the province,
five for the commune; each code begins with that of what it lies in, and the database checks it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """One of the 16 regions."""

    code = models.CharField(_("código"), max_length=2, primary_key=True)
    name = models.CharField(_("nombre"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(
        _("posición"), unique=True, help_text=_("Orden de norte a sur, desde 1.")
    )

    class Meta:
        verbose_name = _("región")
        verbose_name_plural = _("regiones")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}$"), name="region_code_is_cut"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Province(models.Model):
    """One of the 56 provinces."""

    code = models.CharField(_("código"), max_length=3, primary_key=True)
    name = models.CharField(_("nombre"), max_length=80)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="provinces", verbose_name=_("región")
    )

    class Meta:
        verbose_name = _("provincia")
        verbose_name_plural = _("provincias")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{3}$"), name="province_code_is_cut"
            ),
            models.CheckConstraint(
                condition=Q(region=Left("code", 2)), name="province_code_begins_with_region"
            ),
            models.UniqueConstraint("region", "name", name="province_name_unique_in_region"),
        ]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """One of the 346 communes, with the point of its municipal seat (WGS 84, degrees)."""

    code = models.CharField(_("código"), max_length=5, primary_key=True)
    name = models.CharField(_("nombre"), max_length=80, unique=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="communes", verbose_name=_("provincia")
    )
    latitude = models.DecimalField(_("latitud"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitud"), max_digits=8, decimal_places=5)
    coordinate_source = models.CharField(
        _("fuente de la coordenada"),
        max_length=40,
        help_text=_("GeoNames (CC BY 4.0) o conocimiento general; referencial."),
    )

    class Meta:
        verbose_name = _("comuna")
        verbose_name_plural = _("comunas")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{5}$"), name="commune_code_is_cut"
            ),
            models.CheckConstraint(
                condition=Q(province=Left("code", 3)), name="commune_code_begins_with_province"
            ),
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=-17)
                & Q(longitude__gte=-110, longitude__lte=-53),
                name="commune_point_is_in_chile",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommuneAlias(models.Model):
    """Another name under which people look for a commune: an older spelling, its best-known town.

    ``key`` is the name as it is compared (:func:`sello_map.naming.naming_key`).
    """

    commune = models.ForeignKey(
        Commune, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("comuna")
    )
    name = models.CharField(_("otro nombre"), max_length=80)
    key = models.CharField(_("clave de búsqueda"), max_length=80, unique=True, editable=False)

    class Meta:
        verbose_name = _("otro nombre de una comuna")
        verbose_name_plural = _("otros nombres de comunas")
        ordering = ["name"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(key__regex=r"^[a-z0-9]+$"), name="commune_alias_key_is_folded"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """The local government of a commune. Antártica has none of its own, so there are 345."""

    commune = models.OneToOneField(
        Commune,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="municipality",
        verbose_name=_("comuna"),
    )
    name = models.CharField(_("nombre"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("municipalidad")
        verbose_name_plural = _("municipalidades")
        ordering = ["commune"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(commune="12202"), name="antartica_has_no_municipality"
            ),
        ]

    def __str__(self) -> str:
        return self.name
