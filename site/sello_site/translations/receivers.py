"""What the other languages do when something happens to a Spanish page, by whatever way."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    post_page_move,
)

from sello_site.signals import DashboardTile, dashboard_tiles
from sello_site.translations import tree
from sello_site.translations.locales import is_source
from sello_site.translations.overview import Work, open_work
from sello_site.translations.publishing import record_publication
from sello_site.translations.sources import refresh_if_translated, start
from sello_site.translations.translators import languages_of


@receiver(page_published, dispatch_uid="sello_translations.published")
def follow_publication(sender: Any, instance: Page, alias: bool = False, **kwargs: Any) -> None:
    """Sent for pages that are scheduled, too, which are not live yet."""
    if alias or not instance.live:
        return
    if tree.is_source_page(instance):
        tree.mirror(instance)
        refresh_if_translated(instance)
    elif instance.alias_of_id is None:
        record_publication(instance)


@receiver(copy_for_translation_done, dispatch_uid="sello_translations.copied")
def follow_copy(sender: Any, source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """A copy that the API makes begins a translation, as elsewhere: until it is complete, readers
    get the original in its place, and not a draft that no list of work knows."""
    if not isinstance(source_obj, Page) or target_obj.alias_of_id is not None:
        return
    if tree.is_source_page(source_obj) and not is_source(target_obj.locale):
        tree.show_original(target_obj, source_obj)
        start(source_obj, target_obj.locale)


@receiver(post_page_move, dispatch_uid="sello_translations.moved")
def follow_move(sender: Any, instance: Page, **kwargs: Any) -> None:
    if tree.is_source_page(instance):
        tree.follow_place(instance)


@receiver(page_slug_changed, dispatch_uid="sello_translations.slug")
def follow_address(sender: Any, instance: Page, **kwargs: Any) -> None:
    if tree.is_source_page(instance):
        tree.follow_slug(instance)


@receiver(pre_delete, sender=Page, dispatch_uid="sello_translations.deleted")
def follow_deletion(sender: Any, instance: Page, **kwargs: Any) -> None:
    if tree.is_source_page(instance):
        tree.delete_counterparts(instance)


@receiver(dashboard_tiles, dispatch_uid="sello_translations.tile")
def translations_tile(sender: None, *, request: HttpRequest, **kwargs: Any) -> list[DashboardTile]:
    """What there is to do in the languages of the person who looks."""
    languages = languages_of(request.user)
    if not languages:
        return []
    work = open_work(languages)
    text = _(
        "Sin traducir o en curso: %(missing)s. Desactualizadas: %(outdated)s. Automáticas por "
        "revisar: %(machine)s. Por publicar: %(ready)s."
    ) % {
        "missing": work[Work.MISSING] + work[Work.IN_PROGRESS],
        "outdated": work[Work.OUTDATED],
        "machine": work[Work.MACHINE],
        "ready": work[Work.READY] + work[Work.DELIVERED],
    }
    return [DashboardTile(_("Traducciones"), text, reverse("sello_translations:index"))]
