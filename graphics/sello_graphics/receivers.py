"""What follows when a piece is published."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from sello_graphics.models import GraphicPage
from sello_graphics.versions import versions_follow_the_original


@receiver(page_published, sender=GraphicPage)
def share_files(instance: GraphicPage, **kwargs: Any) -> None:
    versions_follow_the_original(instance)
