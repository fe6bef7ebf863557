"""Pages that go leave their addresses behind; loaded by ``receivers``."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_unpublished

from sello_editorial.links.withdrawn import note_withdrawal


# Sent before a live page is deleted, too, and when one expires.
@receiver(page_unpublished, dispatch_uid="sello_editorial.withdrawn")
def note_what_goes(sender: Any, instance: Page, **kwargs: Any) -> None:
    note_withdrawal(instance)
