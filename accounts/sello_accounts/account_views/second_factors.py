"""A new start with the second factor, for a colleague who cannot enter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sello_accounts.account_views.loading import colleague_of
from sello_accounts.problems import AccessProblem, FactorOutOfReach
from sello_accounts.rights import authority_over_person
from sello_accounts.services.second_factors import give_new_start
from sello_accounts.sign_in.second_factor import is_enrolled


@require_http_methods(["GET", "HEAD", "POST"])
def new_second_factor(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Asks first; for who has roles elsewhere too, it says who can do it instead."""
    place, membership = colleague_of(request, code, pk)
    if membership.role not in place.given:
        # Access pauses: the municipality's page says what comes first.
        return redirect("accounts-account:place", code)
    person = membership.user
    if request.method != "POST":
        is_in_reach = authority_over_person(place.person, person) is not None
        context = place.context(
            membership=membership,
            is_enrolled=is_enrolled(person),
            refusal=None if is_in_reach else FactorOutOfReach.message,
        )
        return render(request, "sello_accounts/account/second_factor.html", context)
    try:
        give_new_start(actor=place.person, person=person)
    except AccessProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            _("Enviamos a %(email)s un enlace para activar un segundo factor.")
            % {"email": person.email},
        )
    return redirect("accounts-account:place", code)
