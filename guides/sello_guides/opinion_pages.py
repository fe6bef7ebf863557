"""Where the form at the end of a guide is sent to.

The guide itself is cacheable and the same for everybody. What is sent has no power but to be
counted, so that a request that says nothing of its origin is taken, too; only one that comes from
another site is not.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sello_guides.models import GuidePage
from sello_guides.opinion_form import OpinionForm
from sello_guides.opinions import opinion_give
from sello_site import limits
from sello_site.forms_origin import accept_own_forms
from sello_site.limits.scopes import GUIDE_OPINION
from sello_site.publication import only_published


@accept_own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, guide_id: int) -> HttpResponse:
    guide = _published_guide(request, guide_id)
    form = OpinionForm()
    if request.method == "POST":
        limits.require(GUIDE_OPINION, address=request.META.get("REMOTE_ADDR", ""))
        form = OpinionForm(request.POST)
        if form.is_valid():
            if not form.is_filled_by_a_program:
                values = form.cleaned_data
                opinion_give(guide=guide, is_useful=values["useful"], comment=values["comment"])
            return redirect("guides-personal:thanks", guide_id=guide.pk)
    return render(
        request,
        "guides/opinion.html",
        {"guide": guide, "form": form},
        status=400 if form.errors else 200,
    )


@require_safe
def thanks(request: HttpRequest, guide_id: int) -> HttpResponse:
    return render(request, "guides/thanks.html", {"guide": _published_guide(request, guide_id)})


def _published_guide(request: HttpRequest, guide_id: int) -> GuidePage:
    """Raises :class:`Http404` for what a stranger may not read."""
    pages = GuidePage.objects.filter(pk=guide_id).select_related("locale", "alias_of")
    found: GuidePage | None = only_published(pages, request).first()
    if found is None:
        raise Http404("no such guide")
    return found
