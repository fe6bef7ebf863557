"""The screens of the data-protection officer, in the Wagtail admin."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from sello_site.privacy import rights
from sello_site.privacy.forms import (
    AnswerForm,
    DeadlineForm,
    ErasureForm,
    ExtensionForm,
    TextForm,
)
from sello_site.privacy.models import DeadlineRule, PublishedText, Right, RightsRequest
from sello_site.privacy.person_data import Kept, PersonDataFailure, as_json, not_asked
from sello_site.privacy.register import REGISTER, register_rows
from sello_site.privacy.rights import HANDLE, RequestRefused
from sello_site.privacy.texts import publish_text
from sello_site.privacy.views import json_file
from sello_site.tabular import CSV_TYPE, XLSX_TYPE, file_name, write_csv, write_xlsx

PUBLISH = "sello_privacy.publish_text"
PAGE_SIZE = 50
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+\d\d:\d\d")
_CLOSED = (RightsRequest.State.GRANTED, RightsRequest.State.REFUSED)


@require_GET
@permission_required(HANDLE)
def index(request: HttpRequest) -> HttpResponse:
    is_open = RightsRequest.objects.filter(state=RightsRequest.State.OPEN).order_by("due_on", "id")
    closed = RightsRequest.objects.filter(state__in=_CLOSED).order_by("-closed_at", "-id")
    return render(
        request,
        "sello_site/privacy/index.html",
        {
            "open": is_open,
            "closed": Paginator(closed, PAGE_SIZE).get_page(request.GET.get("p")),
            "may_publish": request.user.has_perm(PUBLISH),
        },
    )


def _loaded(folio: str) -> RightsRequest:
    """404 also for requests whose address nobody has confirmed: they are nobody's business yet."""
    return get_object_or_404(
        RightsRequest.objects.exclude(state=RightsRequest.State.UNCONFIRMED), folio=folio
    )


def _detail(
    request: HttpRequest, held: RightsRequest, *, status: int = 200, **context: Any
) -> HttpResponse:
    rule = DeadlineRule.objects.filter(right=held.right).order_by("valid_from").last()
    return render(
        request,
        "sello_site/privacy/request.html",
        {
            "rights_request": held,
            "events": held.events.select_related("by"),
            "is_open": held.state == RightsRequest.State.OPEN,
            "is_erasure": held.right == Right.ERASURE,
            "gives_data": held.right in {Right.ACCESS, Right.PORTABILITY},
            "may_extend": rule is not None
            and bool(rule.extension_days)
            and held.extended_at is None
            and not held.is_overdue,
            "extension_form": ExtensionForm(auto_id="extension-%s"),
            "erasure_form": ErasureForm(folio=held.folio, auto_id="erasure-%s"),
            "answer_form": AnswerForm(auto_id="answer-%s"),
            "not_asked": not_asked(),
            **context,
        },
        status=status,
    )


@require_GET
@permission_required(HANDLE)
def rights_request(request: HttpRequest, folio: str) -> HttpResponse:
    return _detail(request, _loaded(folio))


@require_POST
@permission_required(HANDLE)
def see(request: HttpRequest, folio: str) -> HttpResponse:
    """By POST, since looking is noted."""
    held = _loaded(folio)
    try:
        kept = rights.show_data(request=held, by=request.user, is_download=False)
    except (RequestRefused, PersonDataFailure) as error:
        return _failed(request, held, error)
    return _detail(request, held, kept=[_shown(one) for one in kept], was_asked=True)


def _shown(kept: Kept) -> dict[str, Any]:
    """What one plugin keeps as the screen shows it; the file has it as it is stored."""
    rows = [
        [(name.replace("_", " "), _words(value)) for name, value in row.items() if value != ""]
        for row in kept.rows
    ]
    return {"title": kept.title, "rows": rows}


