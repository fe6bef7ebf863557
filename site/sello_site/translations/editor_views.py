"""Stricter doors in front of some views of wagtail-localize's editor."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, SegmentOverride
from wagtail_localize.views import convert, edit_translation

from sello_site.translations.locales import is_source
from sello_site.translations.publishing import translation_of
from sello_site.translations.soundness import is_safe_address
from sello_site.translations.views import publish_and_say, upload


def edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The editor of a translation, also while its alias stands for it; None for other pages.

    Publishing is ours: the library's fills missing texts with Spanish.
    """
    if is_source(page.locale):
        return None
    translation = translation_of(page)
    if translation is None:
        return None
    if request.method == "POST":
        if request.POST.get("action") == "publish":
            if not page.permissions_for_user(request.user).can_publish():
                raise PermissionDenied
            publish_and_say(request, translation)
            return redirect(request.path)
        if "localize-convert-to-alias" not in request.POST:
            return redirect(request.path)
        return None
    response: HttpResponse = edit_translation.edit_translation(request, translation, page)
    return response


@require_POST
def refuse_stop(request: HttpRequest, translation_id: int) -> HttpResponse:
    """A translation is not cut off from its original: nobody would learn that it is outdated."""
    messages.error(
        request,
        _(
            "Una traducción sigue siempre a su original. Para retirarla, vuelva a mostrar el "
            "original."
        ),
    )
    return redirect("sello_translations:detail", translation_id)


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Readers get the original again: for those who may publish."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    response: HttpResponse = convert.convert_to_alias(request, page_id)
    return response


def edit_override(
    request: HttpRequest, translation_id: int, overridable_segment_id: int
) -> HttpResponse:
    """Another address or picture for this language; an address must be one that may be linked."""
    segment = get_object_or_404(OverridableSegment, pk=overridable_segment_id)
    with transaction.atomic():
        response: HttpResponse = edit_translation.edit_override(
            request, translation_id, overridable_segment_id
        )
        # Only the library reads the form of a PUT, so what it wrote is judged.
        written = SegmentOverride.objects.filter(
            context_id=segment.context_id, locale__translations__pk=translation_id
        )
        if any(isinstance(row.data, str) and not is_safe_address(row.data) for row in written):
            transaction.set_rollback(True)
            return JsonResponse({"error": _("No se puede enlazar a esa dirección.")}, status=400)
    return response


def upload_catalog(request: HttpRequest, translation_id: int) -> HttpResponse:
    """The upload button of the editor, judged as every catalog is."""
    return upload(request)
