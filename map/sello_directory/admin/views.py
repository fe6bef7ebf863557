"""The admin's screens: what municipalities propose, and the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin.auth import permission_required

from sello_directory import selectors
from sello_directory.decisions import decide
from sello_directory.models import Proposal
from sello_directory.rights import REVIEW, reviewable


@require_GET
@permission_required(REVIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The proposals that wait, the oldest first, and the last decisions."""
    proposals = reviewable(_person(request))
    context = {
        "waiting": selectors.waiting(proposals),
        "decided": selectors.decided(proposals),
    }
    return render(request, "directory/admin/index.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(REVIEW)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Field by field what changes; approved, or returned with a reason."""
    person = _person(request)
    one = get_object_or_404(
        reviewable(person).select_related("municipality", "sent_by", "decided_by"), pk=pk
    )
    decision = decide(request, one, person)
    if decision.is_done:
        messages.success(request, decision.message)
        return redirect("sello_directory_admin:index")
    is_waiting = one.state == Proposal.State.SENT
    context = {
        "proposal": one,
        "is_waiting": is_waiting,
        "changes": selectors.changes_of(one),
        "history": selectors.history_of(one.municipality_id),
        "form": decision.form,
    }
    return render(
        request,
        "directory/admin/proposal.html",
        context,
        status=422 if decision.form.errors else 200,
    )


def _person(request: HttpRequest) -> Any:
    return request.user
