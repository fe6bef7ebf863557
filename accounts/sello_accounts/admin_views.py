"""The admin's screens about organisations and who may act in them; every change by a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from sello_accounts.access import access_today, signed_by
from sello_accounts.admin_forms import ImportForm, InvitationForm, OrganisationForm
from sello_accounts.models import Invitation, Membership, Organisation, User
from sello_accounts.problems import AccessProblem
from sello_accounts.selectors import ended_members_of, events_of, members_of, open_invitations_of
from sello_accounts.services import invitations as invitation_service
from sello_accounts.services.memberships import end_membership as end_by_service
from sello_accounts.services.organisations import save_organisation
from sello_accounts.tables import import_focal_persons, import_organisations

VIEW = "sello_accounts.view_organisation"
CHANGE = "sello_accounts.change_organisation"

PAGE_SIZE = 50
EVENTS = 50


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # the decorator lets nobody else through
    return request.user


@require_GET
@permission_required(VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """All organisations, by part of the name or code, and by kind."""
    organisations = Organisation.objects.select_related("region")
    text = request.GET.get("q", "").replace("\x00", "").strip()
    kind = request.GET.get("kind", "")
    if text:
        organisations = organisations.filter(name__icontains=text) | organisations.filter(
            code__icontains=text
        )
    if kind in Organisation.Kind.values:
        organisations = organisations.filter(kind=kind)
    return render(
        request,
        "sello_accounts/admin/index.html",
        {
            "page": Paginator(organisations, PAGE_SIZE).get_page(request.GET.get("p")),
            "q": text,
            "kind": kind,
            "kinds": Organisation.Kind.choices,
            "may_change": request.user.has_perm(CHANGE),
        },
    )


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Makes an organisation, or changes one."""
    organisation = None if pk is None else get_object_or_404(Organisation, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = OrganisationForm(data, instance=organisation)
    if form.is_valid():
        try:
            save_organisation(actor=_actor(request), organisation=form.instance)
        except ValidationError as error:
            _tell(form, error)
        except AccessProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("La organización quedó guardada."))
            return redirect("sello_accounts_admin:organisation", form.instance.pk)
    return render(
        request,
        "sello_accounts/admin/edit.html",
        {"form": form, "organisation": organisation},
        status=422 if form.errors else 200,
    )


def _tell(form: OrganisationForm, error: ValidationError) -> None:
    for field, problems in error.message_dict.items():
        for problem in problems:
            form.add_error(field if field in form.fields else None, problem)


@require_GET
@permission_required(VIEW)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has access to one organisation, its invitations, and its record."""
    return _organisation(request, get_object_or_404(Organisation, pk=pk))


def _organisation(
    request: HttpRequest, one: Organisation, form: InvitationForm | None = None
) -> HttpResponse:
    return render(
        request,
        "sello_accounts/admin/organisation.html",
        {
            "organisation": one,
            "access": access_today(one),
            "members": members_of(one),
            "ended": ended_members_of(one)[:EVENTS],
            "invitations": open_invitations_of(one),
            "events": [
                (event, signed_by(event.actor, event.on_behalf_of) if event.actor else "")
                for event in events_of(one)[:EVENTS]
            ],
            "form": form or InvitationForm(actor=_actor(request), organisation=one),
            "may_change": request.user.has_perm(CHANGE),
        },
        status=422 if form is not None else 200,
    )


@require_POST
@permission_required(CHANGE)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Organisation, pk=pk)
    form = InvitationForm(request.POST, actor=_actor(request), organisation=one)
    if form.is_valid():
        try:
            made = invitation_service.invite(
                actor=_actor(request), organisation=one, **form.cleaned_data
            )
        except AccessProblem as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            messages.success(
                request, _("Se enviará la invitación a %(email)s.") % {"email": made.email}
            )
            return redirect("sello_accounts_admin:organisation", pk)
    return _organisation(request, one, form)


@require_POST
@permission_required(CHANGE)
def resend(request: HttpRequest, pk: int) -> HttpResponseBase:
    invitation = get_object_or_404(Invitation, pk=pk)
    return _done(
        request,
        invitation.organisation_id,
        lambda: invitation_service.resend(actor=_actor(request), invitation=invitation),
        _("La invitación se enviará de nuevo; la anterior ya no sirve."),
    )


@require_POST
@permission_required(CHANGE)
def revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    invitation = get_object_or_404(Invitation, pk=pk)
    return _done(
        request,
        invitation.organisation_id,
        lambda: invitation_service.revoke(actor=_actor(request), invitation=invitation),
        _("La invitación quedó retirada."),
    )


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE)
def end_membership(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Asks once, then ends a membership at once."""
    membership = get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=pk)
    if request.method == "GET":
        return render(request, "sello_accounts/admin/end.html", {"membership": membership})
    return _done(
        request,
        membership.organisation_id,
        lambda: end_by_service(
            actor=_actor(request), membership=membership, reason=request.POST.get("reason", "")
        ),
        _("La pertenencia terminó."),
    )


def _done(
    request: HttpRequest, organisation_id: int, act: Callable[[], Any], success: str
) -> HttpResponseBase:
    try:
        act()
    except AccessProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, success)
    return redirect("sello_accounts_admin:organisation", organisation_id)


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE)
def bring_in(request: HttpRequest) -> HttpResponse:
    """Tries a file, or imports it; what is wrong with it is told row by row."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    report = None
    if form.is_valid():
        importing = {
            ImportForm.ORGANISATIONS: import_organisations,
            ImportForm.PEOPLE: import_focal_persons,
        }[form.cleaned_data["content"]]
        file = form.cleaned_data["file"]
        try:
            report = importing(
                actor=_actor(request),
                file=file,
                file_name=file.name,
                dry_run="import" not in request.POST,
            )
        except AccessProblem as problem:
            form.add_error(None, str(problem))
    return render(
        request,
        "sello_accounts/admin/import.html",
        {"form": form, "report": report},
        status=422 if form.errors else 200,
    )
