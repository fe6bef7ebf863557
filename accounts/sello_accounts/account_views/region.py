"""The region: which municipalities have a coordinator, and which designations wait."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sello_accounts import account_selectors, selectors
from sello_accounts.account_views.loading import person_of, signature_of
from sello_accounts.rights import administration, regional_office


@require_safe
def region(request: HttpRequest) -> HttpResponse:
    """For regional officers, and for administrators, who see all regions."""
    person = person_of(request)
    supervised = list(account_selectors.municipalities_supervised(person))
    if not supervised:
        raise Http404
    regions = {one.region_id: one.region for one in supervised}
    chosen = request.GET.get("region", "")
    municipalities = [one for one in supervised if chosen not in regions or one.region_id == chosen]
    authority = administration(person) or regional_office(person, region_id=next(iter(regions)))
    context = {
        "acting_as": signature_of(person, authority),
        "regions": list(regions.values()),
        "chosen": chosen,
        "municipalities": [(one, account_selectors.list_state(one)) for one in municipalities],
        "without_coordinator": sum(not one.has_coordinator for one in municipalities),  # type: ignore[attr-defined]  # annotated
        "to_decide": selectors.designations_to_decide(person),
        "without_document": account_selectors.memberships_without_document(person),
    }
    return render(request, "sello_accounts/account/region.html", context)
