"""Where a text stands on the pages that somebody may edit, and which pages are left alone."""

from __future__ import annotations

import hashlib
from collections import Counter
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

from sello_editorial.content_walk import Leaf, leaves
from sello_editorial.replacing.texts import Kind, Occurrence, Wanted, occurrences
from sello_pages.blocks.links import AddressBlock

MOST_PLACES = 100
"""Places that are shown, and replaced, in one go."""

_AT_ONCE = 100


@dataclass(frozen=True)
class Place:
    """One place, known again by its key as long as the text that it stands in is the same."""

    key: str
    where: str
    occurrence: Occurrence


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


class Keys:
    """Names the places of one page as its leaves are gone through in their order.

    The key of a place holds as long as the text in which it stands is the same.
    """

    def __init__(self, page_id: int) -> None:
        self._page_id = page_id
        self._seen: Counter[str] = Counter()

    def of(self, leaf: Leaf, number: int) -> list[str]:
        """The keys of the first ``number`` places in the next leaf."""
        digest = hashlib.sha256(f"{leaf.where}\0{leaf.value}".encode()).hexdigest()[:20]
        self._seen[digest] += 1  # the same text may stand twice under one label
        which = f"{self._page_id}-{digest}-{self._seen[digest]}"
        return [f"{which}-{place}" for place in range(number)]


def page_of_key(key: str) -> int | None:
    """The page that a key names a place of; None for what is no key."""
    number = key.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def places_in(page: Page, fields: list[models.Field], wanted: Wanted) -> list[Place]:
    """Every place in these fields of a page."""
    keys = Keys(page.pk)
    found: list[Place] = []
    for leaf in leaves(page, fields):
        kind = kind_of(leaf.holder)
        if kind is None or not leaf.value:
            continue
        here = occurrences(str(leaf.value), kind, wanted)
        names = keys.of(leaf, len(here))
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
            places = places_in(page, fields, wanted)
            if places:
                _add(found, page, places, is_translated=page.translation_key in translated)
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


def _add(found: Found, page: Any, places: list[Place], *, is_translated: bool) -> None:
    reason = reason_to_leave_alone(page, is_translated=is_translated)
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


def is_translation(page: Page) -> bool:
    """Whether the text of a page is kept as the translation of another one's."""
    return page.translation_key in _translated_keys(page.locale)


def reason_to_leave_alone(page: Page, *, is_translated: bool) -> str:
    """Why nothing is replaced on a page, as far as its own row tells; empty if nothing speaks
    against it."""
    if page.locked:
        return str(_("La página está bloqueada."))
    if is_translated:
        return str(_("Es una traducción: corríjala en la pantalla de traducciones."))
    if not page.live:
        return str(_("No está publicada: corrija su borrador en el editor."))
    if page.has_unpublished_changes:
        return str(_("Tiene un borrador más nuevo que lo publicado."))
    return ""
