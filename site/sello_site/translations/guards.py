"""Closes the other ways by which a half-translated text could go live.

wagtail-localize fills missing texts with Spanish and publishes; the API publishes whatever
revision there is, and turns an alias into a page of its own. These are the functions of theirs
that all such ways pass through.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.edit import EditAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page
from wagtail_localize.models import Translation

from sello_site.languages import SOURCE_LANGUAGE
from sello_site.translations.publishing import (
    TranslationRefused,
    original_of,
    publish,
    refusal,
    translation_of,
)
from sello_site.translations.tree import counterparts, mirror

_MARK = "_sello_guarded"


def install() -> None:
    """Puts the guards in place, once."""
    _wrap(Translation, "save_target", _save_target)
    _wrap(PublishPageRevisionAction, "execute", _publish_revision)
    _wrap(ConvertAliasPageAction, "execute", _convert_alias)
    _wrap(EditAction, "execute", _edit)


def _wrap(owner: type, name: str, guard: Callable[..., Any]) -> None:
    original = getattr(owner, name)
    if getattr(original, _MARK, False):
        return

    @functools.wraps(original)
    def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
        return guard(original, self, *args, **kwargs)

    setattr(guarded, _MARK, True)
    setattr(owner, name, guarded)


def _save_target(
    original: Callable[..., Any], self: Translation, user: Any = None, publish: bool = True
) -> Any:
    """Instead of filling up with Spanish: publishes what is complete, and never writes a draft over
    what readers get. The strings are the draft."""
    model = self.source.specific_content_type.model_class()
    if model is None or not issubclass(model, Page):
        problem = refusal(self)
        if problem is not None:
            raise TranslationRefused(problem)
        return original(self, user=user, publish=publish)
    page = original_of(self)
    if not any(other.locale_id == self.target_locale_id for other in counterparts(page)):
        mirror(page)
    return _publish(self, user) if publish else None


def _publish(translation: Translation, user: Any) -> None:
    publish(translation, user=user)


def _publish_revision(
    original: Callable[..., Any], self: PublishPageRevisionAction, *args: Any, **kwargs: Any
) -> Any:
    page = self.object
    if _has_original(page):
        translation = translation_of(page)
        problem = (
            _("Nada se publicó: esta página se traduce desde su original, y no se ha empezado.")
            if translation is None
            else refusal(translation)
        )
        if problem is not None:
            raise TranslationRefused(problem)
    return original(self, *args, **kwargs)


def _convert_alias(
    original: Callable[..., Any], self: ConvertAliasPageAction, *args: Any, **kwargs: Any
) -> Any:
    page = self.page
    if page.alias_of_id and page.alias_of.locale_id != page.locale_id:
        raise ValidationError(
            _("Esta página muestra el original hasta que se publique su traducción: tradúzcala.")
        )
    return original(self, *args, **kwargs)


def _edit(original: Callable[..., Any], self: EditAction, *args: Any, **kwargs: Any) -> Any:
    page = self.instance
    if isinstance(page, Page) and _has_original(page):
        raise PermissionDenied(
            _("El texto de esta página viene de su traducción: escríbalo en el editor de ella.")
        )
    return original(self, *args, **kwargs)


def _has_original(page: Page) -> bool:
    """Whether a page is there for a Spanish one."""
    if page.locale.language_code == SOURCE_LANGUAGE:
        return False
    return bool(
        Page.objects.filter(
            translation_key=page.translation_key, locale__language_code=SOURCE_LANGUAGE
        ).exists()
    )
