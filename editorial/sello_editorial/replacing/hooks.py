"""Replacing in Wagtail's admin; loaded by ``wagtail_hooks``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from sello_editorial.replacing import screens
from sello_editorial.replacing.services import REPLACED


class ReplaceMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(screens.REPLACE))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("reemplazar/", screens.replace, name="sello_editorial_replace")]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return ReplaceMenuItem(
        _("Buscar y reemplazar"), reverse("sello_editorial_replace"), icon_name="edit", order=740
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    @actions.register_action(REPLACED)
    class ReplacedFormatter(LogFormatter):
        label = _("Reemplazar un texto")

        def format_message(self, entry: Any) -> str:
            data = entry.data
            if not data.get("replacement"):
                return gettext("Se quitó «%(text)s»") % {"text": data.get("text", "")}
            message = ngettext(
                "Se reemplazó «%(text)s» por «%(replacement)s» en %(number)s lugar",
                "Se reemplazó «%(text)s» por «%(replacement)s» en %(number)s lugares",
                data["number"],
            )
            return message % data
