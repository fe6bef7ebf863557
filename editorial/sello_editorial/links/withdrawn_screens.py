"""Screens of addresses that went: the list, and where one of them leads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages as admin_messages
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from sello_editorial.links.models import WithdrawnAddress
from sello_editorial.links.redirect_form import verify_target
from sello_editorial.links.withdrawn import settle, waiting_addresses

SETTLE = "sello_editorial.change_withdrawnaddress"


class SettleForm(forms.Form):
    page = forms.ModelChoiceField(
        label=gettext_lazy("A esta página"),
        queryset=Page.objects.none(),
        required=False,
        widget=AdminPageChooser,
        label_suffix="",
    )
    link = forms.CharField(
        label=gettext_lazy("A esta dirección"),
        max_length=255,
        required=False,
        validators=[verify_target],
        label_suffix="",
        help_text=gettext_lazy("Solo si no es una página: /buscar/ o https://ejemplo.cl"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["page"]
        field.queryset = Page.objects.filter(depth__gt=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("page")) == bool(cleaned.get("link")):
            raise ValidationError(_("Elija una página o escriba una dirección: una de las dos."))
        return cleaned


@require_GET
@permission_required(SETTLE)
def index(request: HttpRequest) -> HttpResponse:
    context = {"waiting": waiting_addresses(), "current": "withdrawn"}
    return render(request, "editorial/links/withdrawn.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(SETTLE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    address = get_object_or_404(WithdrawnAddress, pk=pk, settled_at=None)
    if request.method == "POST" and "nowhere" in request.POST:
        settle(address=address, page=None, link="", by=request.user)
        messages.success(request, _("La dirección no lleva a ninguna parte."))
        return redirect("sello_editorial_withdrawn:index")
    form = SettleForm(request.POST or None)
    if form.is_valid():
        try:
            settle(address=address, **form.cleaned_data, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Quien abra la dirección llegará adonde usted indicó."))
            return redirect("sello_editorial_withdrawn:index")
    return render(
        request,
        "editorial/links/settle.html",
        {"form": form, "address": address},
        status=400 if form.errors else 200,
    )


def offer(request: HttpRequest, page: Page) -> None:
    """After a page went: asks whoever took it away where its address shall lead."""
    parts = page.get_url_parts()
    if not parts or not request.user.has_perm(SETTLE):
        return
    address = WithdrawnAddress.objects.filter(
        site_id=parts[0], path=parts[2], settled_at=None
    ).first()
    if address is None:
        return
    text = _("¿A dónde debe llevar ahora la dirección %(path)s?") % {"path": address.path}
    button = admin_messages.button(
        reverse("sello_editorial_withdrawn:change", args=[address.pk]), _("Decirlo")
    )
    admin_messages.warning(request, text, buttons=[button])
