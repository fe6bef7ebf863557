"""What the checks said of a published page when they were last asked."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PageCheck(models.Model):
    """The last look at one published page.

    It tells of the page as it was then: what was published since has passed the gate, and waits for
    the next look.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("revisada"), default=timezone.now)
    errors = models.PositiveSmallIntegerField(_("errores"))
    warnings = models.PositiveSmallIntegerField(_("avisos"))
    problems: Any = models.JSONField(
        _("problemas"), default=list, help_text=_("Los primeros, cada uno con su lugar.")
    )

    class Meta:
        verbose_name = _("revisión automática")
        verbose_name_plural = _("revisiones automáticas")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(errors=0, warnings=0) | ~Q(problems=[]),
                name="page_check_says_what_is_wrong",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.checked_at:%d-%m-%Y}"
