"""The report of links in Wagtail's admin; loaded by ``wagtail_hooks``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from sello_editorial.links import redirect_form, screens, services, withdrawn_screens
from sello_editorial.links.withdrawn import SETTLED

redirect_form.install()


class LinksMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(screens.VIEW))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    routes = [
        path("", screens.internal, name="internal"),
        path("externos/", screens.external, name="external"),
        path("externos/comprobar/", screens.ask_all, name="ask_all"),
        path("externos/<int:pk>/comprobar/", screens.ask_again, name="ask_again"),
        path("externos/<int:pk>/pasar-por-alto/", screens.ignore, name="ignore"),
        path("externos/<int:pk>/volver-a-contar/", screens.heed, name="heed"),
    ]
    withdrawn = [
        path("", withdrawn_screens.index, name="index"),
        path("<int:pk>/", withdrawn_screens.change, name="change"),
    ]
    return [
        path("enlaces/retirados/", include((withdrawn, "sello_editorial_withdrawn"))),
        path("enlaces/", include((routes, "sello_editorial_links"))),
    ]


@hooks.register("after_unpublish_page")
@hooks.register("after_delete_page")
def offer_a_redirect(request: HttpRequest, page: Page) -> None:
    withdrawn_screens.offer(request, page)


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return LinksMenuItem(
        _("Enlaces rotos"), reverse("sello_editorial_links:internal"), icon_name="link", order=720
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(
        services.IGNORED, _("Pasar por alto un enlace"), _("Se pasó por alto un enlace externo")
    )
    actions.register_action(
        services.HEEDED,
        _("Volver a contar un enlace"),
        _("Un enlace externo vuelve a contar entre los rotos"),
    )
    actions.register_action(
        SETTLED,
        _("Decidir una dirección retirada"),
        _("Se decidió a dónde lleva una dirección retirada"),
    )
