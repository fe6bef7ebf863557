"""Where one manages people; who of a municipality has access today; and the record of it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sello_accounts import account_selectors, selectors
from sello_accounts.access import signed_by
from sello_accounts.account_views.loading import Place, person_of, place_of
from sello_accounts.models import AccessEvent

EVENTS_PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What somebody has to do with people: their municipalities, region, designations, roles."""
    person = person_of(request)
    supervised = account_selectors.municipalities_supervised(person)
    context = {
        "places": [
            (organisation, account_selectors.list_state(organisation))
            for organisation in selectors.coordinated_municipalities(person)
        ],
        "supervised": supervised.count(),
        "to_decide": selectors.designations_to_decide(person).count(),
        "awaiting": [
            # The last one; first() would ask anew for each.
            (membership, next(iter(membership.designations.all()), None))
            for membership in selectors.awaiting_designation(person)
        ],
        "memberships": selectors.memberships_of(person),
        "substitutions": account_selectors.substitutions_about(person),
    }
    return render(request, "sello_accounts/account/index.html", context)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Who of this municipality has access today, who is invited, and what can be done about it."""
    found = place_of(request, code)
    return render(request, "sello_accounts/account/place.html", _today(found))


def _today(place: Place) -> dict[str, Any]:
    organisation, roles = place.organisation, place.authorities.keys()
    lines = account_selectors.lines_today(
        organisation, viewer=place.person, roles=roles, given=place.given
    )
    shown = {line.row.membership.pk for line in lines}
    return place.context(
        lines=lines,
        with_access=len({line.row.person.pk for line in lines if line.row.has_access}),
        to_come=[
            one
            for one in selectors.members_of(organisation)
            if one.role in roles and one.pk not in shown and not one.is_current()
        ],
        invitations=[
            one for one in selectors.open_invitations_of(organisation) if one.role in roles
        ],
        substitutions=[
            one for one in selectors.substitutions_of(organisation) if one.absent.role in roles
        ],
        list_state=account_selectors.list_state(organisation),
        last_confirmation=account_selectors.last_confirmation(organisation),
        counted=account_selectors.people_counted(organisation),
        most=account_selectors.most_people(),
    )


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """The record of access; for those who may see everybody in it."""
    place = place_of(request, code)
    if not place.is_whole:
        raise Http404
    pages = Paginator(selectors.events_of(place.organisation), EVENTS_PER_PAGE)
    page = pages.get_page(request.GET.get("pagina"))
    context = place.context(page=page, events=[_event(event) for event in page])
    return render(request, "sello_accounts/account/history.html", context)


def _event(event: AccessEvent) -> dict[str, Any]:
    """An event as it is read; of people who were erased there is a number, and nobody."""
    return {
        "at": event.at,
        "what": event.get_kind_display(),
        "by": signed_by(event.actor, event.on_behalf_of) if event.actor else "",
        "is_by_platform": event.actor_id is None,
        "person": event.person,
        "is_erased": event.person_id is not None and event.person is None,
        "role": event.details.get("role", ""),
    }
