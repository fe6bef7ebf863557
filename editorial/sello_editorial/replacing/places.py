"""Where a text stands on the pages that somebody may edit, and which pages are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, PanelGroup
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale, Page, get_page_models
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation

from sello_editorial.content_walk import leaves
from sello_editorial.replacing.keys import Keys, Place
from sello_editorial.replacing.texts import Kind, Wanted, occurrences
from sello_editorial.replacing.translated import translated_places
from sello_pages.blocks.links import AddressBlock

MOST_PLACES = 100
"""Places that are shown, and replaced, in one go."""

_AT_ONCE = 100


@dataclass(frozen=True)
class PageWithPlaces:
    """A page in which the text stands; ``left_alone`` says why it is not changed, if so."""

    page_id: int
    title: str
    places: tuple[Place, ...]
    left_alone: str = ""


@dataclass
class Found:
    """What a search brought: pages that can be changed, up to the most places, and the others."""

    pages: list[PageWithPlaces] = field(default_factory=list)
    left_alone: list[PageWithPlaces] = field(default_factory=list)
    number: int = 0
    has_more: bool = False


def kind_of(holder: Any) -> Kind | None:
    """How the value of a field or block is read; None for what holds no text that one writes."""
    if isinstance(holder, blocks.RichTextBlock | RichTextField):
        return Kind.RICH
    if isinstance(holder, blocks.URLBlock | AddressBlock | models.URLField):
        return Kind.ADDRESS
    if isinstance(holder, blocks.CharBlock | blocks.TextBlock):
        return Kind.PLAIN
    # Their subclasses (addresses of pages, of mail) are no free text, and neither are choices.
    if type(holder) in {models.CharField, models.TextField} and not holder.choices:
        return Kind.PLAIN
    return None


def editable_fields(model: type[Page], user: Any) -> list[models.Field]:
    """The fields with text that somebody finds in the editor of a page."""
    names = set(_panel_names(model.get_edit_handler(), user))
    return [
        one
        for one in model._meta.concrete_fields
        if one.name in names and (isinstance(one, StreamField) or kind_of(one) is not None)
    ]


def _panel_names(panel: Any, user: Any) -> Iterator[str]:
    permission = getattr(panel, "permission", None)
    if permission and not user.has_perm(permission):
        return
    if isinstance(panel, FieldPanel):
        yield panel.field_name
    elif isinstance(panel, PanelGroup):
        for child in panel.children:
            yield from _panel_names(child, user)


def places_in(page: Page, fields: list[models.Field], wanted: Wanted) -> list[Place]:
    """Every place in these fields of a page."""
    keys = Keys(page.pk)
    found: list[Place] = []
    for leaf in leaves(page, fields):
        kind = kind_of(leaf.holder)
        if kind is None or not leaf.value:
            continue
        here = occurrences(str(leaf.value), kind, wanted)
        names = keys.of(leaf.where, leaf.value, len(here))
        found += [
            Place(key, leaf.where, occurrence) for key, occurrence in zip(names, here, strict=True)
        ]
    return found


def search(*, wanted: Wanted, locale: Locale, user: Any) -> Found:
    """Where the text stands on the pages of a language that somebody may edit."""
    found = Found()
    may_edit = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    translated = _translated_keys(locale)
    for model in get_page_models():
        if model is Page:
            continue
        fields = editable_fields(model, user)
        for page in _pages(model, fields, locale, may_edit):
            places = [] if page.translation_key in translated else places_in(page, fields, wanted)
            if places:
                _add(found, page, places, reason_to_leave_alone(page))
    if translated:
        for page, places in translated_places(wanted=wanted, locale=locale, may_edit=may_edit):
            _add(found, page, places, reason_to_leave_translation_alone(page))
    return found


def _pages(
    model: type[Page], fields: list[models.Field], locale: Locale, may_edit: QuerySet[Page]
) -> Iterator[Any]:
    pages = model._default_manager.filter(
        locale=locale, alias_of=None, pk__in=may_edit.order_by().values("pk")
    )
    names = [one.name for one in fields]
    state = ["live", "locked", "has_unpublished_changes", "translation_key", "title", "locale_id"]
    only = pages.only("pk", "path", "depth", *state, *names)
    return only.order_by("path").iterator(chunk_size=_AT_ONCE)


def _add(found: Found, page: Any, places: list[Place], reason: str) -> None:
    one = PageWithPlaces(page.pk, page.title, tuple(places), reason)
    if reason:
        found.left_alone.append(one)
    elif found.number + len(places) > MOST_PLACES and found.pages:
        found.has_more = True
    else:
        found.pages.append(one)
        found.number += len(places)


def _translated_keys(locale: Locale) -> set[Any]:
    """Of pages whose text is kept as the translation of another one's."""
    translations = Translation.objects.filter(target_locale=locale, enabled=True)
    return set(translations.values_list("source__object_id", flat=True))


def reason_to_leave_alone(page: Page) -> str:
    """Why nothing is replaced on a page, as far as its own row tells; empty if nothing speaks
    against it."""
    if page.locked:
        return str(_LOCKED)
    if not page.live:
        return str(_("No está publicada: corrija su borrador en el editor."))
    if page.has_unpublished_changes:
        return str(_("Tiene un borrador más nuevo que lo publicado."))
    return ""


def reason_to_leave_translation_alone(page: Page) -> str:
    """The same for a page whose text is kept as a translation: its texts are its draft."""
    return str(_LOCKED) if page.locked else ""


_LOCKED = _("La página está bloqueada.")
