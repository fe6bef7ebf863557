"""Copies and aliases, which Wagtail makes live without publishing them: the gate stands here, too.

A copy that could not be published as it is stays a draft, with everything that is copied below it.
An alias always is what its original is, so that of such a page there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.admin.views.pages.copy import CopyView
from wagtail.models import Page

from sello_editorial.checking.editor import problem_list
from sello_editorial.checking.gate import PublishingRefused, refusal_of, wrap
from sello_site.signals import ContentProblem

_REFUSALS = "_sello_refusals"
"""Attribute of a copy, and of the action that makes it: why which pages stayed drafts."""


def install() -> None:
    """Puts the gate in place, once."""
    wrap(CopyPageAction, "_copy_page", _copy)
    wrap(CreatePageAliasAction, "execute", _create_alias)
    wrap(CopyView, "form_valid", _answer)


def tell_what_stayed_a_draft(request: HttpRequest, copy: Page) -> None:
    """After a page was copied in the admin: what keeps the copies from being published."""
    refusals: list[PublishingRefused] = getattr(copy, _REFUSALS, [])
    if refusals:
        text = _("Lo que se copió con errores quedó como borrador. Corrija esto y publíquelo:")
        messages.warning(request, problem_list(text, list(_problems(refusals))))


def _copy(original: Callable[..., Any], self: CopyPageAction, page: Page, **kwargs: Any) -> Any:
    # Called for each page of a branch, by the call for the page above.
    refusal = refusal_of(page.specific) if _makes_live(self, page) else None
    if refusal is None:
        return _noted(self, original(self, page, **kwargs))
    self.keep_live = False
    try:
        copy = original(self, page, **kwargs)
    finally:
        self.keep_live = True
    setattr(self, _REFUSALS, [*getattr(self, _REFUSALS, []), refusal])
    return _noted(self, copy)


def _makes_live(action: CopyPageAction, page: Page) -> bool:
    # As everywhere, what code copies without a person is not asked.
    return bool(action.user is not None and action.keep_live and page.live)


def _noted(action: CopyPageAction, copy: Any) -> Any:
    setattr(copy, _REFUSALS, getattr(action, _REFUSALS, []))
    return copy


def _create_alias(
    original: Callable[..., Any], self: CreatePageAliasAction, skip_permission_checks: bool = False
) -> Any:
    if self.user is not None:
        self.check(skip_permission_checks=skip_permission_checks)
        for page in self.page.get_descendants(inclusive=True) if self.recursive else [self.page]:
            refusal = refusal_of(page.specific) if page.live else None
            if refusal is not None:
                raise refusal
    return original(self, skip_permission_checks=skip_permission_checks)


def _answer(original: Callable[..., Any], self: CopyView, form: Any) -> Any:
    try:
        return original(self, form)
    except PublishingRefused as refusal:
        text = _("No se creó el alias: mostraría en otro lugar una página con errores. Corríjalos:")
        messages.error(self.request, problem_list(text, list(_problems([refusal]))))
        return self.form_invalid(form)


def _problems(refusals: list[PublishingRefused]) -> Iterator[ContentProblem]:
    """Each with the page that has it."""
    for refusal in refusals:
        for problem in refusal.problems:
            place = " › ".join(filter(None, [refusal.page.title, problem.place]))
            yield replace(problem, place=place)
