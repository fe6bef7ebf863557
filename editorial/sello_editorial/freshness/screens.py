"""The board of what is current, and the review of one page."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from sello_editorial.checking.selectors import Soundness, with_soundness
from sello_editorial.freshness.columns import (
    DayColumn,
    FreshnessColumn,
    OpinionsColumn,
    PageColumn,
    ReviewColumn,
    SoundnessColumn,
    filled_in,
)
from sello_editorial.freshness.selectors import Freshness, kept_models, kept_pages
from sello_editorial.freshness.services import record_review
from sello_editorial.receivers import REVIEW_AFTER

MAY_LOOK = ["add", "change", "publish"]
"""Whoever may do any of these with some page sees the board, as with Wagtail's own reports."""


def people_who_keep(request: HttpRequest | None) -> Any:
    """The accounts that some published page names."""
    keepers = kept_pages().order_by().exclude(keeper=None).values("keeper")
    return get_user_model().objects.filter(pk__in=keepers).order_by("first_name", "last_name")


class KeeperFilter(django_filters.ModelChoiceFilter):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=people_who_keep, **kwargs)

    def filter(self, queryset: Any, value: Any) -> Any:
        return queryset if value is None else queryset.filter(keeper=value.pk)


def _types(request: HttpRequest) -> Any:
    known = ContentType.objects.get_for_models(*kept_models()).values()
    return ContentType.objects.filter(pk__in=[one.pk for one in known]).order_by("model")


class FreshnessFilters(WagtailFilterSet):
    freshness = django_filters.ChoiceFilter(
        label=gettext_lazy("Vigencia"), choices=Freshness.choices
    )
    keeper = KeeperFilter(label=gettext_lazy("A cargo de"))
    soundness = django_filters.ChoiceFilter(
        label=gettext_lazy("Observaciones"), choices=Soundness.choices
    )
    content_type = ContentTypeFilter(label=gettext_lazy("Tipo"), queryset=_types)

    class Meta:
        model = Page
        fields: list[str] = []


class FreshnessBoard(ReportView):
    """Who keeps which page, until when it is current, and when it last changed."""

    page_title = gettext_lazy("Vigencia del contenido")
    header_icon = "calendar-check"
    model = Page
    permission_policy = page_permission_policy
    any_permission_required = MAY_LOOK
    filterset_class = FreshnessFilters
    index_url_name = "sello_editorial_freshness:board"
    index_results_url_name = "sello_editorial_freshness:board_results"
    default_ordering = "due_on"
    context_object_name = "pages"
    columns = [
        PageColumn(
            "title",
            label=gettext_lazy("Página"),
            url_name="wagtailadmin_pages:edit",
            sort_key="title",
            width="22%",
        ),
        FreshnessColumn("freshness", label=gettext_lazy("Vigencia"), sort_key="freshness"),
        SoundnessColumn("soundness", label=gettext_lazy("Observaciones"), width="22%"),
        DayColumn("due_on", label=gettext_lazy("Revisar antes de"), sort_key="due_on"),
        Column("keeper_name", label=gettext_lazy("A cargo de")),
        DayColumn("published_on", label=gettext_lazy("Publicada"), sort_key="last_published_at"),
        OpinionsColumn("opinions", label=gettext_lazy("Le sirvió a")),
        ReviewColumn("review", label=gettext_lazy("Revisión")),
    ]
    list_export = [
        "title",
        "type_name",
        "freshness_name",
        "soundness_name",
        "due_on",
        "keeper_name",
        "published_on",
        "opinions_name",
    ]
    export_headings = {
        "title": gettext_lazy("Página"),
        "type_name": gettext_lazy("Tipo"),
        "freshness_name": gettext_lazy("Vigencia"),
        "soundness_name": gettext_lazy("Observaciones"),
        "due_on": gettext_lazy("Revisar antes de"),
        "keeper_name": gettext_lazy("A cargo de"),
        "published_on": gettext_lazy("Publicada"),
        "opinions_name": gettext_lazy("Le sirvió a"),
    }

    def get_base_queryset(self) -> Any:
        mine = page_permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["change", "publish"]
        )
        pages = kept_pages().filter(pk__in=mine.values("pk")).select_related("content_type")
        return with_soundness(pages)

    def get_filtered_queryset(self) -> Any:
        # Ordered and filtered by the view itself.
        return self.get_queryset()

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, pages, has_others = super().paginate_queryset(queryset, page_size)
        return paginator, page, filled_in(pages, user=self.request.user), has_others

    def decorate_paginated_queryset(self, pages: Any) -> Any:
        # A file has all pages, which were not paginated.
        return filled_in(pages, user=self.request.user) if self.is_export else pages

    def get_filename(self) -> str:
        return f"vigencia-{timezone.localdate().isoformat()}"


class ReviewForm(forms.Form):
    next_on = forms.DateField(
        label=gettext_lazy("Próxima revisión"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Lo publicado no cambia, y un borrador en curso tampoco."),
    )


def may_review(person: Any, page: Any) -> bool:
    """Whoever keeps the page, and whoever may publish it."""
    rights = page.permissions_for_user(person)
    return bool(rights.can_publish() or (rights.can_edit() and page.keeper == person.pk))


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """«Revisada hoy»: asks when the next review is due."""
    page = get_object_or_404(kept_pages(), pk=page_id)
    if not may_review(request.user, page):
        raise PermissionDenied
    proposed = timezone.localdate() + REVIEW_AFTER
    form = ReviewForm(request.POST or None, initial={"next_on": proposed})
    if request.method == "POST" and form.is_valid():
        next_on: datetime.date = form.cleaned_data["next_on"]
        try:
            record_review(page=page, by=request.user, next_on=next_on)
        except ValidationError as error:
            form.add_error("next_on", error)
        else:
            messages.success(
                request,
                _("«%(title)s» quedó revisada hoy; la próxima revisión es el %(day)s.")
                % {"title": page.title, "day": next_on.strftime("%d-%m-%Y")},
            )
            return redirect("sello_editorial_freshness:board")
    context = {"page": page, "form": form, "board": reverse("sello_editorial_freshness:board")}
    return render(request, "editorial/freshness/review.html", context)
