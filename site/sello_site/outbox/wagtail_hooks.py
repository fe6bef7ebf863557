"""The admin's screen of the outbox, and of the local mailbox where that is the transport."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sello_site.outbox import views
from sello_site.outbox.suppressions import LIFTED


class OutboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(views.VIEW_OUTBOX))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    routes = [
        path("", views.outbox, name="index"),
        path("reenviar/", views.resend, name="resend"),
        path("buzon/<int:pk>/", views.local_letter, name="local_letter"),
        path("buzon/<int:pk>/html/", views.local_letter_html, name="local_letter_html"),
        path("direccion/", views.address, name="address"),
    ]
    return [path("correo/", include((routes, "sello_outbox")))]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return OutboxMenuItem(_("Correo"), reverse("sello_outbox:index"), icon_name="mail", order=900)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="sello_outbox",
        codename__in=["view_letter", "resend_letter", "view_localletter", "lift_suppression"],
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(
        LIFTED,
        _("Volver a permitir el correo a una dirección"),
        _("Se volvió a permitir el correo a una dirección"),
    )
