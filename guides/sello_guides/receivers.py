"""What is asked of a guide before it is published, and what follows when it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.urls import reverse
from wagtail.models import Page
from wagtail.signals import page_published

from sello_guides.models import GuidePage
from sello_guides.opinion_screens import VIEW
from sello_guides.opinions import counts_of
from sello_guides.publishing_admin import lacking_sources
from sello_guides.subjects import subjects_follow_the_original
from sello_site.signals import (
    ContentProblem,
    ReaderOpinions,
    content_problems,
    reader_opinions,
)


@receiver(page_published, sender=GuidePage)
def share_subjects(instance: GuidePage, **kwargs: Any) -> None:
    subjects_follow_the_original(instance)


@receiver(content_problems, dispatch_uid="sello_guides.sources")
def ask_for_sources(sender: None, *, page: Page, **kwargs: Any) -> list[ContentProblem]:
    return lacking_sources(page)


@receiver(reader_opinions, dispatch_uid="sello_guides.opinions")
def tell_opinions(
    sender: None, *, keys: frozenset[UUID], user: Any, **kwargs: Any
) -> list[ReaderOpinions]:
    """For those who may read the opinions themselves."""
    if not user.has_perm(VIEW):
        return []
    url = reverse("sello_guides_opinions")
    return [
        ReaderOpinions(key=key, useful=useful, total=total, url=url)
        for key, (useful, total) in counts_of(keys).items()
    ]
