"""In Wagtail's admin: giving somebody a new start with their second factor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from sello_accounts.models import User
from sello_accounts.people import people_managed_by
from sello_accounts.problems import AccessProblem
from sello_accounts.services.second_factors import give_new_start

PERMISSION = "sello_accounts.change_user"


def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first; then takes the factors away, ends the sessions and sends a link to enrol."""
    if not request.user.has_perm(PERMISSION):
        raise Http404
    managed = people_managed_by(request.user).exclude(email=request.user.get_username())
    person = get_object_or_404(managed, pk=pk, is_active=True)
    if request.method != "POST":
        return TemplateResponse(request, "sello_accounts/reset_factor.html", {"person": person})
    try:
        give_new_start(actor=request.user, person=person)
    except AccessProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            _("Enviamos a %(email)s un enlace para activar un segundo factor.")
            % {"email": person.email},
        )
    return redirect("wagtailusers_users:index")


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("users/<int:pk>/segundo-factor/", reset_factor, name="sello_reset_factor")]


@hooks.register("register_user_listing_buttons")
def listing_buttons(
    user: User, next_url: str | None = None, request_user: Any = None
) -> Iterator[Button]:
    if request_user is None or user.pk == request_user.pk or not user.is_active:
        return
    if request_user.has_perm(PERMISSION) and people_managed_by(request_user).contains(user):
        yield Button(
            _("Restablecer el segundo factor"),
            reverse("sello_reset_factor", args=[user.pk]),
            icon_name="key",
            priority=40,
        )


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("sello/admin.css"))
