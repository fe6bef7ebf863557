"""Replaces the chosen places of a page: as a draft, or published; all of them or none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import StreamField
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import Translation

from sello_editorial.content_walk import Leaf, map_field
from sello_editorial.links.found import addresses_in_text
from sello_editorial.replacing.keys import Keys
from sello_editorial.replacing.places import (
    editable_fields,
    kind_of,
    reason_to_leave_alone,
    reason_to_leave_translation_alone,
)
from sello_editorial.replacing.texts import Kind, Wanted, occurrences, replaced
from sello_editorial.replacing.translated import has_unpublished_texts, replace_in_translation
from sello_pages.blocks.links import verify_address
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.translations.publishing import publish as publish_translation
from sello_site.translations.publishing import translation_of

REPLACED = "sello_editorial.text.replace"


@dataclass(frozen=True)
class Outcome:
    """What became of one page: how many places were replaced, or why none was.

    ``former_revision_id`` is what the page is brought back to; a translation has none.
    """

    page_id: int
    title: str
    number: int = 0
    is_published: bool = False
    former_revision_id: int | None = None
    problem: str = ""


class _LeftAlone(Exception):  # noqa: N818  # named as what happens to the page
    """Nothing is changed on the page; the message says why."""


def replace_on_page(
    *, page_id: int, keys: Collection[str], wanted: Wanted, publish: bool, by: Any
) -> Outcome:
    """Replaces the places with these keys on one page, with an entry in its history."""
    title = ""
    try:
        with transaction.atomic():
            row = Page.objects.select_for_update(of=("self",)).filter(pk=page_id).first()
            if row is None:
                raise _LeftAlone(_("La página ya no existe."))
            title = row.title
            _verify_rights(row, publish=publish, by=by)
            translation = _translation_behind(row)
            if translation is not None:
                return _replace_translated(
                    row.specific, translation, keys=keys, wanted=wanted, publish=publish, by=by
                )
            page = row.specific
            reason = reason_to_leave_alone(page)
            if reason:
                raise _LeftAlone(reason)
            _verify_lock(page)
            return _replace(page, keys=keys, wanted=wanted, publish=publish, by=by)
    except _LeftAlone as reason:
        return Outcome(page_id, title, problem=str(reason))
    except ValidationError as refusal:
        return Outcome(page_id, title, problem=_said(refusal))


def _verify_rights(page: Page, *, publish: bool, by: Any) -> None:
    permissions = page.permissions_for_user(by)
    if not permissions.can_edit():
        raise _LeftAlone(_("No tiene permiso para editar esta página."))
    if publish and not permissions.can_publish():
        raise _LeftAlone(_("No tiene permiso para publicar esta página."))


def _verify_lock(page: Page) -> None:
    if page.get_lock() is not None:
        raise _LeftAlone(_("La página está bloqueada o en revisión."))


def _translation_behind(page: Page) -> Translation | None:
    return None if page.locale.language_code == SOURCE_LANGUAGE else translation_of(page)


def _replace_translated(
    page: Page,
    translation: Translation,
    *,
    keys: Collection[str],
    wanted: Wanted,
    publish: bool,
    by: Any,
) -> Outcome:
    reason = reason_to_leave_translation_alone(page)
    if reason:
        raise _LeftAlone(reason)
    if publish and has_unpublished_texts(translation):
        raise _LeftAlone(
            _("Su traducción tiene textos sin publicar, que saldrían también: guarde borradores.")
        )
    number = replace_in_translation(page, translation, keys=keys, wanted=wanted, by=by)
    if not number:
        raise _LeftAlone(_("El texto cambió mientras usted lo revisaba."))
    _log(page, wanted, number, by=by)
    if publish:
        publish_translation(translation, user=by)
    return Outcome(page.pk, page.title, number, publish)


def _replace(
    page: Any, *, keys: Collection[str], wanted: Wanted, publish: bool, by: Any
) -> Outcome:
    names = Keys(page.pk)
    number = sum(
        _replace_in_field(page, field, names=names, keys=keys, wanted=wanted)
        for field in editable_fields(type(page), by)
    )
    if not number:
        raise _LeftAlone(_("El texto cambió mientras usted lo revisaba."))
    former = page.latest_revision or _first_revision(page.pk)
    revision = page.save_revision(user=by, clean=True, log_action=False)
    _log(page, wanted, number, by=by, revision=revision)
    if publish:
        revision.publish(user=by)
    return Outcome(page.pk, page.title, number, publish, former.pk)


def _log(page: Page, wanted: Wanted, number: int, *, by: Any, revision: Any = None) -> None:
    log(
        instance=page,
        action=REPLACED,
        user=by,
        revision=revision,
        data={"text": wanted.text, "replacement": wanted.replacement, "number": number},
    )


def _first_revision(page_id: int) -> Any:
    """Of a page that never had one, so that there is something to come back to."""
    return Page.objects.get(pk=page_id).specific.save_revision(changed=False, clean=False)


def _replace_in_field(
    page: Any, field: models.Field, *, names: Keys, keys: Collection[str], wanted: Wanted
) -> int:
    """How many places were replaced in a field of the page."""
    number = 0

    def visit(leaf: Leaf) -> Any:
        nonlocal number
        kind = kind_of(leaf.holder)
        if kind is None or not leaf.value:
            return leaf.value
        value = str(leaf.value)
        here = names.of(leaf.where, value, len(occurrences(value, kind, wanted)))
        chosen = {place for place, key in enumerate(here) if key in keys}
        if not chosen:
            return leaf.value
        number += len(chosen)
        changed = replaced(value, kind, wanted, chosen)
        _verify_addresses(value, changed, kind)
        return changed

    value = map_field(page, field, visit)
    if not number:
        return 0
    if isinstance(field, StreamField):
        value = field.stream_block.to_python(value)
        field.stream_block.clean(value)
    setattr(page, field.attname, value)
    return number


def _verify_addresses(before: str, after: str, kind: Kind) -> None:
    if kind is Kind.ADDRESS:
        verify_address(after)
    elif kind is Kind.RICH:
        for address in set(addresses_in_text(after)) - set(addresses_in_text(before)):
            verify_address(address)


def _said(refusal: ValidationError) -> str:
    """What a refusal says, in one line; of blocks only that they are the reason."""
    if isinstance(refusal, StreamBlockValidationError):
        return str(_IN_BLOCKS)
    return " ".join(str(message) for message in refusal.messages)


_IN_BLOCKS = gettext_lazy(
    "Con el cambio, un bloque no cumple sus reglas (por ejemplo, su largo máximo)."
)
