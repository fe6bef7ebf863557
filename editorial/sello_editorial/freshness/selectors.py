"""The published pages that somebody keeps, and how current each is."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    IntegerField,
    Q,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from sello_pages.stewardship import StewardshipMixin
from sello_site.languages import SOURCE_LANGUAGE

SOON = datetime.timedelta(days=30)


class Freshness(TextChoices):
    """How current a page is; of several that hold, the first is told."""

    OVERDUE = "overdue", _("Vencida")
    UNDATED = "undated", _("Sin fecha de revisión")
    UNOWNED = "unowned", _("Sin persona a cargo")
    SOON = "soon", _("Vence pronto")
    CURRENT = "current", _("Al día")


def kept_models() -> list[Any]:
    """The types of pages that somebody keeps."""
    return [
        model
        for model in get_page_models()
        if issubclass(model, StewardshipMixin) and not model._meta.abstract
    ]


def kept_pages() -> Any:
    """Published Spanish pages with ``keeper``, ``due_on`` and ``freshness``, in one query whatever
    their types: translations follow their original."""
    models = kept_models()
    today = timezone.localdate()
    dates = [_within(model, "review_by") for model in models]
    keepers = [_within(model, "content_owner") for model in models]
    types = Q(pk__in=[])
    for model in models:
        types |= Q(**{f"{_relation(model)}__isnull": False})
    return (
        Page.objects.filter(types, locale__language_code=SOURCE_LANGUAGE, alias_of=None, live=True)
        .annotate(
            due_on=Coalesce(*dates, Value(None), output_field=DateField()),
            keeper=Coalesce(*keepers, Value(None), output_field=IntegerField()),
        )
        .annotate(freshness=_freshness(today))
    )


def _freshness(today: datetime.date) -> Case:
    gone = ~Q(keeper__in=get_user_model().objects.filter(is_active=True).values("pk"))
    return Case(
        When(due_on__lte=today, then=Value(Freshness.OVERDUE)),
        When(due_on__isnull=True, then=Value(Freshness.UNDATED)),
        When(Q(keeper__isnull=True) | gone, then=Value(Freshness.UNOWNED)),
        When(due_on__lte=today + SOON, then=Value(Freshness.SOON)),
        default=Value(Freshness.CURRENT),
        output_field=CharField(),
    )


def _relation(model: Any) -> str:
    """The name by which a page is asked for its part in the table of its type."""
    link = model._meta.get_ancestor_link(Page)
    name: str = link.remote_field.get_accessor_name() or link.related_query_name()
    return name


def _within(model: Any, field: str) -> F:
    return F(f"{_relation(model)}__{field}")


def counts() -> dict[Freshness, int]:
    """How many pages there are of each kind, in the order of :class:`Freshness`."""
    found = list(kept_pages().order_by().values_list("freshness", flat=True))
    return {kind: found.count(kind) for kind in Freshness}
