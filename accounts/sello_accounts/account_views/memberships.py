"""Memberships: ended, and changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sello_accounts.account_forms import EndForm, RoleForm, done
from sello_accounts.account_views.loading import (
    membership_of,
    membership_to_end,
    person_of,
    signature_of,
)
from sello_accounts.services import memberships


@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """By those who manage it, and by its own person."""
    person = person_of(request)
    membership, authority = membership_to_end(request, code, pk)
    is_own = membership.user_id == person.pk
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(
        form,
        lambda: memberships.end_membership(
            actor=person,
            membership=membership,
            on=form.cleaned_data["ends_on"],
            reason=form.cleaned_data["reason"],
        ),
    ):
        messages.success(request, _("Quedó registrado el término del acceso."))
        if is_own or authority is None:
            return redirect("accounts-account:index")
        return redirect("accounts-account:place", code)
    context = {
        "membership": membership,
        "organisation": membership.organisation,
        "is_own": is_own,
        "manages": authority is not None,
        "acting_as": signature_of(person, authority),
        "form": form,
    }
    return render(
        request,
        "sello_accounts/account/membership_end.html",
        context,
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_role(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    place, membership = membership_of(request, code, pk)
    roles = [role for role in place.given if role != membership.role]
    if not roles or membership.user_id == place.person.pk:
        raise Http404
    form = RoleForm(request.POST or None, roles=roles)
    if form.is_valid() and done(
        form,
        lambda: memberships.change_role(
            actor=place.person, membership=membership, role=form.cleaned_data["role"]
        ),
    ):
        messages.success(
            request,
            _("%(person)s tiene ahora el rol %(role)s.")
            % {"person": membership.user, "role": form.cleaned_data["role"]},
        )
        return redirect("accounts-account:place", code)
    context = place.context(membership=membership, form=form)
    return render(
        request,
        "sello_accounts/account/membership_role.html",
        context,
        status=400 if form.errors else 200,
    )
