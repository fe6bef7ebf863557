"""What is published of a municipality's office. Public tables: no person's account is in them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sello_directory.kinds import AttendedLanguage, ServiceKind
from sello_map.models import Municipality
from sello_site.languages import LANGUAGES, SOURCE_LANGUAGE

_LANGUAGE_CODES = [code for code, _name in LANGUAGES]


def office_constraints(*, begins: str) -> list[Any]:
    """What holds for an office wherever it is stored; ``begins`` makes the names unique."""
    return [
        models.CheckConstraint(
            condition=Q(website="") | Q(website__startswith="https://"),
            name=f"{begins}_website_is_https",
        ),
        models.CheckConstraint(
            condition=Q(language__in=_LANGUAGE_CODES), name=f"{begins}_language_is_known"
        ),
        models.CheckConstraint(
            condition=Q(languages__contained_by=AttendedLanguage.values),
            name=f"{begins}_languages_are_known",
        ),
    ]


def service_constraints(*, begins: str, of: str) -> list[Any]:
    """What holds for a service wherever it is stored: of a known kind, once, and with words."""
    return [
        models.CheckConstraint(
            condition=Q(kind__in=ServiceKind.values), name=f"{begins}_kind_is_known"
        ),
        models.CheckConstraint(condition=~Q(text=""), name=f"{begins}_says_what"),
        models.UniqueConstraint(fields=[of, "kind"], name=f"{begins}_once_of_a_kind"),
    ]


class OfficeFields(models.Model):
    """The office that attends migrant and refugee people. ``language``: of the texts below."""

    language = models.CharField(
        _("idioma de los textos"), max_length=5, choices=LANGUAGES, default=SOURCE_LANGUAGE
    )
    office = models.CharField(_("oficina"), max_length=140, blank=True)
    address = models.CharField(_("dirección"), max_length=200, blank=True)
    hours = models.CharField(_("horario de atención"), max_length=200, blank=True)
    telephone = models.CharField(_("teléfono"), max_length=60, blank=True)
    email = models.EmailField(_("correo electrónico"), blank=True)
    website = models.URLField(_("sitio web"), max_length=300, blank=True)
    languages = ArrayField(
        models.CharField(max_length=5, choices=AttendedLanguage.choices),
        verbose_name=_("idiomas en que atiende"),
        default=list,
        blank=True,
    )

    class Meta:
        abstract = True


class ServiceFields(models.Model):
    """One kind of service, and what of it there is, in the language of the office's texts."""

    kind = models.CharField(_("servicio"), max_length=20, choices=ServiceKind.choices)
    text = models.CharField(_("en qué consiste"), max_length=300)

    class Meta:
        abstract = True


class DirectoryEntry(OfficeFields):
    """What the public reads. ``confirmed_on``: when the municipality last stood for it."""

    municipality = models.OneToOneField(
        Municipality,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="directory_entry",
        verbose_name=_("municipalidad"),
    )
    confirmed_on = models.DateField(_("confirmado el"))

    class Meta:
        verbose_name = _("ficha del directorio")
        verbose_name_plural = _("directorio municipal")
        ordering = ["municipality"]
        default_permissions = ()
        constraints = [
            *office_constraints(begins="directory_entry"),
            models.CheckConstraint(
                condition=~Q(office="") & ~Q(address=""), name="directory_entry_says_where"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.office}"


class DirectoryService(ServiceFields):
    """A service of a published entry."""

    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.CASCADE,
        related_name="services",
        verbose_name=_("ficha"),
    )

    class Meta:
        verbose_name = _("servicio del directorio")
        verbose_name_plural = _("servicios del directorio")
        ordering = ["entry", "pk"]
        default_permissions = ()
        constraints = service_constraints(begins="directory_service", of="entry")

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind}"
