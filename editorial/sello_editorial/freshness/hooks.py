"""The board in Wagtail's admin; loaded by ``wagtail_hooks``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from sello_editorial.freshness import screens
from sello_editorial.freshness.services import REVIEWED


class FreshnessMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_any_permission(request.user, screens.MAY_LOOK))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    routes = [
        path("", screens.FreshnessBoard.as_view(), name="board"),
        path(
            "resultados/",
            screens.FreshnessBoard.as_view(results_only=True),
            name="board_results",
        ),
        path("<int:page_id>/revisada/", screens.review, name="review"),
    ]
    return [path("vigencia/", include((routes, "sello_editorial_freshness")))]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return FreshnessMenuItem(
        _("Vigencia del contenido"),
        reverse("sello_editorial_freshness:board"),
        icon_name="calendar-check",
        order=700,
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(
        REVIEWED, _("Revisar el contenido"), _("Se revisó y está al día; nada cambió")
    )
