"""The register: what happened to which municipality and when, by which act or from which source.

An event is never changed and never deleted. One that was wrong is annulled, with the reason, and
the right one entered in its place; the database keeps to that. The decision is in
``docs/adr/0014-register-of-municipalities.md``.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sello_map.models.territory import Municipality
from sello_map.status import BEGINNING, StatusKind


class StatusEventQuerySet(models.QuerySet["StatusEvent"]):
    def in_force(self) -> StatusEventQuerySet:
        """Those that count: not annulled."""
        return self.filter(annulled_at__isnull=True)


class StatusEvent(models.Model):
    """One dated event in a municipality's way through the programme.

    All of it may be published. Who entered it is not here but in :class:`RegisterChange`.
    """

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="status_events",
        verbose_name=_("municipalidad"),
    )
    kind = models.CharField(_("hecho"), max_length=12, choices=StatusKind.choices)
    date = models.DateField(_("fecha"))
    act_type = models.CharField(
        _("tipo de acto"), max_length=60, blank=True, help_text=_("Por ejemplo: resolución exenta.")
    )
    act_number = models.CharField(_("número del acto"), max_length=40, blank=True)
    act_date = models.DateField(_("fecha del acto"), null=True, blank=True)
    act_address = models.URLField(
        _("dirección del acto"), max_length=500, blank=True, help_text=_("Dónde se puede leer.")
    )
    source = models.CharField(
        _("fuente"),
        max_length=300,
        blank=True,
        help_text=_("De dónde se sabe. Obligatoria, en texto o dirección, si no hay acto."),
    )
    source_address = models.URLField(_("dirección de la fuente"), max_length=500, blank=True)
    note = models.CharField(
        _("nota"),
        max_length=500,
        blank=True,
        help_text=_("Se puede publicar: no escriba datos de personas."),
    )
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrige a"),
    )
    annulled_at = models.DateTimeField(_("anulado"), null=True, blank=True)
    annulment_reason = models.CharField(_("motivo de la anulación"), max_length=300, blank=True)

    objects = StatusEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("hecho del registro")
        verbose_name_plural = _("registro de municipios")
        ordering = ["-date", "municipality", "kind"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=StatusKind.values), name="status_event_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(date__gte=BEGINNING), name="status_event_not_before_the_programme"
            ),
            models.CheckConstraint(
                condition=Q(act_type="", act_number="", act_date__isnull=True, act_address="")
                | (~Q(act_type="") & ~Q(act_number="") & Q(act_date__isnull=False)),
                name="status_event_act_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(act_number="") | ~Q(source="") | ~Q(source_address=""),
                name="status_event_says_whence",
            ),
            models.CheckConstraint(
                condition=Q(annulled_at__isnull=True, annulment_reason="")
                | (Q(annulled_at__isnull=False) & ~Q(annulment_reason="")),
                name="status_event_annulled_with_reason",
            ),
            models.UniqueConstraint(
                fields=["municipality", "kind", "date"],
                condition=Q(annulled_at__isnull=True),
                name="status_event_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.date:%Y-%m-%d} {self.kind}"


class RegisterDeclaration(models.Model):
    """SERMIG says whether the register is complete, and since which day; the last one holds.

    Nothing derived from the register is shown as the programme's state before it was said.
    """

    is_complete = models.BooleanField(_("está completo"))
    complete_since = models.DateField(
        _("completo desde"),
        null=True,
        blank=True,
        help_text=_("Desde este día, el registro tiene todos los hechos."),
    )
    note = models.CharField(_("nota"), max_length=300, blank=True)
    declared_at = models.DateTimeField(_("declarado"), auto_now_add=True)

    class Meta:
        verbose_name = _("declaración sobre el registro")
        verbose_name_plural = _("declaraciones sobre el registro")
        ordering = ["-declared_at", "-pk"]
        default_permissions = ("add",)
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    is_complete=True, complete_since__isnull=False, complete_since__gte=BEGINNING
                )
                | Q(is_complete=False, complete_since__isnull=True),
                name="register_declaration_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declared_at:%Y-%m-%d} {self.complete_since or '–'}"


class RegisterChange(models.Model):
    """Who wrote something into the register, when, and from which file. Private, append-only.

    ``actor`` is a number that means nobody once the person was erased; None is the operator.
    """

    class Action(models.TextChoices):
        ENTERED = "entered", _("Registrado")
        ANNULLED = "annulled", _("Anulado")
        DECLARED = "declared", _("Declaración sobre el registro")

    at = models.DateTimeField(_("momento"), auto_now_add=True)
    action = models.CharField(_("acción"), max_length=10, choices=Action.choices)
    event = models.ForeignKey(
        StatusEvent, on_delete=models.PROTECT, null=True, related_name="changes"
    )
    declaration = models.ForeignKey(
        RegisterDeclaration, on_delete=models.PROTECT, null=True, related_name="changes"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("quién"),
    )
    origin = models.CharField(_("archivo"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cambio del registro")
        verbose_name_plural = _("cambios del registro")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(action="declared", event__isnull=True, declaration__isnull=False)
                | Q(
                    action__in=["entered", "annulled"],
                    event__isnull=False,
                    declaration__isnull=True,
                ),
                name="register_change_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
