"""The route that gives a guide as PDF: what a stranger may read, typeset once for each state."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sello_guides.models import GuidePage
from sello_guides.pdf import on_paper
from sello_site.errors import error_response
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.publication import only_published
from sello_site.typesetting.compiling import TypesettingFailed
from sello_site.typesetting.keeping import REST, kept

KIND = "guide"


def pdf_address(guide: Any) -> str:
    """Where a guide is as PDF, in the active language, which is that of the guide's page."""
    return reverse("guides:pdf", args=[guide.pk, guide.slug])


@require_safe
def guide_pdf(request: HttpRequest, guide_id: int, guide_slug: str) -> HttpResponseBase:
    """``/guia/12/plan-de-capacitacion.pdf``; 404 for all that a stranger may not read, and in
    another language than the guide's. An address that a guide had before leads to that of today.
    """
    language = get_language() or SOURCE_LANGUAGE
    guides = GuidePage.objects.filter(pk=guide_id, locale__language_code=language)
    guide = only_published(guides, request).select_related("locale", "alias_of__locale").first()
    if guide is None:
        raise Http404("no such guide")
    if guide.slug != guide_slug:
        return HttpResponsePermanentRedirect(pdf_address(guide))
    paper = on_paper(guide, request)
    fingerprint = paper.fingerprint
    etag = f'"{fingerprint[:32]}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    try:
        content = kept(
            kind=KIND,
            subject=f"page:{guide.pk}",
            page_id=guide.pk,
            language=language,
            fingerprint=fingerprint,
            make=paper.pdf,
        )
    except TypesettingFailed:
        # Logged where it happened.
        response = error_response(request, 503)
        response["Retry-After"] = str(int(REST.total_seconds()))
        return response
    response = HttpResponse(content, content_type="application/pdf")
    name = guide.slug if language == SOURCE_LANGUAGE else f"{guide.slug}-{language}"
    response["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf") or "inline"
    response["Content-Language"] = paper.language
    response["ETag"] = etag
    # One thing at two addresses: search engines are led to the page.
    response["Link"] = f'<{paper.data["address"]}>; rel="canonical"'
    if not paper.is_for_search_engines:
        response["X-Robots-Tag"] = "noindex"
    return response
