"""The pages on which somebody writes to a regional office. No session and no cookie."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sello_atlas.contact.forms import ContactForm, communes_of
from sello_atlas.contact.recipients import Recipient, recipient_for
from sello_atlas.contact.sending import message_send, new_ticket
from sello_atlas.places import region_address
from sello_map.models import Region
from sello_map.selectors import regional_offices
from sello_pages.reading import KEPT_QUERY
from sello_site import limits
from sello_site.forms_origin import accept_own_forms
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.limits.scopes import CONTACT_FORM, CONTACT_MAIL, CONTACT_OFFICE
from sello_site.privacy.texts import current_text

TEXT_KEY = "contacto-regional"
"""The text that the form shows when one is published: on what basis messages are processed."""

_NOT_NOW = gettext_lazy(
    "Ahora no se pueden recibir más mensajes para esta oficina. Lo que escribió sigue aquí: vuelva "
    "a intentarlo más tarde."
)
_SECONDS_AFTER_A_FAILURE = 60


@accept_own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """``/personal/mapa/contacto/13/?comuna=13101``."""
    region = get_object_or_404(Region, pk=code)
    recipient = recipient_for(region.code)
    if recipient is None:
        return _nobody(request, region)
    communes = communes_of(region.code)
    commune = request.GET.get("comuna", "")
    if commune not in dict(communes):
        commune = ""
    # The same form in another language.
    setattr(request, KEPT_QUERY, f"?comuna={commune}" if commune else "")
    if request.method == "POST":
        form = ContactForm(request.POST, communes=communes)
        return _take(request, form, region, recipient, dict(communes))
    form = ContactForm(communes=communes, initial={"commune": commune, "ticket": new_ticket()})
    return _show(request, form, region, recipient)


@require_safe
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """The same for everybody, whether or not anything was sent."""
    region = get_object_or_404(Region, pk=code)
    assert CONTACT_MAIL.account is not None  # noqa: S101  # declared with it
    context = _context(region) | {"confirmations": CONTACT_MAIL.account.hits}
    return render(request, "atlas/contact_sent.html", context)


def _take(
    request: HttpRequest,
    form: ContactForm,
    region: Region,
    recipient: Recipient,
    communes: dict[str, str],
) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form, region, recipient, status=400)
    if not request.form_is_confirmed:  # type: ignore[attr-defined]  # set by accept_own_forms
        return _show(request, form, region, recipient, needs_confirmation=True)
    refusal = _refusal(request, form, region)
    if refusal is not None:
        status, seconds = refusal
        response = _show(request, form, region, recipient, status=status)
        response.headers["Retry-After"] = str(seconds)
        return response
    if not form.is_filled_by_a_program:
        values = form.cleaned_data
        message_send(
            region=region,
            recipient=recipient,
            values=values,
            commune=communes.get(values["commune"], ""),
            language=get_language() or SOURCE_LANGUAGE,
        )
    return redirect("atlas-personal:sent", code=region.code)


def _refusal(request: HttpRequest, form: ContactForm, region: Region) -> tuple[int, int] | None:
    """Status and seconds to wait when the message cannot be taken now, which the form then says.

    Not by the pages that all other limits answer with: those would lose what was written.
    """
    try:
        mine = limits.hit(CONTACT_FORM, address=request.META.get("REMOTE_ADDR", ""))
        if not mine.allowed:
            form.add_error(
                None,
                _(
                    "Se enviaron muchos mensajes desde su conexión. Lo que escribió sigue aquí: "
                    "vuelva a intentarlo más tarde."
                ),
            )
            return 429, mine.retry_after_seconds
        everybodys = limits.hit(CONTACT_OFFICE, account=region.code)
    except limits.LimitsUnavailable:
        form.add_error(None, _NOT_NOW)
        return 503, _SECONDS_AFTER_A_FAILURE
    if everybodys.allowed:
        return None
    form.add_error(None, _NOT_NOW)
    return 429, everybodys.retry_after_seconds


def _show(
    request: HttpRequest,
    form: ContactForm,
    region: Region,
    recipient: Recipient,
    *,
    status: int = 200,
    needs_confirmation: bool = False,
) -> HttpResponse:
    context = _context(region) | {
        "form": form,
        "fields_before": [form[name] for name in ("name", "email")],
        "fields_after": [form[name] for name in ("commune", "subject", "message")],
        "recipient": recipient,
        "needs_confirmation": needs_confirmation,
        "legal_basis": current_text(TEXT_KEY, get_language() or SOURCE_LANGUAGE),
    }
    return render(request, "atlas/contact.html", context, status=status)


def _nobody(request: HttpRequest, region: Region) -> HttpResponse:
    """No office to send to: whom else to ask. A message that comes all the same is not taken."""
    context = _context(region) | {"offices": regional_offices(region=region.code)}
    status = 409 if request.method == "POST" else 200
    return render(request, "atlas/contact_nobody.html", context, status=status)


def _context(region: Region) -> dict[str, Any]:
    return {"region": region, "region_address": region_address(region.code, region.name)}
