"""The admin's screens of the register; every change by a service."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin.auth import permission_required

from sello_map.models import Municipality, Region, RegisterChange, StatusEvent
from sello_map.register import changes
from sello_map.register.files import event_rows, events_table, import_municipalities
from sello_map.register.forms import (
    AnnulmentForm,
    CorrectionForm,
    DeclarationForm,
    EventForm,
    ImportForm,
)
from sello_map.register.listing import (
    NEVER,
    Filters,
    events_for,
    municipalities_for,
    standings_today,
    years,
)
from sello_map.register.rules import EventData, RegisterProblem
from sello_map.selectors import register_declaration
from sello_map.status import StatusKind
from sello_site.tabular import CSV_TYPE, XLSX_TYPE, file_name, stream_csv, write_xlsx

VIEW = "sello_map.view_statusevent"
ADD = "sello_map.add_statusevent"
CHANGE = "sello_map.change_statusevent"
DECLARE = "sello_map.add_registerdeclaration"
PAGE_SIZE = 50


@require_GET
@permission_required(VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The events that count, by region, status, kind and year, and by the commune's name."""
    filters, standing = Filters.of(request.GET), standings_today()
    page = Paginator(events_for(filters, standing), PAGE_SIZE).get_page(request.GET.get("p"))
    rows = [(event, standing.get(event.municipality_id)) for event in page]
    return _listing(request, "map/admin/events.html", filters, page, rows)


@require_GET
@permission_required(VIEW)
def municipalities(request: HttpRequest) -> HttpResponse:
    """All municipalities with their status today, also those without any event."""
    filters, standing = Filters.of(request.GET), standings_today()
    found = municipalities_for(filters, standing)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("p"))
    rows = [(one, standing.get(one.pk)) for one in page]
    return _listing(request, "map/admin/municipalities.html", filters, page, rows)


def _listing(
    request: HttpRequest, template: str, filters: Filters, page: Any, rows: list[Any]
) -> HttpResponse:
    context = {
        "page": page,
        "rows": rows,
        "filters": filters,
        "query": urlencode(filters.as_query()),
        "regions": Region.objects.values_list("code", "name"),
        "kinds": StatusKind.choices,
        "statuses": [*StatusKind.choices, (NEVER, _("Nunca en el programa"))],
        "years": years(),
        "declaration": register_declaration(),
        **_may(request),
    }
    return render(request, template, context)


def _may(request: HttpRequest) -> dict[str, bool]:
    names = {"may_add": ADD, "may_change": CHANGE, "may_declare": DECLARE}
    return {name: request.user.has_perm(permission) for name, permission in names.items()}


@require_GET
@permission_required(VIEW)
def municipality(request: HttpRequest, code: str) -> HttpResponse:
    """One municipality: where it stands, what happened, what was annulled, and who wrote it."""
    one = get_object_or_404(
        Municipality.objects.select_related("commune__province__region"), pk=code
    )
    events = list(
        StatusEvent.objects.filter(municipality=one)
        .order_by("-date", "-pk")
        .prefetch_related("corrected_by")
    )
    entered: dict[int, RegisterChange] = {}
    annulled: dict[int, RegisterChange] = {}
    for change in RegisterChange.objects.filter(event__in=events).select_related("actor"):
        place = entered if change.action == RegisterChange.Action.ENTERED else annulled
        place[change.event_id or 0] = change
    context = {
        "municipality": one,
        "standing": standings_today().get(code),
        "events": [(event, entered.get(event.pk)) for event in events if not event.annulled_at],
        "annulled": [
            (event, entered.get(event.pk), annulled.get(event.pk))
            for event in events
            if event.annulled_at
        ],
        **_may(request),
    }
    return render(request, "map/admin/municipality.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(ADD)
def enter(request: HttpRequest) -> HttpResponse:
    """A new event; ``?municipio=`` proposes whose."""
    initial = {"municipality": request.GET.get("municipio", "").replace("\x00", "")}
    form = EventForm(request.POST or None, initial=initial)
    if form.is_valid() and _done(
        form, lambda: changes.enter_event(data=form.data_of_event(), by=_person(request))
    ):
        messages.success(request, _("El hecho quedó registrado."))
        return redirect("sello_map_register:municipality", form.cleaned_data["municipality"].pk)
    return _form(request, "map/admin/event.html", form, event=None)


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What an event should have said; the wrong one stays to be read as annulled."""
    event = get_object_or_404(StatusEvent.objects.in_force(), pk=pk)
    before = EventData.of(event).values()
    initial = {**before, "municipality": before.pop("municipality_id")}
    form = CorrectionForm(request.POST or None, initial=initial)
    if form.is_valid() and _done(
        form,
        lambda: changes.correct_event(
            event=event,
            data=form.data_of_event(),
            reason=form.cleaned_data["reason"],
            by=_person(request),
        ),
    ):
        messages.success(request, _("El hecho quedó corregido."))
        return redirect("sello_map_register:municipality", form.cleaned_data["municipality"].pk)
    return _form(request, "map/admin/event.html", form, event=event)


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE)
def annul(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an event out of what counts."""
    event = get_object_or_404(StatusEvent.objects.in_force().select_related("municipality"), pk=pk)
    form = AnnulmentForm(request.POST or None)
    if form.is_valid() and _done(
        form,
        lambda: changes.annul_event(
            event=event, reason=form.cleaned_data["reason"], by=_person(request)
        ),
    ):
        messages.success(request, _("El hecho quedó anulado."))
        return redirect("sello_map_register:municipality", event.municipality_id)
    return _form(request, "map/admin/annul.html", form, event=event)


@require_http_methods(["GET", "POST"])
@permission_required(DECLARE)
def declare(request: HttpRequest) -> HttpResponse:
    """Says that the register is complete, or that it is not; all that was said is listed."""
    form = DeclarationForm(request.POST or None)
    if form.is_valid() and _done(
        form, lambda: changes.declare_register(**form.cleaned_data, by=_person(request))
    ):
        messages.success(request, _("La declaración quedó guardada."))
        return redirect("sello_map_register:declare")
    said = RegisterChange.objects.filter(action=RegisterChange.Action.DECLARED)
    return _form(
        request,
        "map/admin/declaration.html",
        form,
        said=said.select_related("declaration", "actor")[:PAGE_SIZE],
    )


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE)  # a row may correct what is there
def bring_in(request: HttpRequest) -> HttpResponse:
    """Tries a file, or imports it; what is wrong with it is told row by row."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    report = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        report = import_municipalities(
            file=file,
            file_name=file.name,
            dry_run="import" not in request.POST,
            by=_person(request),
        )
    return _form(request, "map/admin/import.html", form, report=report)


@require_GET
@permission_required(VIEW)
def export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The events of the list as a file that can be imported again."""
    events = events_for(Filters.of(request.GET), standings_today())
    table, rows = events_table(), event_rows(events.order_by("municipality", "date", "pk"))
    response: HttpResponseBase
    if suffix == "csv":
        response = StreamingHttpResponse(stream_csv(table, rows), content_type=CSV_TYPE)
    else:
        book = io.BytesIO()
        write_xlsx(table, rows, book)
        response = HttpResponse(book.getvalue(), content_type=XLSX_TYPE)
    name = file_name(str(table.title), suffix)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _person(request: HttpRequest) -> Any:
    return request.user


def _done(form: Any, act: Callable[[], Any]) -> bool:
    """Does it, or tells at the form what the service refused."""
    try:
        act()
    except RegisterProblem as problem:
        known = problem.field in form.fields
        form.add_error(problem.field if known else None, problem.message)
        return False
    return True


def _form(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
