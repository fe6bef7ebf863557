"""What is asked of a guide before it is published, and what follows when it is."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from sello_guides.models import GuidePage
from sello_guides.publishing_admin import lacking_sources
from sello_guides.subjects import subjects_follow_the_original
from sello_site.signals import ContentProblem, content_problems


@receiver(page_published, sender=GuidePage)
def share_subjects(instance: GuidePage, **kwargs: Any) -> None:
    subjects_follow_the_original(instance)


@receiver(content_problems, dispatch_uid="sello_guides.sources")
def ask_for_sources(sender: None, *, page: Page, **kwargs: Any) -> list[ContentProblem]:
    return lacking_sources(page)
