"""What the plugin adds to Wagtail's admin: the review of what municipalities propose."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sello_directory.admin import views
from sello_directory.rights import REVIEW


class DirectoryMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(REVIEW))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    routes = [
        path("", views.index, name="index"),
        path("<int:pk>/", views.proposal, name="proposal"),
    ]
    return [path("directorio-municipal/", include((routes, "sello_directory_admin")))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return DirectoryMenuItem(
        _("Directorio municipal"),
        reverse("sello_directory_admin:index"),
        icon_name="mail",
        order=261,
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="sello_directory", codename="review_proposal"
    )
