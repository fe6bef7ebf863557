"""Screens of the headless part in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from sello_site.headless import token_screens, webhook_screens
from sello_site.headless.models import SiteAlert

token_screens.put_in_place()


class SiteAlertViewSet(SnippetViewSet):
    model = SiteAlert
    icon = "warning"
    menu_label = _("Avisos del sitio")
    menu_order = 260
    add_to_admin_menu = True
    list_display = ["name", "level", "starts_at", "ends_at"]
    list_filter = ["level"]


register_snippet(SiteAlertViewSet)


class WebhooksMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(webhook_screens.MANAGE))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    routes = [
        path("webhooks/", webhook_screens.index, name="webhooks"),
        path("webhooks/nueva/", webhook_screens.create, name="webhook_create"),
        path("webhooks/<int:pk>/", webhook_screens.change, name="webhook"),
        path("webhooks/<int:pk>/clave/", webhook_screens.rotate, name="webhook_rotate"),
        path("webhooks/<int:pk>/encender/", webhook_screens.switch, name="webhook_switch"),
        path("webhooks/<int:pk>/borrar/", webhook_screens.delete, name="webhook_delete"),
        path("webhooks/<int:pk>/probar/", webhook_screens.send_test, name="webhook_test"),
    ]
    return [path("api/", include((routes, "sello_headless")))]


@hooks.register("register_settings_menu_item")
def webhooks_menu_item() -> MenuItem:
    return WebhooksMenuItem(
        _("Avisos de cambios (webhooks)"),
        reverse("sello_headless:webhooks"),
        icon_name="link-external",
        order=610,
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="sello_headless",
        codename__in=[
            "add_sitealert",
            "change_sitealert",
            "delete_sitealert",
            "change_webhooksubscription",
        ],
    )
