"""Screens of the outbox. The texts of letters hold ways into accounts: only those of the local
mailbox can be read, and that with a permission of its own."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from sello_site.outbox.models import Letter, LocalLetter
from sello_site.outbox.resending import counts, resend_unknown
from sello_site.outbox.transport_setting import LOCAL_BACKEND

VIEW_OUTBOX = "sello_outbox.view_letter"
RESEND = "sello_outbox.resend_letter"
VIEW_MAILBOX = "sello_outbox.view_localletter"

PAGE_SIZE = 50


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
