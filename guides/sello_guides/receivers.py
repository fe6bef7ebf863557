"""What follows when a guide is published."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from sello_guides.models import GuidePage
from sello_guides.subjects import subjects_follow_the_original


@receiver(page_published, sender=GuidePage)
def share_subjects(instance: GuidePage, **kwargs: Any) -> None:
    subjects_follow_the_original(instance)
