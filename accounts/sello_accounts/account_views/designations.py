"""Designations: presented by the person who was named, read and decided by the directorate."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sello_accounts import selectors
from sello_accounts.account_forms import DesignationForm, RefusalForm, done
from sello_accounts.account_views.loading import person_of, signature_of
from sello_accounts.configuration import configuration
from sello_accounts.models import Designation, DesignationDocument, Membership, User
from sello_accounts.problems import AccessProblem, NotAllowed
from sello_accounts.rights import Authority, authority_to_decide
from sello_accounts.services import designations

CONFIRM, REFUSE = "confirm", "refuse"


@require_http_methods(["GET", "HEAD", "POST"])
def request_designation(request: HttpRequest, pk: int) -> HttpResponse:
    """For the person whose membership waits, or for those who decide and have the paper."""
    person = person_of(request)
    memberships = Membership.objects.current().select_related("user", "organisation")
    membership = get_object_or_404(memberships, pk=pk, awaits_designation=True)
    authority = authority_to_decide(person, membership)
    if authority is None and membership.user_id != person.pk:
        raise Http404
    standing = membership.designations.filter(state=Designation.State.REQUESTED).first()
    if standing is not None:
        return redirect("accounts-account:designation", standing.pk)
    is_sent = request.method == "POST"
    form = DesignationForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid() and done(
        form,
        lambda: designations.request_designation(
            actor=person, membership=membership, **form.cleaned_data
        ),
    ):
        messages.success(request, _("El documento quedó presentado."))
        return redirect("accounts-account:region" if authority else "accounts-account:index")
    context = {
        "membership": membership,
        "organisation": membership.organisation,
        "is_own": authority is None,
        "acting_as": signature_of(person, authority),
        "form": form,
        "most_megabytes": configuration().designation_mb,
    }
    return render(
        request,
        "sello_accounts/account/designation_request.html",
        context,
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def designation(request: HttpRequest, pk: int) -> HttpResponse:
    """What was presented. Those who decide confirm or refuse it here."""
    person = person_of(request)
    found, authority = _designation_of(person, pk)
    form = RefusalForm()
    if request.method == "POST":
        if authority is None:
            raise Http404
        decision = request.POST.get("decision")
        if decision == CONFIRM:
            return _confirm(request, person, found)
        form = RefusalForm(request.POST)
        if form.is_valid() and done(
            form,
            lambda: designations.refuse_designation(
                actor=person, designation=found, refusal=form.cleaned_data["reason"]
            ),
        ):
            messages.success(request, _("La designación quedó rechazada, con su motivo."))
            return redirect("accounts-account:region")
    is_open = found.state == Designation.State.REQUESTED and found.membership.ended_at is None
    context = {
        "designation": found,
        "organisation": found.membership.organisation,
        "document": DesignationDocument.objects.defer("content").filter(designation=found).first(),
        "may_decide": authority is not None and is_open,
        "acting_as": signature_of(person, authority),
        "form": form,
    }
    return render(
        request,
        "sello_accounts/account/designation.html",
        context,
        status=400 if form.errors else 200,
    )


def _confirm(request: HttpRequest, person: User, found: Designation) -> HttpResponse:
    try:
        designations.confirm_designation(actor=person, designation=found)
    except NotAllowed:
        raise Http404 from None
    except AccessProblem as problem:
        messages.error(request, str(problem))
        return redirect("accounts-account:designation", found.pk)
    messages.success(
        request,
        _("La designación está confirmada. Desde ahora coordina %(person)s (%(organisation)s).")
        % {"person": found.membership.user, "organisation": found.membership.organisation},
    )
    return redirect("accounts-account:region")


@require_safe
def designation_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, as a download: never shown as a page of this site, and never stored on the way."""
    person = person_of(request)
    found, _authority = _designation_of(person, pk)
    document = selectors.designation_document(person, found)
    if document is None:
        raise Http404
    disposition = content_disposition_header(as_attachment=True, filename=document.name)
    return HttpResponse(
        bytes(document.content),
        content_type="application/pdf",
        headers={"Content-Disposition": disposition or "attachment"},
    )


def _designation_of(person: User, pk: int) -> tuple[Designation, Authority | None]:
    """For the person who is named in it (without a right: None), and for those who decide."""
    found = get_object_or_404(
        Designation.objects.select_related(
            "membership__organisation", "membership__user", "requested_by", "decided_by"
        ),
        pk=pk,
    )
    authority = authority_to_decide(person, found.membership)
    if authority is None and found.membership.user_id != person.pk:
        raise Http404
    return found, authority
