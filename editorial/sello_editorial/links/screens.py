"""Screens of the report of links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from sello_editorial.csv_files import csv_answer
from sello_editorial.links import services
from sello_editorial.links.internal import broken_links
from sello_editorial.links.models import ExternalLink
from sello_editorial.links.selectors import TO_LOOK_AT, State, links_by_state, progress
from sello_editorial.links.tables import (
    EXTERNAL_TABLE,
    INTERNAL_TABLE,
    external_row,
    internal_row,
)
from sello_editorial.links.tasks import wake, wake_all
from sello_editorial.links.usage import holders

VIEW = "sello_editorial.view_externallink"
CHANGE = "sello_editorial.change_externallink"
PAGE_SIZE = 50
ALL = "todos"


class IgnoreForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Por qué se pasa por alto"),
        max_length=200,
        label_suffix="",
        help_text=gettext_lazy("Queda en el historial, con su nombre."),
    )


@require_GET
@permission_required(VIEW)
def internal(request: HttpRequest) -> HttpResponseBase:
    """Links within the site that a reader cannot follow."""
    found = broken_links()
    if request.GET.get("formato") == "csv":
        return csv_answer(INTERNAL_TABLE, map(internal_row, found))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("p"))
    named = holders({(one.content_type_id, one.object_id) for one in page}, user=request.user)
    rows = [(one, named.get((one.content_type_id, one.object_id))) for one in page]
    context = {"page": page, "rows": rows, "total": len(found), "current": "internal"}
    return render(request, "editorial/links/internal.html", context)


@require_GET
@permission_required(VIEW)
def external(request: HttpRequest) -> HttpResponseBase:
    """Addresses elsewhere, with what came of asking them."""
    by_state = links_by_state()
    asked = request.GET.get("estado", "")
    state = asked if asked in {*State.values, ALL} else ""
    chosen = (
        [State(state)] if state in State.values else list(State if state == ALL else TO_LOOK_AT)
    )
    found = [link for one in chosen for link in by_state[one]]
    if request.GET.get("formato") == "csv":
        return csv_answer(EXTERNAL_TABLE, map(external_row, found))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("p"))
    shown = list(page)
    uses: dict[int, list[Any]] = {link.pk: [] for link in shown}
    for link in ExternalLink.objects.filter(pk__in=uses).prefetch_related("uses"):
        uses[link.pk] = list(link.uses.all())
    keys = {(use.content_type_id, use.object_id) for found in uses.values() for use in found}
    named = holders(keys, user=request.user)
    context = {
        "page": page,
        "rows": [
            (
                link,
                [
                    (named[use.content_type_id, use.object_id], use.where)
                    for use in uses[link.pk]
                    if (use.content_type_id, use.object_id) in named
                ],
            )
            for link in shown
        ],
        "state": state,
        "states": [(one, one.label, len(links)) for one, links in by_state.items()],
        "all": sum(map(len, by_state.values())),
        "to_look_at": sum(len(by_state[one]) for one in TO_LOOK_AT),
        "progress": progress(),
        "may_change": request.user.has_perm(CHANGE),
        "current": "external",
    }
    return render(request, "editorial/links/external.html", context)


@require_POST
@permission_required(CHANGE)
def ask_all(request: HttpRequest) -> HttpResponse:
    wake_all()
    messages.success(request, _("Se buscan las direcciones y se comprueban las que toca."))
    return redirect("sello_editorial_links:external")


@require_POST
@permission_required(CHANGE)
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(ExternalLink, pk=pk)
    services.ask_again(link=link)
    wake()
    messages.success(request, _("La dirección se comprobará en unos segundos."))
    return redirect("sello_editorial_links:external")


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE)
def ignore(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(ExternalLink, pk=pk)
    form = IgnoreForm(request.POST or None)
    if form.is_valid():
        services.ignore(link=link, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, _("La dirección ya no cuenta entre las rotas."))
        return redirect("sello_editorial_links:external")
    return render(
        request,
        "editorial/links/ignore.html",
        {"form": form, "link": link},
        status=400 if form.errors else 200,
    )


@require_POST
@permission_required(CHANGE)
def heed(request: HttpRequest, pk: int) -> HttpResponse:
    services.heed(link=get_object_or_404(ExternalLink, pk=pk), by=request.user)
    messages.success(request, _("La dirección vuelve a contar."))
    return redirect("sello_editorial_links:external")
