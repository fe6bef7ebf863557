"""Substitutions (*subrogancias*): begun and ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sello_accounts import selectors
from sello_accounts.account_forms import SubstitutionForm, done
from sello_accounts.account_views.loading import (
    membership_of,
    person_of,
    signature_of,
    substitution_to_end,
)
from sello_accounts.configuration import configuration
from sello_accounts.problems import AccessProblem, NotAllowed
from sello_accounts.services import substitutions


@require_http_methods(["GET", "HEAD", "POST"])
def add_substitution(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    place, membership = membership_of(request, code, pk)
    if membership.role not in place.given:
        # Access pauses: the municipality's page says what comes first.
        return redirect("accounts-account:place", code)
    form = SubstitutionForm(
        request.POST or None,
        # Nobody makes themselves a substitute.
        substitutes=selectors.possible_substitutes(membership).exclude(pk=place.person.pk),
    )
    if form.is_valid() and done(
        form,
        lambda: substitutions.add_substitution(
            actor=place.person, membership=membership, **form.cleaned_data
        ),
    ):
        messages.success(
            request,
            _("%(substitute)s subroga a %(absent)s en los días indicados.")
            % {"substitute": form.cleaned_data["substitute"], "absent": membership.user},
        )
        return redirect("accounts-account:place", code)
    context = place.context(
        membership=membership, form=form, most_days=configuration().substitution_days_max
    )
    return render(
        request,
        "sello_accounts/account/substitution_add.html",
        context,
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_substitution(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """By those who manage the role, and by the two people concerned."""
    person = person_of(request)
    substitution, authority = substitution_to_end(request, code, pk)
    if request.method != "POST":
        context = {
            "substitution": substitution,
            "organisation": substitution.absent.organisation,
            "manages": authority is not None,
            "acting_as": signature_of(person, authority),
        }
        return render(request, "sello_accounts/account/substitution_end.html", context)
    try:
        substitutions.end_substitution(actor=person, substitution=substitution)
    except NotAllowed:
        raise Http404 from None
    except AccessProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("La subrogancia terminó."))
    if authority is None or substitution.substitute_id == person.pk:
        # What gave the right may have been this very substitution.
        return redirect("accounts-account:index")
    return redirect("accounts-account:place", code)
