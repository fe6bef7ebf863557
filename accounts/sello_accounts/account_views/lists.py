"""The list of a municipality, confirmed person by person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sello_accounts.account_forms import ListForm, done
from sello_accounts.account_selectors import Line, lines_today, list_state
from sello_accounts.account_views.loading import Place, place_of
from sello_accounts.models import Membership, Organisation
from sello_accounts.problems import AccessProblem, NotAllowed
from sello_accounts.services.lists import confirm_list
from sello_accounts.services.memberships import end_membership


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """For coordinators, also while access pauses: it is the way out of the pause."""
    place = place_of(request, code)
    if place.own is None:
        raise Http404
    if request.method != "POST":
        lines = _lines(place)
        return _page(request, place, lines, ListForm(memberships=_memberships(lines)))
    with transaction.atomic():
        # What is confirmed is the list that was shown: nobody joins it meanwhile.
        Organisation.objects.select_for_update().get(pk=place.organisation.pk)
        lines = _lines(place)
        form = ListForm(request.POST, memberships=_memberships(lines))
        is_done = form.is_valid() and all(done(form, act) for act in _acts(place, form))
        if not is_done:
            transaction.set_rollback(True)
    if not is_done:
        return _page(request, place, lines, form)
    messages.success(request, _("La lista está confirmada. Gracias."))
    return redirect("accounts-account:place", code)


def _acts(place: Place, form: ListForm) -> Iterable[Callable[[], object]]:
    person = place.person
    reason = _("No siguió al confirmar la lista.")
    for membership in form.ending:
        yield partial(end_membership, actor=person, membership=membership, reason=reason)
    yield partial(_confirm, place)


def _confirm(place: Place) -> None:
    """After the ends, so that nobody who ends is confirmed."""
    try:
        confirm_list(actor=place.person, organisation=place.organisation)
    except NotAllowed:
        # One of the ends took the right with it: their own, or that of whom they stand in for.
        raise AccessProblem(
            _(
                "Con estos cambios usted dejaría de coordinar y la lista quedaría sin confirmar. "
                "Confírmela primero y termine ese acceso después."
            )
        ) from None


def _lines(place: Place) -> list[Line]:
    return lines_today(place.organisation, viewer=place.person, roles=place.authorities.keys())


def _memberships(lines: list[Line]) -> list[Membership]:
    """Once each: somebody who is stood in for is on two lines."""
    found = {line.row.membership.pk: line.row.membership for line in lines}
    return sorted(found.values(), key=lambda one: (str(one.user).casefold(), one.role))


def _page(request: HttpRequest, place: Place, lines: list[Line], form: ListForm) -> HttpResponse:
    entries = [
        {
            "membership": membership,
            "field": form[form.name_of(membership)],
            "lines": [line for line in lines if line.row.membership.pk == membership.pk],
        }
        for membership in _memberships(lines)
    ]
    context = place.context(form=form, entries=entries, list_state=list_state(place.organisation))
    return render(
        request,
        "sello_accounts/account/list_confirm.html",
        context,
        status=400 if form.errors else 200,
    )
