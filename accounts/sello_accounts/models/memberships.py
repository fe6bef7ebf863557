"""Who may act in which organisation, in which role, from when to when."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from sello_accounts.days import today
from sello_accounts.models.organisations import Organisation, active_condition


def _one(field: str) -> Func:
    """A range that holds one number: the built-in GiST compares ranges, and not plain values."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


_HASHED_ROLE = Func(F("role"), Value(0), function="hashtextextended")
_ROLE = Func(_HASHED_ROLE, _HASHED_ROLE, Value("[]"), function="int8range")


def _days() -> Func:
    return Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by what they are worth on a day."""

    def current(self, on: datetime.date | None = None) -> MembershipQuerySet:
        """Those whose days hold the day (today), in organisations that are active then.

        Some of them give no access: see :meth:`effective`.
        """
        return self.filter(current_condition(on))

    def confirmed(self, on: datetime.date | None = None) -> MembershipQuerySet:
        """Current ones that wait for no designation, paused ones among them."""
        return self.filter(confirmed_condition(on))

    def effective(self, on: datetime.date | None = None) -> MembershipQuerySet:
        """Those that give their role: current, confirmed, and not paused."""
        return self.filter(effective_condition(on))

    def not_over(self, on: datetime.date | None = None) -> MembershipQuerySet:
        """Current and future ones: all that gives access, or will unless somebody ends it."""
        day = on or today()
        return self.filter(
            Q(ended_at__isnull=True) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        )


def current_condition(on: datetime.date | None = None, *, prefix: str = "") -> Q:
    """The one rule of when a membership is current; ``prefix`` leads to it."""
    day = on or today()
    return (
        Q(**{f"{prefix}ended_at__isnull": True, f"{prefix}starts_on__lte": day})
        & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day}))
        & active_condition(day, prefix=f"{prefix}organisation__")
    )


def confirmed_condition(on: datetime.date | None = None, *, prefix: str = "") -> Q:
    """Current, and waiting for no designation; it may be paused. ``prefix`` leads to it."""
    return current_condition(on, prefix=prefix) & Q(**{f"{prefix}awaits_designation": False})


def effective_condition(on: datetime.date | None = None, *, prefix: str = "") -> Q:
    """The one rule of when a membership gives its role; ``prefix`` leads to it."""
    return confirmed_condition(on, prefix=prefix) & Q(
        **{f"{prefix}organisation__paused_at__isnull": True}
    )


class Membership(models.Model):
    """A person in an organisation, with one role. Somebody with two roles has two memberships.

    ``ends_on`` is the last day, included. ``ended_at`` says that somebody ended it, which holds at
    once. ``awaits_designation`` withholds the role until a designation is confirmed.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("persona"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("organización"),
    )
    role = models.CharField(_("rol"), max_length=80)
    starts_on = models.DateField(_("desde"), default=today)
    ends_on = models.DateField(_("hasta"), null=True, blank=True)
    awaits_designation = models.BooleanField(_("espera su designación"), default=False)
    created_at = models.DateTimeField(_("creada"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("creada por"),
    )
    ended_at = models.DateTimeField(_("terminada"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("terminada por"),
    )
    end_reason = models.CharField(_("motivo del término"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("pertenencia")
        verbose_name_plural = _("pertenencias")
        ordering = ["organisation", "user", "role", "starts_on"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["organisation"],
                condition=Q(ended_at__isnull=True),
                name="membership_open_by_place",
            ),
        ]
        constraints = [
            ExclusionConstraint(
                name="membership_does_not_overlap",
                expressions=[
                    (_one("user"), RangeOperators.OVERLAPS),
                    (_one("organisation"), RangeOperators.OVERLAPS),
                    (_ROLE, RangeOperators.OVERLAPS),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_days_are_in_order",
            ),
            models.CheckConstraint(condition=~Q(role=""), name="membership_has_a_role"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(end_reason="", ended_by__isnull=True),
                name="membership_end_is_told_once_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role}, {self.organisation}"

    def is_current(self, on: datetime.date | None = None) -> bool:
        """As :func:`current_condition`, for what is in memory (asks for the organisation)."""
        day = on or today()
        return (
            self.ended_at is None
            and self.starts_on <= day
            and (self.ends_on is None or day <= self.ends_on)
            and self.organisation.is_active(day)
        )


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    """Substitutions by what they are worth on a day."""

    def confirmed(self, on: datetime.date | None = None) -> SubstitutionQuerySet:
        """Those of the day (today) between members whose memberships are confirmed.

        Both must be members that day: what ends for either ends the substitution. Access may pause.
        """
        day = on or today()
        own = Membership.objects.filter(
            confirmed_condition(day),
            user=OuterRef("substitute"),
            organisation=OuterRef("absent__organisation"),
        )
        return self.filter(
            confirmed_condition(day, prefix="absent__"),
            Exists(own),
            absent__user__is_active=True,
            ended_at__isnull=True,
            starts_on__lte=day,
            ends_on__gte=day,
        )

    def effective(self, on: datetime.date | None = None) -> SubstitutionQuerySet:
        """Those that give the role of the absent person to the substitute."""
        return self.confirmed(on).filter(absent__organisation__paused_at__isnull=True)

    def not_over(self, on: datetime.date | None = None) -> SubstitutionQuerySet:
        """Current and future ones."""
        return self.filter(ended_at__isnull=True, ends_on__gte=on or today())


class Substitution(models.Model):
    """Somebody acts for an absent member (*subrogancia*), with the role of that membership."""

    absent = models.ForeignKey(
        Membership,
        on_delete=models.CASCADE,
        related_name="substitutions",
        verbose_name=_("persona ausente"),
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="substitutions",
        verbose_name=_("subrogante"),
    )
    starts_on = models.DateField(_("desde"))
    ends_on = models.DateField(_("hasta"))
    created_at = models.DateTimeField(_("creada"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("creada por"),
    )
    ended_at = models.DateTimeField(_("terminada"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("terminada por"),
    )

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subrogancia")
        verbose_name_plural = _("subrogancias")
        ordering = ["starts_on", "pk"]
        default_permissions = ("view",)
        constraints = [
            ExclusionConstraint(
                name="substitution_one_at_a_time",
                expressions=[
                    (_one("absent"), RangeOperators.OVERLAPS),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="substitution_days_are_in_order"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True),
                name="substitution_end_is_told_once_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} (S), {self.absent}"
