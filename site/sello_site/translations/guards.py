"""Closes the other ways by which a half-translated text could go live.

wagtail-localize fills missing texts with Spanish and publishes; the API publishes whatever
revision there is, and turns an alias into a page of its own. These are the functions of theirs
that all such ways pass through.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.edit import EditAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from sello_site.languages import SOURCE_LANGUAGE
from sello_site.translations.publishing import (
    WHOLE,
    TranslationRefused,
    original_of,
    publish,
    refusal,
    translation_of,
)
from sello_site.translations.tree import counterparts, mirror

_MARK = "_sello_guarded"
_BY_SCHEDULE = "wagtail.publish.scheduled"

logger = logging.getLogger("sello.translations")


def install() -> None:
    """Puts the guards in place, once."""
    _wrap(Translation, "save_target", _save_target)
    _wrap(PublishPageRevisionAction, "execute", _publish_revision)
    _wrap(ConvertAliasPageAction, "execute", _convert_alias)
    _wrap(EditAction, "execute", _edit)
    _wrap(PublishBulkAction, "form_valid", _publish_many)
    _wrap(TranslationSource, "sync_view_restrictions", _leave_restrictions)


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
    """Publishes a translation as its strings stand now, whichever revision somebody asked for: an
    older one would pass for a translation of today's original."""
    page = self.object
    if getattr(self.revision, WHOLE, False) or not _has_original(page):
        return original(self, *args, **kwargs)
    self.check(skip_permission_checks=kwargs.get("skip_permission_checks", False))
    try:
        translation = translation_of(page)
        if translation is None:
            raise TranslationRefused(
                _("Nada se publicó: esta página se traduce desde su original, y no se ha empezado.")
            )
        publish(translation, user=self.user)
    except ValidationError as error:
        if self.log_action != _BY_SCHEDULE:
            raise
        # The command publishes one page after the other, and would stop at this one each time.
        self.revision.approved_go_live_at = None
        self.revision.save(update_fields=["approved_go_live_at"])
        logger.warning("%s was due and is not published: %s", page, " ".join(error.messages))
    return None


def _publish_many(
    original: Callable[..., Any], self: PublishBulkAction, form: Any
) -> HttpResponseBase:
    """All or none of the pages that were chosen, and a message in place of a failure."""
    chosen, _without_access = self.get_actionable_objects()
    alias = _first_alias(chosen, descend=form.cleaned_data["include_descendants"])
    if alias is not None:
        reason = f"{alias.get_admin_display_title()}: {_shows_its_original()}"
        return _back(self, [reason])
    try:
        response: HttpResponseBase = original(self, form)
    except ValidationError as error:
        return _back(self, error.messages)
    return response


def _first_alias(chosen: list[Page], *, descend: bool) -> Page | None:
    """A page that has no text of its own to publish, among those that Wagtail would publish."""
    aliases = Page.objects.filter(alias_of__isnull=False).exclude(
        locale__language_code=SOURCE_LANGUAGE
    )
    for page in chosen:
        among = Q(pk=page.pk)
        if descend:
            among |= Q(path__startswith=page.path, live=False)
        found: Page | None = aliases.filter(among).first()
        if found is not None:
            return found
    return None


def _back(action: PublishBulkAction, reasons: list[str]) -> HttpResponseBase:
    for reason in reasons:
        messages.error(action.request, reason)
    return redirect(action.next_url)


def _leave_restrictions(original: Callable[..., Any], self: TranslationSource, *_: Any) -> None:
    """Nothing is copied: a translation follows what restricts its original as long as it does, and
    a restriction of its own stays until somebody lifts it (:mod:`sello_site.publication`)."""


def _convert_alias(
    original: Callable[..., Any], self: ConvertAliasPageAction, *args: Any, **kwargs: Any
) -> Any:
    page = self.page
    if page.alias_of_id and page.alias_of.locale_id != page.locale_id:
        raise ValidationError(_shows_its_original())
    return original(self, *args, **kwargs)


def _shows_its_original() -> str:
    return _("Esta página muestra el original hasta que se publique su traducción: tradúzcala.")


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
