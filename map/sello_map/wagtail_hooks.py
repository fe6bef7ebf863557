"""What the plugin adds to Wagtail's admin: the register, and the regional offices."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from sello_map.models import RegionalOffice
from sello_map.register import screens


class RegionalOfficeViewSet(SnippetViewSet):
    model = RegionalOffice
    icon = "home"
    menu_label = _("Oficinas regionales")
    menu_order = 262
    add_to_admin_menu = True
    list_display = ["name", "region", "telephone", "email"]
    list_filter = ["region"]
    ordering = ["region__position", "name"]


register_snippet(RegionalOfficeViewSet)


class RegisterMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(screens.VIEW))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    routes = [
        path("", screens.index, name="index"),
        path("municipalidades/", screens.municipalities, name="municipalities"),
        re_path(
            r"^municipalidades/(?P<code>[0-9]{5})/$", screens.municipality, name="municipality"
        ),
        path("nuevo/", screens.enter, name="enter"),
        path("<int:pk>/corregir/", screens.correct, name="correct"),
        path("<int:pk>/anular/", screens.annul, name="annul"),
        path("importar/", screens.bring_in, name="import"),
        re_path(r"^exportar/registro\.(?P<suffix>csv|xlsx)$", screens.export, name="export"),
        path("completo/", screens.declare, name="declare"),
    ]
    return [path("registro-municipios/", include((routes, "sello_map_register")))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return RegisterMenuItem(
        _("Municipios"),
        reverse("sello_map_register:index"),
        icon_name="list-ul",
        order=260,
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="sello_map",
        codename__in=[
            "view_statusevent",
            "add_statusevent",
            "change_statusevent",
            "add_registerdeclaration",
        ],
    )
