"""What people see of their rights: a form, a link in the mailbox, and their data.

No session and no token in the forms: nothing that a forged request could borrow. The address in
the mailbox alone gives the right.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from sello_site import limits
from sello_site.forms_origin import accept_own_forms
from sello_site.limits.scopes import RIGHTS_DATA, RIGHTS_FORM, RIGHTS_MAIL
from sello_site.privacy import rights
from sello_site.privacy.forms import RightsForm
from sello_site.privacy.person_data import as_json, normalised
from sello_site.privacy.texts import current_text

TEXT_KEY = "solicitudes"
"""The text that the form shows when one is published: on what basis the request is processed."""


@accept_own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The same answer whether or not anything is kept under the address: nothing is looked up."""
    form = RightsForm(request.POST or None)
    if request.method == "POST":
        limits.require(RIGHTS_FORM, address=request.META.get("REMOTE_ADDR", ""))
        form = RightsForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            is_wanted = not form.is_filled_by_a_program
            if is_wanted and limits.hit(RIGHTS_MAIL, account=normalised(values["email"])).allowed:
                rights.ask(
                    right=values["right"],
                    name=values["name"],
                    email=values["email"],
                    details=values["details"],
                    language=get_language() or "es",
                )
            return redirect("sello_privacy:asked")
    context = {
        "form": form,
        "fields": [form[name] for name in ("name", "email", "details")],
        "legal_basis": current_text(TEXT_KEY, get_language() or "es"),
    }
    return render(request, "privacy/ask.html", context, status=400 if form.errors else 200)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/asked.html", {"days": rights.CONFIRM_WITHIN.days})


@accept_own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Reading changes nothing: programs that look through mail follow links."""
    act = rights.confirm if request.method == "POST" else rights.request_of
    found = act(token=token)
    if found is None:
        return render(request, "privacy/link_is_over.html", status=404)
    return render(request, "privacy/confirm.html", {"rights_request": found})


@accept_own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest, token: str) -> HttpResponse:
    if rights.data_request_of(token) is None:
        return render(request, "privacy/link_is_over.html", status=404)
    if request.method != "POST":
        return render(request, "privacy/data.html", {"days": rights.DATA_LINK_LASTS.days})
    limits.require(RIGHTS_DATA, account=token)
    fetched = rights.fetch_data(token=token)
    if fetched is None:
        raise Http404
    held, kept = fetched
    return json_file(as_json(kept, email=held.email), folio=held.folio)


def json_file(text: str, *, folio: str) -> HttpResponse:
    """A download; never shown as a page."""
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="datos-{folio}.json"'},
    )
