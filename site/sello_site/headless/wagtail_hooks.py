"""Screens of the headless part in Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from sello_site.headless import token_screens, webhook_screens
from sello_site.headless.models import SiteAlert
from sello_site.headless.previews import preview_address

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
    routes.append(path("vista-previa/<int:page_id>/", preview, name="preview"))
    return [path("api/", include((routes, "sello_headless")))]


@require_GET
def preview(request: HttpRequest, page_id: int) -> HttpResponse:
    """Leads an editor to the separate front end, with a token for this draft."""
    page = get_object_or_404(Page, pk=page_id)
    if not settings.SELLO_HEADLESS_URL or not page.permissions_for_user(request.user).can_edit():
        raise Http404
    response = HttpResponseRedirect(preview_address(page=page, user=request.user))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@hooks.register("register_page_header_buttons")
def preview_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if settings.SELLO_HEADLESS_URL and page.pk and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Ver el borrador en el otro sitio"),
            reverse("sello_headless:preview", args=[page.pk]),
            icon_name="view",
            attrs={"target": "_blank", "rel": "noreferrer"},
            priority=90,
        )


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
