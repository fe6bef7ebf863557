"""What the plugin adds to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from sello_guides import opinion_screens
from sello_guides.models import GuidePage


class OpinionsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(opinion_screens.VIEW))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("opiniones/", opinion_screens.opinions, name="sello_guides_opinions"),
        path("opiniones/csv/", opinion_screens.opinions_csv, name="sello_guides_opinions_csv"),
        path(
            "opiniones/<int:pk>/borrar/",
            opinion_screens.opinion_remove,
            name="sello_guides_opinion_remove",
        ),
    ]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return OpinionsMenuItem(
        gettext_lazy("Opiniones sobre las guías"),
        reverse("sello_guides_opinions"),
        icon_name="comment",
        order=800,
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="sello_guides",
        codename__in=["validate_guide", "view_guideopinion", "delete_guideopinion"],
    )


@hooks.register("after_edit_page")
def say_that_the_validation_ended(request: HttpRequest, page: Page) -> None:
    """Whoever changes the words of a validated guide learns what that means for its readers."""
    if isinstance(page, GuidePage) and page.was_validated and not page.is_validated:
        messages.warning(
            request,
            _(
                "El texto cambió después de su validación. Cuando se publique, la guía dirá que ya "
                "no está validada, hasta que alguien de SERMIG la valide de nuevo."
            ),
        )
