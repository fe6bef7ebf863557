"""Who answers for a page inside the service, and until when its text counts as current."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel


class StewardshipMixin(models.Model):
    """A page that somebody keeps current.

    ``content_owner`` is an account and is never published; readers see the responsible unit.
    Wagtail's own ``owner`` is whoever created the page, and decides what authors may edit.
    """

    content_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("a cargo de"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Quién mantiene esta página al día. No se publica."),
    )
    review_by = models.DateField(
        _("revisar antes de"),
        null=True,
        blank=True,
        help_text=_("Desde ese día el contenido se considera por revisar."),
    )

    class Meta:
        abstract = True

    @property
    def is_due_for_review(self) -> bool:
        """Whether the day by which it should be reviewed has come (Chilean date)."""
        return self.review_by is not None and self.review_by <= timezone.localdate()


STEWARDSHIP_PANEL = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("content_owner"), FieldPanel("review_by")])],
    heading=_("Cuidado del contenido"),
)
