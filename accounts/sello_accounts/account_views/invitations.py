"""Invitations of a municipality: made, sent again, withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sello_accounts import account_selectors
from sello_accounts.account_forms import InvitationForm, done
from sello_accounts.account_views.loading import invitation_of, place_of
from sello_accounts.configuration import configuration
from sello_accounts.problems import AccessProblem, NotAllowed
from sello_accounts.services import invitations


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, code: str) -> HttpResponse:
    place = place_of(request, code)
    if not place.given:
        # Access pauses: the municipality's page says what comes first.
        return redirect("accounts-account:place", code)
    form = InvitationForm(request.POST or None, actor=place.person, roles=place.given)
    if form.is_valid() and done(
        form,
        lambda: invitations.invite(
            actor=place.person, organisation=place.organisation, **form.cleaned_data
        ),
    ):
        messages.success(
            request,
            _("La invitación para %(email)s está en camino.") % form.cleaned_data,
        )
        return redirect("accounts-account:place", code)
    context = place.context(
        form=form,
        days=configuration().invitation_days,
        counted=account_selectors.people_counted(place.organisation),
        most=account_selectors.most_people(),
    )
    return render(
        request, "sello_accounts/account/invite.html", context, status=400 if form.errors else 200
    )


@require_POST
def resend_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    place, invitation = invitation_of(request, code, pk)
    try:
        invitations.resend(actor=place.person, invitation=invitation)
    except NotAllowed:
        raise Http404 from None
    except AccessProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            _("La invitación para %(email)s va de nuevo; el enlace anterior ya no sirve.")
            % {"email": invitation.email},
        )
    return redirect("accounts-account:place", code)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    place, invitation = invitation_of(request, code, pk)
    if request.method != "POST":
        context = place.context(invitation=invitation)
        return render(request, "sello_accounts/account/invitation_revoke.html", context)
    try:
        invitations.revoke(actor=place.person, invitation=invitation)
    except NotAllowed:
        raise Http404 from None
    except AccessProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, _("La invitación para %(email)s ya no sirve.") % {"email": invitation.email}
        )
    return redirect("accounts-account:place", code)
