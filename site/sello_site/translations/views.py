"""Screens of the translations, in the editorial zone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from sello_site.tabular import CSV_TYPE, file_name, stream_csv
from sello_site.translations import bundles, overview
from sello_site.translations.catalogs import CatalogRefused, export_catalog
from sello_site.translations.deliveries import deliver, delivery_of
from sello_site.translations.overview import Work
from sello_site.translations.publishing import original_of, progress_of, publish, refusal
from sello_site.translations.reviewing import last_review, review
from sello_site.translations.sources import start
from sello_site.translations.state import standing_of
from sello_site.translations.translators import languages_of
from sello_site.translations.tree import is_source_page

PO_TYPE = "text/x-gettext-translation; charset=utf-8"
TO_TRANSLATE = (Work.MISSING, Work.IN_PROGRESS, Work.OUTDATED)
"""What somebody who takes all catalogs of a language needs."""


def _languages(request: HttpRequest) -> list[Locale]:
    found = languages_of(request.user)
    if not found:
        raise PermissionDenied
    return found


def _language(request: HttpRequest, code: str) -> Locale:
    for locale in _languages(request):
        if locale.language_code == code:
            return locale
    raise Http404


def _target(request: HttpRequest, pk: int) -> tuple[Translation, Page]:
    """A translation that this person may edit, and the page that stands for it."""
    translation = get_object_or_404(
        Translation.objects.select_related("source", "target_locale"), pk=pk, enabled=True
    )
    page = get_object_or_404(
        Page, translation_key=translation.source.object_id, locale_id=translation.target_locale_id
    )
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return translation, page


@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """What there is to do in a language, with filters."""
    languages = _languages(request)
    code = request.GET.get("idioma", languages[0].language_code)
    locale = _language(request, code)
    rows = overview.rows_of(locale)
    state = request.GET.get("estado", "")
    if state and state not in Work.values:
        raise Http404
    shown = [row for row in rows if not state or state in row.works]
    if request.GET.get("formato") == "csv":
        name = file_name(f"{overview.TABLE.title} {code}", "csv")
        return StreamingHttpResponse(
            stream_csv(overview.TABLE, overview.table_rows(shown)),
            content_type=CSV_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    numbers = overview.counts(rows)
    return render(
        request,
        "sello_site/translations/index.html",
        {
            "languages": languages,
            "locale": locale,
            "rows": shown,
            "total": len(rows),
            "state": state,
            "states": [(work.value, work.label, numbers[work]) for work in Work],
            "to_translate": sum(1 for row in rows if set(row.works) & set(TO_TRANSLATE)),
        },
    )


@require_POST
def begin(request: HttpRequest, page_id: int, code: str) -> HttpResponse:
    """Begins a translation, and goes on to it."""
    locale = _language(request, code)
    page = get_object_or_404(Page, pk=page_id, live=True)
    if not is_source_page(page):
        raise Http404
    translation = start(page, locale)
    return redirect("sello_translations:detail", translation.pk)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One translation: how far it is, what readers get, and what can be done."""
    translation, page = _target(request, pk)
    return render(
        request,
        "sello_site/translations/detail.html",
        {
            "translation": translation,
            "page": page,
            "original": original_of(translation),
            "language": translation.target_locale,
            "progress": progress_of([translation])[translation.pk],
            "refusal": refusal(translation),
            "standing": standing_of(page),
            "review": last_review(translation),
            "delivery": delivery_of(translation),
            "may_publish": page.permissions_for_user(request.user).can_publish(),
        },
    )


@require_GET
def catalog(request: HttpRequest, pk: int) -> HttpResponse:
    """The PO file of one translation."""
    translation, page = _target(request, pk)
    name = bundles.file_name(page.title, original_of(translation).pk, translation.target_locale)
    return HttpResponse(
        str(export_catalog(translation)),
        content_type=PO_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """A ZIP file with the catalogs of all that a language lacks. It begins translations, so it is
    no link."""
    locale = _language(request, code)
    rows = [row for row in overview.rows_of(locale) if set(row.works) & set(TO_TRANSLATE)]
    if not rows:
        messages.success(request, _("No falta nada por traducir en este idioma."))
        return _to_index(code)
    return HttpResponse(
        bundles.bundle(rows, locale),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="traducciones.{code}.zip"'},
    )


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes in a PO file or a ZIP file of them."""
    languages = _languages(request)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Elija un archivo PO o ZIP."))
        return _to_index(request.POST.get("idioma") or languages[0].language_code)
    try:
        done = bundles.take_in_file(file.read(), user=request.user)
    except CatalogRefused as refused:
        return render(
            request,
            "sello_site/translations/refused.html",
            {"faults": [str(fault) for fault in refused.faults], "name": file.name},
            status=400,
        )
    written = sum(item.report.written for item in done)
    unknown = sum(len(item.report.unknown) for item in done)
    messages.success(
        request,
        ngettext(
            "Se guardó %(written)s texto. Nada se publica hasta que alguien lo haga.",
            "Se guardaron %(written)s textos. Nada se publica hasta que alguien lo haga.",
            written,
        )
        % {"written": written},
    )
    if unknown:
        messages.warning(
            request,
            ngettext(
                "%(unknown)s texto del catálogo ya no está en su página y no se usó.",
                "%(unknown)s textos del catálogo ya no están en sus páginas y no se usaron.",
                unknown,
            )
            % {"unknown": unknown},
        )
    if len(done) == 1:
        return redirect("sello_translations:detail", done[0].translation.pk)
    return _to_index(done[0].translation.target_locale.language_code)


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    translation, _page = _target(request, pk)
    try:
        deliver(translation, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Traducción entregada: alguien de Edición la publicará."))
    return redirect("sello_translations:detail", pk)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The person stands for the translation as it reads."""
    translation, _page = _target(request, pk)
    try:
        review(translation, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Revisión registrada a su nombre."))
    return redirect("sello_translations:detail", pk)


@require_POST
def make_public(request: HttpRequest, pk: int) -> HttpResponse:
    translation, page = _target(request, pk)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    publish_and_say(request, translation)
    return redirect("sello_translations:detail", pk)


def publish_and_say(request: HttpRequest, translation: Translation) -> None:
    """Publishes, and tells the person what came of it."""
    try:
        page = publish(translation, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    messages.success(
        request, _("Se publicó «%(title)s».") % {"title": page.get_admin_display_title()}
    )


def _to_index(code: Any) -> HttpResponse:
    response = redirect("sello_translations:index")
    response["Location"] += f"?idioma={code}" if str(code).isalpha() else ""
    return response
