"""The admin's screen of reminders, and its place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sello_notices.views import reminders


class RemindersMenuItem(MenuItem):
    """Shown to those who may see reminders."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sello_notices.view_reminder")


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [path("recordatorios/", reminders, name="sello_notices_reminders")]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return RemindersMenuItem(
        _("Recordatorios"), reverse("sello_notices_reminders"), icon_name="mail", order=700
    )
