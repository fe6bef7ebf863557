"""What the plugin changes in Wagtail's admin, and its own screens there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sello_accounts import admin_views
from sello_accounts.people_views import AssignRole, DeletePeople, SetActiveState

for action in (AssignRole, DeletePeople, SetActiveState):
    # Late: of several actions for the same thing, Wagtail keeps the last.
    hooks.register("register_bulk_action", action, order=100)


class OrganisationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(admin_views.VIEW))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    routes = [
        path("", admin_views.index, name="index"),
        path("nueva/", admin_views.edit, name="add"),
        path("importar/", admin_views.bring_in, name="import"),
        path("<int:pk>/", admin_views.organisation, name="organisation"),
        path("<int:pk>/editar/", admin_views.edit, name="edit"),
        path("<int:pk>/invitar/", admin_views.invite, name="invite"),
        path("invitaciones/<int:pk>/reenviar/", admin_views.resend, name="resend"),
        path("invitaciones/<int:pk>/retirar/", admin_views.revoke, name="revoke"),
        path("pertenencias/<int:pk>/terminar/", admin_views.end_membership, name="end"),
    ]
    return [path("organizaciones/", include((routes, "sello_accounts_admin")))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return OrganisationsMenuItem(
        _("Organizaciones"),
        reverse("sello_accounts_admin:index"),
        icon_name="group",
        order=900,
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="sello_accounts",
        codename__in=[
            "add_organisation",
            "change_organisation",
            "view_organisation",
            "view_membership",
            "view_invitation",
            "view_accessevent",
        ],
    )
