"""What readers said of the guides, for those who publish them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from sello_guides.models import GuideOpinion
from sello_guides.opinions import commented, opinion_delete, rows_to_export, shares, titles_of
from sello_site.languages import LANGUAGES
from sello_site.tabular import CSV_TYPE, Column, Date, Integer, Table, Text, file_name, stream_csv

VIEW = "sello_guides.view_guideopinion"
DELETE = "sello_guides.delete_guideopinion"
PAGE_SIZE = 50

TABLE = Table(
    name="guide_opinions",
    title=gettext_lazy("Opiniones sobre las guías"),
    columns=(
        Column("guide", gettext_lazy("Guía"), Text(), required=True),
        Column("language", gettext_lazy("Idioma"), Text(), required=True),
        Column("version", gettext_lazy("Versión"), Integer(1), required=True),
        Column("given_on", gettext_lazy("Fecha"), Date(), required=True),
        Column("is_useful", gettext_lazy("Le sirvió"), Text(), required=True),
        Column("comment", gettext_lazy("Comentario"), Text(1000)),
    ),
    key=("guide", "given_on"),
)


@require_safe
@permission_required(VIEW)
def opinions(request: HttpRequest) -> HttpResponse:
    comments = Paginator(commented(), PAGE_SIZE).get_page(request.GET.get("p"))
    titles = titles_of({one.guide for one in comments})
    names = dict(LANGUAGES)
    return render(
        request,
        "guides/admin/opinions.html",
        {
            "shares": shares(),
            "page": comments,
            "comments": [
                (one, titles.get(one.guide, ""), names.get(one.language, one.language))
                for one in comments
            ],
            "may_delete": request.user.has_perm(DELETE),
        },
    )


@require_safe
@permission_required(VIEW)
def opinions_csv(request: HttpRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(stream_csv(TABLE, rows_to_export()), content_type=CSV_TYPE)
    name = file_name(str(TABLE.title), "csv")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@permission_required(DELETE)
def opinion_remove(request: HttpRequest, pk: int) -> HttpResponse:
    opinion_delete(opinion=get_object_or_404(GuideOpinion, pk=pk), by=request.user)
    messages.success(request, _("La opinión se borró."))
    return redirect("sello_guides_opinions")
