"""The admin's screens of API tokens, with what Wagtail's do not ask: what it may do, until when."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.models import APIToken
from wagtail.users.utils import get_manageable_token_owners, user_can_manage_token
from wagtail.users.views import api_tokens
from wagtail.users.views.api_tokens import APITokenForm, APITokenViewSet

from sello_site.headless.models import TokenTerms
from sello_site.headless.tokens import LIFETIME, LONGEST, give_terms, rotate_token


class TokenForm(APITokenForm):
    """A token that reads, unless more is asked for, and ends on a day."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Qué puede hacer"),
        choices=TokenTerms.Scope.choices,
        initial=TokenTerms.Scope.READ,
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Último día"),
        help_text=gettext_lazy("A más tardar dentro de un año."),
        initial=lambda: timezone.localdate() + LIFETIME,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_expires_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError(_("Elija un día entre hoy y dentro de un año."))
        return day

    def expires_at(self) -> datetime.datetime:
        """The end of the last day."""
        day = self.cleaned_data["expires_on"] + datetime.timedelta(days=1)
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


class CreateView(api_tokens.CreateView):
    def form_valid(self, form: TokenForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        give_terms(self.object, scope=form.cleaned_data["scope"], expires_at=form.expires_at())
        return response


class IndexView(api_tokens.IndexView):
    @property
    def columns(self) -> list[Any]:
        return [
            *api_tokens.IndexView.columns.func(self),
            Column("scope", label=_("Qué puede hacer"), accessor="terms.get_scope_display"),
            Column("expires_at", label=_("Hasta"), accessor="terms.expires_at"),
        ]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("terms")

    def get_list_more_buttons(self, instance: APIToken) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        address = reverse("wagtailusers_api_tokens:rotate", args=[instance.pk])
        return [*buttons, Button(_("Reemplazar"), url=address, icon_name="rotate", priority=20)]


@require_http_methods(["GET", "POST"])
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, and then shows the key of the token that takes the place of this one."""
    tokens = APIToken.objects.filter(user__in=get_manageable_token_owners(request.user))
    token = get_object_or_404(tokens.select_related("user", "terms"), pk=pk)
    if not user_can_manage_token(request.user, token.user, "wagtailcore.add_apitoken"):
        raise PermissionDenied
    problem = None
    if request.method == "POST":
        try:
            successor, key = rotate_token(token)
        except ValueError:
            problem = _("Este token ya fue revocado o reemplazado.")
        else:
            log(successor, "wagtail.apitoken.create", user=request.user)
            title = _("Token reemplazado")
            context = {
                "object": successor, "token": key, "page_title": title, "header_title": title,
            }  # fmt: skip
            return TemplateResponse(request, "wagtailusers/api_tokens/created.html", context)
    return TemplateResponse(
        request,
        "sello_site/headless/rotate_token.html",
        {"token": token, "problem": problem},
        status=200 if problem is None else 409,
    )


def put_in_place() -> None:
    """Has Wagtail's screens of tokens ask for the terms too."""
    wagtails_patterns = APITokenViewSet.get_urlpatterns

    def get_form_class(self: APITokenViewSet, for_update: bool = False) -> Any:
        return super(APITokenViewSet, self).get_form_class(True) if for_update else TokenForm

    def get_urlpatterns(self: APITokenViewSet) -> list[Any]:
        return [*wagtails_patterns(self), path("<int:pk>/reemplazar/", rotate, name="rotate")]

    APITokenViewSet.index_view_class = IndexView
    APITokenViewSet.add_view_class = CreateView
    APITokenViewSet.get_form_class = get_form_class
    APITokenViewSet.get_urlpatterns = get_urlpatterns
