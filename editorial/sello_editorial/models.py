"""What the plugin keeps; here, which reminders have gone out, to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sello_editorial.checking.models import PageCheck
from sello_editorial.links.models import ExternalLink, ExternalLinkUse, WithdrawnAddress

__all__ = [
    "AHEAD",
    "ExternalLink",
    "ExternalLinkUse",
    "PageCheck",
    "ReviewReminder",
    "WithdrawnAddress",
]

AHEAD = -30
"""The first step: as many days before a page is due for review."""


class ReviewReminder(models.Model):
    """One page in one letter: nobody is reminded twice of the same step for the same date.

    A new review date begins the steps anew.
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    review_by = models.DateField(_("revisar antes de"))
    step = models.SmallIntegerField(
        _("paso"), help_text=_("Días desde la fecha de revisión en que empieza el paso.")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    sent_on = models.DateField(_("enviado el"), db_index=True)

    class Meta:
        verbose_name = _("recordatorio de revisión")
        verbose_name_plural = _("recordatorios de revisión")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "review_by", "step", "recipient"], name="review_reminder_once"
            ),
            models.CheckConstraint(
                condition=Q(step=AHEAD) | Q(step__gte=0),
                name="review_reminder_step_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.review_by} · {self.step}"
