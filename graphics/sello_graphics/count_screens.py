"""The admin's screen of how often pieces were downloaded, and the same as a table to download."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from sello_graphics.counts import MonthlyCount, monthly_counts, months
from sello_site.languages import LANGUAGES
from sello_site.tabular import CSV_TYPE, Column, Integer, Table, Text, file_name, stream_csv

VIEW = "sello_graphics.view_downloadcount"
ROWS_ON_A_PAGE = 100

TABLE = Table(
    name="graphic-downloads",
    title=gettext_lazy("Descargas de material gráfico"),
    columns=(
        Column("month", gettext_lazy("Mes"), Text(), required=True),
        Column("title", gettext_lazy("Pieza"), Text()),
        Column("piece", gettext_lazy("Identificador"), Text(), required=True),
        Column("language", gettext_lazy("Idioma"), Text(), required=True),
        Column("format", gettext_lazy("Formato"), Text(), required=True),
        Column("count", gettext_lazy("Descargas"), Integer(least=0), required=True),
    ),
    key=("month", "piece", "language", "format"),
)


class CountsForm(forms.Form):
    """Which counts to show."""

    month = forms.TypedChoiceField(
        label=gettext_lazy("Mes"),
        required=False,
        coerce=datetime.date.fromisoformat,
        empty_value=None,
        label_suffix="",
    )
    language = forms.ChoiceField(label=gettext_lazy("Idioma"), required=False, label_suffix="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("Todos los meses")),
            *((day.isoformat(), f"{day:%m-%Y}") for day in months()),
        ]
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("Todos los idiomas")),
            *LANGUAGES,
        ]


@require_safe
@permission_required(VIEW)
def counts(request: HttpRequest) -> HttpResponseBase:
    """Downloads by piece, language and month; ``formato=csv`` for all that was chosen."""
    form = CountsForm(request.GET)
    chosen: dict[str, Any] = {"language": "", "month": None}
    if form.is_valid():
        chosen = form.cleaned_data
    found = monthly_counts(language=chosen["language"], month=chosen["month"])
    if request.GET.get("formato") == "csv":
        response = StreamingHttpResponse(stream_csv(TABLE, map(_row, found)), content_type=CSV_TYPE)
        name = file_name(str(TABLE.title), "csv")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    kept = request.GET.copy()
    kept.pop("p", None)
    kept.pop("formato", None)
    return render(
        request,
        "graphics/admin/counts.html",
        {
            "form": form,
            "page": Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("p")),
            "languages": dict(LANGUAGES),
            "total": sum(one.count for one in found),
            "kept": kept.urlencode(),
        },
    )


def _row(one: MonthlyCount) -> dict[str, object]:
    return {
        "month": f"{one.month:%m-%Y}",
        "title": one.title,
        "piece": str(one.piece),
        "language": one.language,
        "format": one.format,
        "count": one.count,
    }
