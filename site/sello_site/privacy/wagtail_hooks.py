"""The officer's entry in the admin's menu, and the permissions that roles may be given."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sello_site.privacy import office_views as views
from sello_site.privacy.rights import HANDLE


class PrivacyMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(HANDLE))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    one = "solicitudes/<str:folio>/"
    routes = [
        path("", views.index, name="index"),
        path(one, views.rights_request, name="request"),
        path(f"{one}ver/", views.see, name="see"),
        path(f"{one}descargar/", views.download, name="download"),
        path(f"{one}prorrogar/", views.extend, name="extend"),
        path(f"{one}borrar/", views.erase, name="erase"),
        path(f"{one}responder/", views.answer, name="answer"),
        path("registro/", views.register, name="register"),
        path("registro.<str:suffix>", views.register_file, name="register_file"),
        path("textos/", views.texts, name="texts"),
        path("plazos/", views.deadlines, name="deadlines"),
    ]
    return [path("proteccion-de-datos/", include((routes, "sello_privacy_office")))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return PrivacyMenuItem(
        _("Protección de datos"),
        reverse("sello_privacy_office:index"),
        icon_name="lock",
        order=950,
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="sello_privacy")
