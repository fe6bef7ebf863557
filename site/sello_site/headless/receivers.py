"""Has the record of changes brought up to date soon after what may have changed it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import APIToken, Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from sello_site.headless.tasks import wake_record
from sello_site.headless.tokens import give_terms


@receiver(page_published, dispatch_uid="sello_headless.published")
@receiver(page_unpublished, dispatch_uid="sello_headless.unpublished")
@receiver(post_page_move, dispatch_uid="sello_headless.moved")
@receiver(post_delete, sender=PageViewRestriction, dispatch_uid="sello_headless.unrestricted")
@receiver(post_save, sender=PageViewRestriction, dispatch_uid="sello_headless.restricted")
@receiver(post_delete, sender=Page, dispatch_uid="sello_headless.deleted")
def compare_soon(sender: Any, **kwargs: Any) -> None:
    """What no signal tells of is found by the comparison of each minute."""
    callbacks = transaction.get_connection().run_on_commit
    if not any(callback is wake_record for _, callback, _ in callbacks):
        transaction.on_commit(wake_record, robust=True)


@receiver(post_save, sender=APIToken, dispatch_uid="sello_headless.token")
def give_terms_to_new_tokens(sender: Any, instance: APIToken, created: bool, **kwargs: Any) -> None:
    if created and not kwargs.get("raw"):
        give_terms(instance)
