"""The screen that replaces a text on many pages: first all places, then those that were chosen."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required
from wagtail.models import Locale
from wagtail.permission_policies.pages import PagePermissionPolicy

from sello_editorial.replacing.keys import page_of_key
from sello_editorial.replacing.places import MOST_PLACES, search
from sello_editorial.replacing.services import replace_on_page
from sello_editorial.replacing.texts import Wanted
from sello_site.languages import SOURCE_LANGUAGE

REPLACE = "sello_editorial.replace_text"
LONGEST = 200


class ReplaceForm(forms.Form):
    """What is looked for, where, and what takes its place."""

    text = forms.CharField(
        label=gettext_lazy("Buscar"), min_length=2, max_length=LONGEST, strip=False, label_suffix=""
    )
    replacement = forms.CharField(
        label=gettext_lazy("Reemplazar por"),
        max_length=LONGEST,
        strip=False,
        required=False,
        label_suffix="",
        help_text=gettext_lazy("Si queda vacío, el texto se quita."),
    )
    locale = forms.ModelChoiceField(
        label=gettext_lazy("Idioma de las páginas"),
        queryset=Locale.objects.none(),
        to_field_name="language_code",
        empty_label=None,
        label_suffix="",
    )
    match_case = forms.BooleanField(
        label=gettext_lazy("Distinguir mayúsculas de minúsculas"), required=False, label_suffix=""
    )
    whole_words = forms.BooleanField(
        label=gettext_lazy("Solo palabras enteras"), required=False, label_suffix=""
    )
    in_addresses = forms.BooleanField(
        label=gettext_lazy("También en las direcciones de los enlaces"),
        required=False,
        label_suffix="",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["locale"]
        field.queryset = Locale.objects.all()
        field.initial = SOURCE_LANGUAGE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("text") and cleaned.get("text") == cleaned.get("replacement"):
            raise ValidationError({"replacement": _("Es lo mismo que se busca.")})
        return cleaned

    @property
    def wanted(self) -> Wanted:
        values = {name: value for name, value in self.cleaned_data.items() if name != "locale"}
        return Wanted(**values)


@require_http_methods(["GET", "POST"])
@permission_required(REPLACE)
def replace(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _apply(request)
    form = ReplaceForm(request.GET if "text" in request.GET else None)
    context: dict[str, Any] = {"form": form, "most": MOST_PLACES}
    if form.is_valid():
        context["found"] = search(
            wanted=form.wanted, locale=form.cleaned_data["locale"], user=request.user
        )
        context["may_publish"] = PagePermissionPolicy().user_has_permission(request.user, "publish")
    status = 400 if form.errors else 200
    return render(request, "editorial/replacing/index.html", context, status=status)


def _apply(request: HttpRequest) -> HttpResponse:
    form = ReplaceForm(request.POST)
    keys: dict[int, set[str]] = defaultdict(set)
    for key in request.POST.getlist("place")[:MOST_PLACES]:
        page_id = page_of_key(key)
        if page_id is not None:
            keys[page_id].add(key)
    if not form.is_valid() or not keys:
        context = {"form": form, "most": MOST_PLACES, "nothing_chosen": form.is_valid()}
        return render(request, "editorial/replacing/index.html", context, status=400)
    outcomes = [
        replace_on_page(
            page_id=page_id,
            keys=chosen,
            wanted=form.wanted,
            publish=request.POST.get("how") == "publish",
            by=request.user,
        )
        for page_id, chosen in keys.items()
    ]
    context = {
        "done": [one for one in outcomes if not one.problem],
        "left_alone": [one for one in outcomes if one.problem],
        "form": form,
    }
    return render(request, "editorial/replacing/done.html", context)