def _words(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("Sí") if value else _("No")
    if isinstance(value, (list, tuple)):
        return ", ".join(_words(one) for one in value) or "–"
    text = str(value)
    if _DAY.fullmatch(text):
        return date_format(datetime.date.fromisoformat(text), "DATE_FORMAT")
    if _MOMENT.fullmatch(text):
        moment = datetime.datetime.fromisoformat(text)
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return text


@require_POST
@permission_required(HANDLE)
def download(request: HttpRequest, folio: str) -> HttpResponse:
    held = _loaded(folio)
    try:
        kept = rights.show_data(request=held, by=request.user, is_download=True)
    except (RequestRefused, PersonDataFailure) as error:
        return _failed(request, held, error)
    return json_file(as_json(kept, email=held.email), folio=held.folio)


@require_POST
@permission_required(HANDLE)
def extend(request: HttpRequest, folio: str) -> HttpResponse:
    held = _loaded(folio)
    form = ExtensionForm(request.POST, auto_id="extension-%s")
    if not form.is_valid():
        return _detail(request, held, extension_form=form, status=400)
    try:
        rights.extend(request=held, reason=form.cleaned_data["reason"], by=request.user)
    except RequestRefused as error:
        return _failed(request, held, error)
    messages.success(request, _("El plazo se prorrogó y se avisó a la persona."))
    return redirect("sello_privacy_office:request", folio=folio)


@require_POST
@permission_required(HANDLE)
def erase(request: HttpRequest, folio: str) -> HttpResponse:
    held = _loaded(folio)
    form = ErasureForm(request.POST, folio=held.folio, auto_id="erasure-%s")
    if not form.is_valid():
        return _detail(request, held, erasure_form=form, status=400)
    try:
        erasure = rights.erase(request=held, by=request.user)
    except (RequestRefused, PersonDataFailure) as error:
        return _failed(request, held, error)
    messages.success(
        request,
        ngettext(
            "Se borró %(number)s registro. Lo que se conserva, y por qué, está abajo.",
            "Se borraron %(number)s registros. Lo que se conserva, y por qué, está abajo.",
            erasure.number,
        )
        % {"number": erasure.number},
    )
    return redirect("sello_privacy_office:request", folio=folio)


@require_POST
@permission_required(HANDLE)
def answer(request: HttpRequest, folio: str) -> HttpResponse:
    held = _loaded(folio)
    form = AnswerForm(request.POST, auto_id="answer-%s")
    if not form.is_valid():
        return _detail(request, held, answer_form=form, status=400)
    try:
        rights.close(request=held, by=request.user, **form.cleaned_data)
    except RequestRefused as error:
        return _failed(request, held, error)
    messages.success(request, _("La solicitud se cerró y se envió la respuesta."))
    return redirect("sello_privacy_office:index")


def _failed(request: HttpRequest, held: RightsRequest, error: Exception) -> HttpResponse:
    if isinstance(error, PersonDataFailure):
        message = _("No se hizo nada: el complemento «%(slug)s» falló.") % {"slug": error.slug}
    else:
        message = _("No se hizo nada: la solicitud no está en un estado que lo permita.")
    return _detail(request, held, failure=message, status=409)


@require_GET
@permission_required(HANDLE)
def register(request: HttpRequest) -> HttpResponse:
    return render(request, "sello_site/privacy/register.html", {"rows": register_rows()})


@require_GET
@permission_required(HANDLE)
def register_file(request: HttpRequest, suffix: str) -> HttpResponse:
    kinds = {"csv": (write_csv, CSV_TYPE), "xlsx": (write_xlsx, XLSX_TYPE)}
    if suffix not in kinds:
        raise Http404
    write, content_type = kinds[suffix]
    file = io.BytesIO()
    write(REGISTER, register_rows(), file)
    name = file_name(str(REGISTER.title), suffix)
    return HttpResponse(
        file.getvalue(),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
@permission_required(PUBLISH)
def texts(request: HttpRequest) -> HttpResponse:
    form = TextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        published = publish_text(by=request.user, **form.cleaned_data)
        messages.success(
            request,
            _("Se publicó la versión %(version)s. Ya no se puede cambiar.")
            % {"version": published.version},
        )
        return redirect("sello_privacy_office:texts")
    context = {"form": form, "texts": PublishedText.objects.select_related("published_by")}
    return render(
        request, "sello_site/privacy/texts.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@permission_required(PUBLISH)
def deadlines(request: HttpRequest) -> HttpResponse:
    form = DeadlineForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error(None, _("Ese plazo no es posible: revise los números y el día."))
        else:
            messages.success(request, _("El plazo vale para las solicitudes desde ese día."))
            return redirect("sello_privacy_office:deadlines")
    context = {"form": form, "rules": DeadlineRule.objects.all()}
    return render(
        request, "sello_site/privacy/deadlines.html", context, status=400 if form.errors else 200
    )
