"""What readers say of a guide: whether it was of use, and why. Nothing that tells who they are."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from sello_guides.models import GuideOpinion, GuidePage
from sello_pages.reading import text_language
from sello_site.languages import LANGUAGES, SOURCE_LANGUAGE
from sello_site.privacy.identity_numbers import holds_a_run

COMMENTS_ARE_KEPT_YEARS = 2

_DATE = re.compile(r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b")
_MAIL = re.compile(r"\S@\S+\.\S")
_TELEPHONE = re.compile(r"\+?\d(?:[ ().\-]{0,2}\d){7,}")


def tells_who_somebody_is(text: str) -> bool:
    """Whether a text holds what looks like an e-mail address, a RUN or a telephone number."""
    rest = _DATE.sub(" ", text)
    return holds_a_run(rest) or any(one.search(rest) for one in (_MAIL, _TELEPHONE))


def opinion_give(*, guide: GuidePage, is_useful: bool, comment: str) -> GuideOpinion:
    """Keeps an opinion with the day, the version and the language of the text that was read.

    Raises :class:`ValueError` for a comment that tells who somebody is.
    """
    if tells_who_somebody_is(comment):
        raise ValueError("the comment seems to hold personal data")
    return GuideOpinion.objects.create(
        guide=guide.translation_key,
        language=text_language(guide),
        version=guide.version,
        is_useful=is_useful,
        comment=comment,
        given_on=timezone.localdate(),
    )


@transaction.atomic
def opinion_delete(*, opinion: GuideOpinion, by: Any) -> None:
    log(instance=opinion, action="wagtail.delete", user=by, title=str(opinion))
    opinion.delete()


def old_comments_forget(*, today: datetime.date) -> int:
    """Empties the comments that were kept long enough; that somebody found a guide useful stays."""
    is_leap_day = (today.month, today.day) == (2, 29)
    limit = today.replace(
        year=today.year - COMMENTS_ARE_KEPT_YEARS, day=28 if is_leap_day else today.day
    )
    old = GuideOpinion.objects.filter(given_on__lte=limit).exclude(comment="")
    return old.update(comment="")


@dataclass(frozen=True)
class Share:
    """How a guide fares in one language."""

    title: str
    language: str
    total: int
    useful: int
    comments: int

    @property
    def percent(self) -> int:
        return round(100 * self.useful / self.total)


def shares() -> list[Share]:
    """Every guide and language that somebody had an opinion of, by the guide's title."""
    rows = list(
        GuideOpinion.objects.order_by()
        .values("guide", "language")
        .annotate(
            total=Count("pk"),
            useful=Count("pk", filter=Q(is_useful=True)),
            comments=Count("pk", filter=~Q(comment="")),
        )
    )
    titles = titles_of({row["guide"] for row in rows})
    names = dict(LANGUAGES)
    found = [
        Share(
            title=titles.get(row["guide"], ""),
            language=names.get(row["language"], row["language"]),
            total=row["total"],
            useful=row["useful"],
            comments=row["comments"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda share: (share.title, share.language))


def counts_of(guides: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Guide → how many found it of use in any language, and how many said something at all."""
    rows = (
        GuideOpinion.objects.filter(guide__in=guides)
        .order_by()
        .values_list("guide")
        .annotate(useful=Count("pk", filter=Q(is_useful=True)), total=Count("pk"))
    )
    return {guide: (useful, total) for guide, useful, total in rows}


def titles_of(guides: set[UUID]) -> dict[UUID, str]:
    """The Spanish titles of guides; those that are gone have none."""
    pages = Page.objects.filter(translation_key__in=guides)
    return dict(
        pages.filter(locale__language_code=SOURCE_LANGUAGE).values_list("translation_key", "title")
    )


def commented() -> QuerySet[GuideOpinion]:
    """The opinions with a comment, the newest first."""
    return GuideOpinion.objects.exclude(comment="").order_by("-given_on", "-pk")


def rows_to_export() -> Iterator[dict[str, Any]]:
    titles = titles_of(set(GuideOpinion.objects.order_by().values_list("guide", flat=True)))
    names = dict(LANGUAGES)
    for opinion in GuideOpinion.objects.order_by("given_on", "pk").iterator():
        yield {
            "guide": titles.get(opinion.guide, "") or str(opinion.guide),
            "language": names.get(opinion.language, opinion.language),
            "version": opinion.version,
            "given_on": opinion.given_on,
            "is_useful": "Sí" if opinion.is_useful else "No",
            "comment": opinion.comment,
        }
