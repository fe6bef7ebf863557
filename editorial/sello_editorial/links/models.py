"""Addresses outside of this site, what came of asking them, and where they stand; and addresses of
this site that lead nowhere any more."""

from __future__ import annotations

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ADDRESS_LENGTH = 1000


class ExternalLink(models.Model):
    """One address that published content leads to, and its last answer."""

    class State(models.TextChoices):
        """What is told of an address; made of the answers by :attr:`ExternalLink.state`."""

        BROKEN = "broken", _("Rota")
        FAILING = "failing", _("Falló una vez")
        MOVED = "moved", _("Cambió de dirección")
        REFUSED = "refused", _("No se deja comprobar")
        WORKING = "working", _("Funciona")
        UNCHECKED = "unchecked", _("Sin comprobar")
        IGNORED = "ignored", _("Se pasa por alto")

    address = models.CharField(_("dirección"), max_length=ADDRESS_LENGTH, unique=True)
    last_status = models.PositiveSmallIntegerField(_("respuesta"), null=True, blank=True)
    problem = models.CharField(_("problema"), max_length=200, blank=True)
    leads_to = models.CharField(_("lleva a"), max_length=ADDRESS_LENGTH, blank=True)
    checked_at = models.DateTimeField(_("comprobada"), null=True, blank=True)
    due_at = models.DateTimeField(_("se comprueba desde"), default=timezone.now, db_index=True)
    failing_since = models.DateTimeField(_("falla desde"), null=True, blank=True)
    ignored_because = models.CharField(
        _("motivo para pasarla por alto"), max_length=200, blank=True
    )

    class Meta:
        verbose_name = _("enlace externo")
        verbose_name_plural = _("enlaces externos")
        ordering = ["address"]
        default_permissions = ("view", "change")
        permissions = [
            ("replace_text", "Can replace a text on many pages"),
            ("view_inventory", "Can view the content inventory"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="external_link_has_an_address"),
            models.CheckConstraint(
                condition=Q(failing_since=None) | Q(checked_at__gte=models.F("failing_since")),
                name="external_link_fails_since_a_check",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_broken(self) -> bool:
        """Whether it failed on two different days: one bad day says nothing."""
        if self.failing_since is None or self.checked_at is None:
            return False
        return _day(self.checked_at) > _day(self.failing_since)

    @property
    def state(self) -> State:
        if self.ignored_because:
            return self.State.IGNORED
        if self.checked_at is None:
            return self.State.UNCHECKED
        if self.failing_since is not None:
            return self.State.BROKEN if self.is_broken else self.State.FAILING
        if self.problem:
            return self.State.REFUSED
        return self.State.MOVED if self.leads_to else self.State.WORKING


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)


class ExternalLinkUse(models.Model):
    """A place where an address stands."""

    link = models.ForeignKey(ExternalLink, on_delete=models.CASCADE, related_name="uses")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    where = models.CharField(_("lugar"), max_length=200)

    class Meta:
        verbose_name = _("uso de un enlace externo")
        verbose_name_plural = _("usos de enlaces externos")
        default_permissions = ()
        ordering = ["content_type", "object_id", "where"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "content_type", "object_id", "where"],
                name="external_link_use_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id} {self.where}"


class WithdrawnAddress(models.Model):
    """An address of this site whose page was unpublished or deleted, until somebody says where it
    leads or that it leads nowhere."""

    path = models.CharField(_("dirección"), max_length=255)
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("título"), max_length=255)
    withdrawn_at = models.DateTimeField(_("desde"), default=timezone.now, db_index=True)
    settled_at = models.DateTimeField(_("resuelta"), null=True, blank=True)

    class Meta:
        verbose_name = _("dirección retirada")
        verbose_name_plural = _("direcciones retiradas")
        default_permissions = ("change",)
        ordering = ["-withdrawn_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "path"], name="withdrawn_address_once"),
            models.CheckConstraint(
                condition=Q(path__startswith="/"), name="withdrawn_address_is_a_path"
            ),
        ]

    def __str__(self) -> str:
        return self.path
