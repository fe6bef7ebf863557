"""Where members of a municipality keep its entry current, and regional officers review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sello_accounts.account_views.loading import person_of, signature_of
from sello_accounts.models import Organisation, User
from sello_accounts.rights import Authority
from sello_directory import selectors, services
from sello_directory.account.forms import OfficeForm
from sello_directory.content import differences
from sello_directory.decisions import decide
from sello_directory.models import Proposal
from sello_directory.problems import (
    DataRefused,
    DirectoryProblem,
    NotAllowed,
    SomebodyWasFaster,
    UnderReview,
)
from sello_directory.rights import edited_municipalities, editing, reviewable


@dataclass(frozen=True)
class Desk:
    """A municipality as somebody sees it who writes for it."""

    person: User
    organisation: Organisation
    authority: Authority

    @property
    def code(self) -> str:
        return self.organisation.code


def desk_of(request: HttpRequest, code: str) -> Desk:
    """For the municipality's own members. Raises :class:`Http404` for everybody else."""
    person = person_of(request)
    organisation = get_object_or_404(Organisation, code=code, kind=Organisation.Kind.MUNICIPALITY)
    authority = editing(person, organisation)
    if authority is None:
        raise Http404
    return Desk(person, organisation, authority)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The municipalities that somebody writes for, and the proposals that wait for them."""
    person = person_of(request)
    context = {
        "places": selectors.overviews(edited_municipalities(person)),
        "waiting": selectors.waiting(reviewable(person)),
    }
    return render(request, "directory/account/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """What is published, the draft beside it, and what was done with either."""
    desk = desk_of(request, code)
    if request.method == "POST":
        return _save(request, desk)
    latest = selectors.latest_proposal(code)
    if latest is not None and latest.state == Proposal.State.SENT:
        return _page(request, desk, latest, None)
    initial = selectors.data_to_edit(code, latest).initial()
    form = OfficeForm(initial={**initial, "stamp": selectors.stamp_of(latest)})
    return _page(request, desk, latest, form)


def _save(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = OfficeForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, selectors.latest_proposal(desk.code), form)
    try:
        draft = services.save_draft(
            actor=desk.person,
            organisation=desk.organisation,
            stamp=form.cleaned_data["stamp"],
            data=form.data_of_office(),
        )
    except NotAllowed:
        raise Http404 from None
    except DataRefused as problem:
        _tell(form, problem)
        return _page(request, desk, selectors.latest_proposal(desk.code), form)
    except (SomebodyWasFaster, UnderReview) as problem:
        return _conflict(request, desk, form, problem)
    if request.POST.get("do") != "send":
        messages.success(request, _("El borrador quedó guardado. Todavía no se envía."))
        return redirect("directory-account:entry", desk.code)
    try:
        services.send_for_review(
            actor=desk.person, organisation=desk.organisation, stamp=draft.stamp
        )
    except DataRefused as problem:
        _tell(form, problem)
    except (SomebodyWasFaster, UnderReview) as problem:
        return _conflict(request, desk, form, problem)
    except DirectoryProblem as problem:
        form.add_error(None, str(problem))
    else:
        messages.success(
            request, _("La propuesta quedó enviada. Se publica cuando SERMIG la apruebe.")
        )
        return redirect("directory-account:entry", desk.code)
    # The draft was kept: from here on it is what the person saw.
    return _page(request, desk, draft, form.with_stamp(draft.stamp), is_kept=True)


def _tell(form: OfficeForm, problem: DataRefused) -> None:
    for name, message in problem.by_field.items():
        form.add_error(name if name in form.fields else None, message)


def _conflict(
    request: HttpRequest, desk: Desk, form: OfficeForm, problem: DirectoryProblem
) -> HttpResponse:
    """Both versions, field by field; what was typed stays in the form."""
    latest = selectors.latest_proposal(desk.code)
    stored = selectors.data_to_edit(desk.code, latest)
    form.add_error(None, str(problem))
    return _page(
        request,
        desk,
        latest,
        form.with_stamp(selectors.stamp_of(latest)),
        status=409,
        conflict=differences(stored, form.data_of_office()),
    )


def _page(
    request: HttpRequest,
    desk: Desk,
    latest: Proposal | None,
    form: OfficeForm | None,
    *,
    status: int | None = None,
    **more: Any,
) -> HttpResponse:
    published = selectors.entry_of(desk.code)
    is_sent = latest is not None and latest.state == Proposal.State.SENT
    context = {
        "organisation": desk.organisation,
        "acting_as": signature_of(desk.person, desk.authority),
        "entry": published,
        "latest": latest,
        "is_sent": is_sent,
        "stamp": selectors.stamp_of(latest),
        "changes": selectors.changes_of(latest) if is_sent and latest is not None else [],
        "form": form,
        "history": selectors.history_of(desk.code),
        **more,
    }
    refused = 400 if form is not None and form.errors else 200
    return render(request, "directory/account/entry.html", context, status=status or refused)


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Takes the proposal back, to go on with it."""
    return _act(
        request,
        code,
        services.withdraw,
        _("La propuesta quedó retirada. Puede cambiarla y enviarla de nuevo."),
    )


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Says that what is published still holds."""
    return _act(
        request, code, services.confirm_unchanged, _("Gracias. La ficha queda confirmada hoy.")
    )


def _act(
    request: HttpRequest, code: str, service: Callable[..., object], done: str
) -> HttpResponse:
    desk = desk_of(request, code)
    stamp = request.POST.get("stamp", "")
    try:
        service(actor=desk.person, organisation=desk.organisation, stamp=stamp)
    except NotAllowed:
        raise Http404 from None
    except DirectoryProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect("directory-account:entry", code)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What a proposal changes, and the decision: for the officer of the region, and for SERMIG's
    reviewers if they come this way."""
    person = person_of(request)
    proposals = reviewable(person).select_related("municipality", "sent_by", "decided_by")
    proposal = get_object_or_404(proposals, pk=pk)
    decision = decide(request, proposal, person)
    if decision.is_done:
        messages.success(request, decision.message)
        return redirect("directory-account:index")
    context = {
        "proposal": proposal,
        "is_waiting": proposal.state == Proposal.State.SENT,
        "changes": selectors.changes_of(proposal),
        "history": selectors.history_of(proposal.municipality_id),
        "form": decision.form,
    }
    return render(
        request,
        "directory/account/review.html",
        context,
        status=400 if decision.form.errors else 200,
    )
