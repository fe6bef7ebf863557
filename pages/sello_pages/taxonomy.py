"""What content is about and whom it is for: the same words in guides, graphics, agenda and mail."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from sello_site.languages import PREFIXES


class Audience(models.TextChoices):
    """Whom something is for."""

    MUNICIPALITY = "municipality", _("Equipos municipales")
    CIVIL_SOCIETY = "civil_society", _("Organizaciones de la sociedad civil")
    MIGRANT = "migrant", _("Personas migrantes y refugiadas")
    OTHER = "other", _("Otras personas")


class Commitment(models.IntegerChoices):
    """The five commitments of a municipality, by the programme's own numbers."""

    PREPARED_INSTITUTION = 1, _("Institución preparada")
    TRAINED_STAFF = 2, _("Equipos capacitados")
    INCLUSIVE_POLICIES = 3, _("Políticas locales inclusivas")
    REGULAR_STATUS = 4, _("Regularidad migratoria")
    PARTICIPATION = 5, _("Asociación y participación")


def _name_in(language: str) -> models.CharField:
    return models.CharField(language, max_length=60, blank=True)


class Topic(models.Model):
    """A subject that content can be filtered by, named in each language beside the Spanish."""

    key = models.SlugField(
        _("clave"),
        unique=True,
        help_text=_("Nombre corto y estable, en minúsculas; está en las direcciones."),
    )
    name = models.CharField(_("nombre"), max_length=60)
    name_ht = _name_in("Kreyòl ayisyen")
    name_en = _name_in("English")
    name_pt = _name_in("Português")
    name_fr = _name_in("Français")
    position = models.PositiveSmallIntegerField(
        _("orden"), default=0, help_text=_("Los de número menor van primero.")
    )

    panels = [
        FieldPanel("key"),
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldPanel(f"name_{language}") for language in PREFIXES],
            heading=_("Nombre en otros idiomas"),
            help_text=_("Donde queda vacío se muestra en español."),
        ),
        FieldPanel("position"),
    ]

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("temas")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="topic_has_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """The name in the active language, or in Spanish where it has none there."""
        return getattr(self, f"name_{get_language()}", "") or self.name
