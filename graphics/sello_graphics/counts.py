"""How often pieces were downloaded, by month: what staff read of the counts."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from sello_graphics.models import DownloadCount, GraphicPage
from sello_site.languages import SOURCE_LANGUAGE


@dataclass(frozen=True)
class MonthlyCount:
    """Downloads of one piece in one language and format in a month, given by its first day.

    ``title`` is empty when the piece is gone.
    """

    month: datetime.date
    piece: uuid.UUID
    title: str
    language: str
    format: str
    count: int


def monthly_counts(*, language: str = "", month: datetime.date | None = None) -> list[MonthlyCount]:
    """The counts, the latest month and within it the most downloaded first."""
    rows: Any = DownloadCount.objects.annotate(month=TruncMonth("day"))
    if language:
        rows = rows.filter(language=language)
    if month is not None:
        rows = rows.filter(month=month)
    summed = list(
        rows.values("month", "piece", "language", "format")
        .annotate(total=Sum("count"))
        .order_by("-month", "-total", "piece", "language", "format")
    )
    titles = _titles({row["piece"] for row in summed})
    return [
        MonthlyCount(
            month=row["month"],
            piece=row["piece"],
            title=titles.get(row["piece"], ""),
            language=row["language"],
            format=row["format"],
            count=row["total"],
        )
        for row in summed
    ]


def months() -> list[datetime.date]:
    """The first days of the months in which something was downloaded, the latest first."""
    found = DownloadCount.objects.annotate(month=TruncMonth("day")).values_list("month", flat=True)
    return list(found.distinct().order_by("-month"))


def _titles(pieces: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Each piece by its Spanish title, if it has one."""
    pages = GraphicPage.objects.filter(translation_key__in=pieces).values_list(
        "translation_key", "title", "locale__language_code"
    )
    titles: dict[uuid.UUID, str] = {}
    for key, title, language in pages:
        if language == SOURCE_LANGUAGE or key not in titles:
            titles[key] = title
    return titles
