"""The inventory in Wagtail's admin; loaded by ``wagtail_hooks``."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sello_editorial.inventory import screens


class InventoryMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(screens.VIEW))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    routes = [
        path("bloques/", screens.blocks, name="blocks"),
        path("bloques/<slug:name>/", screens.block, name="block"),
        path("archivos/", screens.files, name="files"),
        path("archivos/<slug:which>/", screens.files, name="files_of"),
    ]
    return [path("inventario/", include((routes, "sello_editorial_inventory")))]


@hooks.register("register_reports_menu_item")
def blocks_menu_item() -> MenuItem:
    return InventoryMenuItem(
        _("Inventario de bloques"),
        reverse("sello_editorial_inventory:blocks"),
        icon_name="list-ul",
        order=760,
    )


@hooks.register("register_reports_menu_item")
def files_menu_item() -> MenuItem:
    return InventoryMenuItem(
        _("Imágenes y documentos por revisar"),
        reverse("sello_editorial_inventory:files"),
        icon_name="image",
        order=770,
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Those of the reports of links, of replacing and of the inventory."""
    return Permission.objects.filter(
        content_type__app_label="sello_editorial",
        codename__in=[
            "view_externallink",
            "change_externallink",
            "replace_text",
            "view_inventory",
            "change_withdrawnaddress",
        ],
    )
