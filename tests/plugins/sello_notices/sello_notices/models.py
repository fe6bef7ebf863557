"""A notice is a page with an end date; a reminder is somebody's wish to be told before it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class NoticePage(Page):
    """A short notice that loses its meaning on a date."""

    text = models.TextField(_("texto"), max_length=2000)
    ends_on = models.DateField(_("termina el"))

    template = "notices/notice_page.html"
    page_description = _("Un aviso breve con fecha de término.")
    parent_page_types = ["sello_pages.HomePage", "sello_pages.ContentPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("text"), FieldPanel("ends_on")]

    class Meta:
        verbose_name = _("aviso")
        verbose_name_plural = _("avisos")


class Reminder(models.Model):
    """Somebody who asked to be reminded. The token in their link is all they need to cancel."""

    token = models.UUIDField(_("enlace"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("correo electrónico"), max_length=254)
    notice = models.ForeignKey(
        NoticePage, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("aviso")
    )
    asked_at = models.DateTimeField(_("pedido el"), auto_now_add=True)

    class Meta:
        verbose_name = _("recordatorio")
        verbose_name_plural = _("recordatorios")
        constraints = [
            models.UniqueConstraint("notice", "email", name="one_reminder_of_a_notice_per_email")
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.notice}"
