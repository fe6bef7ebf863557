"""Screens of the outbox. The texts of letters hold ways into accounts: only those of the local
mailbox can be read, and that with a permission of its own."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from sello_site.outbox.models import Letter, LetterEvent, LocalLetter
from sello_site.outbox.resending import counts, resend_unknown
from sello_site.outbox.suppressions import lift, suppression_of
from sello_site.outbox.transport_setting import LOCAL_BACKEND

VIEW_OUTBOX = "sello_outbox.view_letter"
RESEND = "sello_outbox.resend_letter"
VIEW_MAILBOX = "sello_outbox.view_localletter"
LIFT = "sello_outbox.lift_suppression"

PAGE_SIZE = 50
_UNWELCOME = (
    LetterEvent.Kind.BOUNCED,
    LetterEvent.Kind.REJECTED,
    LetterEvent.Kind.COMPLAINED,
)

# What a letter may do when it is shown: look like itself, and nothing else.
_LETTER_POLICY: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "font-src": [NONE],
    "connect-src": [NONE],
    "manifest-src": [NONE],
    "media-src": [NONE],
    "frame-src": [NONE],
    "worker-src": [NONE],
    "form-action": [NONE],
    "base-uri": [NONE],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": [],
}


class AddressForm(forms.Form):
    """An address to ask about; by POST, so that it stands in no log."""

    address = forms.EmailField(
        label=gettext_lazy("Correo electrónico"),
        max_length=254,
        label_suffix="",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class LiftForm(AddressForm):
    address = forms.EmailField(max_length=254, widget=forms.HiddenInput)
    why = forms.CharField(
        label=gettext_lazy("Por qué se vuelve a permitir"),
        max_length=300,
        label_suffix="",
        help_text=gettext_lazy("Queda en el registro de cambios del sitio, con su nombre."),
    )


def _has_mailbox(request: HttpRequest) -> bool:
    is_local: bool = settings.SELLO_MAIL_TRANSPORT.backend == LOCAL_BACKEND
    return is_local and bool(request.user.has_perm(VIEW_MAILBOX))


@require_GET
@permission_required(VIEW_OUTBOX)
def outbox(request: HttpRequest) -> HttpResponse:
    numbers = counts()
    local = LocalLetter.objects.defer("text", "html") if _has_mailbox(request) else None
    return render(
        request,
        "sello_site/outbox/index.html",
        {
            "states": [(state.label, numbers[state]) for state in Letter.State],
            "unknown": numbers[Letter.State.UNKNOWN],
            "may_resend": request.user.has_perm(RESEND),
            "may_lift": request.user.has_perm(LIFT),
            "told": LetterEvent.objects.filter(kind__in=_UNWELCOME)
            .select_related("letter")
            .order_by("-pk")[:PAGE_SIZE],
            "troubles": Letter.objects.filter(state__in=["unknown", "failed"]).order_by("-pk")[
                :PAGE_SIZE
            ],
            "mailbox": None
            if local is None
            else Paginator(local, PAGE_SIZE).get_page(request.GET.get("p")),
        },
    )


@require_POST
@permission_required(RESEND)
def resend(request: HttpRequest) -> HttpResponse:
    number = resend_unknown()
    messages.success(
        request,
        ngettext(
            "Se reenviará %(number)s carta incierta.",
            "Se reenviarán %(number)s cartas inciertas.",
            number,
        )
        % {"number": number},
    )
    return redirect("sello_outbox:index")


@require_GET
@permission_required(VIEW_MAILBOX)
def local_letter(request: HttpRequest, pk: int) -> HttpResponse:
    if not _has_mailbox(request):
        raise Http404(_("No hay buzón local."))
    letter = get_object_or_404(LocalLetter, pk=pk)
    return render(request, "sello_site/outbox/local_letter.html", {"letter": letter})


@require_GET
@xframe_options_sameorigin
@csp_replace(_LETTER_POLICY)
@permission_required(VIEW_MAILBOX)
def local_letter_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as a mail program would show it, for a frame that can do nothing."""
    letter = get_object_or_404(LocalLetter, pk=pk)
    if not _has_mailbox(request) or not letter.html:
        raise Http404(_("No hay buzón local."))
    return HttpResponse(letter.html)


@require_http_methods(["GET", "POST"])
@permission_required(LIFT)
def address(request: HttpRequest) -> HttpResponse:
    """Whether an address gets mail; and lets it get some again."""
    form = AddressForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        asked = form.cleaned_data["address"]
        context |= {"asked": asked, "suppression": suppression_of(address=asked)}
        is_lifting = "why" in request.POST
        lift_form = LiftForm(request.POST if is_lifting else None, initial={"address": asked})
        if lift_form.is_valid():
            if lift(address=asked, why=lift_form.cleaned_data["why"], by=request.user):
                messages.success(request, _("Esa dirección vuelve a recibir correo."))
            return redirect("sello_outbox:index")
        context["lift_form"] = lift_form
    has_errors = any(one.errors for one in context.values() if isinstance(one, forms.Form))
    return render(
        request, "sello_site/outbox/address.html", context, status=400 if has_errors else 200
    )
