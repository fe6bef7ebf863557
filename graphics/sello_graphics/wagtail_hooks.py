"""What the plugin adds to Wagtail's admin: the report of downloads."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sello_graphics import count_screens


class CountsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(count_screens.VIEW))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("descargas-graficas/", count_screens.counts, name="sello_graphics_counts"),
    ]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return CountsMenuItem(
        _("Descargas de material"),
        reverse("sello_graphics_counts"),
        icon_name="download",
        order=740,
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="sello_graphics", codename="view_downloadcount"
    )
