"""Mistakes of senders on which Wagtail's own operations would stumble, answered with what is wrong.

Each operation that changes something runs in one transaction: one that is refused half-way leaves
nothing behind.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from ninja.errors import HttpError
from wagtail.models import Locale, Page

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Django's words where a text reaches a column of numbers: an id in a filter, for the most part.
_NO_NUMBER = re.compile(r"Field '\w+' expected a number but got ")
# Without a position, Wagtail moves the page beside its destination.
_BESIDE = frozenset({None, "left", "right", "first-sibling", "last-sibling"})
_PAGES = "wagtail.api.v3.routers.pages"

View = Callable[..., Any]


def answered(view: View) -> View:
    """The operation, with the mistakes that it does not notice answered by a 4xx."""
    guard = _GUARDS.get((view.__module__, view.__name__))

    @functools.wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            if request.method in _SAFE:
                return view(request, *args, **kwargs)
            with transaction.atomic():
                if guard is not None:
                    guard(**kwargs)
                return view(request, *args, **kwargs)
        except IntegrityError as error:
            raise HttpError(
                HTTPStatus.CONFLICT, "What was sent contradicts what is already there."
            ) from error
        except (TypeError, ValueError) as error:
            if _NO_NUMBER.match(str(error)):
                raise HttpError(
                    HTTPStatus.UNPROCESSABLE_ENTITY, "A number was expected in place of a text."
                ) from error
            raise

    return answering


def _refuse(detail: str) -> None:
    raise HttpError(HTTPStatus.FORBIDDEN, detail)


def _refuse_root(*, page_id: int, **_rest: Any) -> None:
    if Page.objects.filter(pk=page_id, depth=1).exists():
        _refuse("The root of the page tree stays as it is.")


def _refuse_alias(*, page_id: int, **_rest: Any) -> None:
    if Page.objects.filter(pk=page_id, alias_of__isnull=False).exists():
        raise HttpError(HTTPStatus.CONFLICT, "An alias follows its original: change that one.")


def _refuse_root_and_alias(*, page_id: int, **_rest: Any) -> None:
    _refuse_root(page_id=page_id)
    _refuse_alias(page_id=page_id)


def _refuse_move_of_root(*, page_id: int, data: Any, **_rest: Any) -> None:
    _refuse_root(page_id=page_id)
    if data.position in _BESIDE and Page.objects.filter(pk=data.destination_id, depth=1).exists():
        _refuse("Nothing can lie beside the root of the page tree.")


def _refuse_second_translation(*, page_id: int, data: Any, **_rest: Any) -> None:
    locale = Locale.objects.filter(language_code=data.locale).first()
    source = Page.objects.filter(pk=page_id).first()
    if locale is None or source is None:
        return  # a 404, which the operation gives
    pages = Page.objects.filter(path__startswith=source.path)
    if not data.recursive:
        pages = pages.filter(pk=source.pk)
    there = Page.objects.filter(locale=locale, translation_key=OuterRef("translation_key"))
    if pages.filter(Exists(there)).exists():
        raise HttpError(HTTPStatus.CONFLICT, "There is a page in that language already.")


_GUARDS: dict[tuple[str, str], Callable[..., None]] = {
    (_PAGES, "copy"): _refuse_root,
    (_PAGES, "create_alias"): _refuse_root,
    (_PAGES, "convert_alias"): _refuse_root,
    (_PAGES, "move"): _refuse_move_of_root,
    (_PAGES, "publish"): _refuse_root_and_alias,
    (_PAGES, "revert"): _refuse_alias,
    (_PAGES, "unpublish"): _refuse_root,
    (_PAGES, "update_page"): _refuse_root,
    (_PAGES, "copy_for_translation"): _refuse_second_translation,
}


def type_of_addressed_page(
    known: Callable[..., str], request: HttpRequest, api: Any, path_params: dict[str, Any]
) -> str:
    """The type of the page that a body without type is meant for, as ``known`` (Wagtail's own way)
    finds it; empty for an address that names no page, which is refused for that next."""
    number = str(path_params.get("page_id", ""))
    if not (number.isascii() and number.isdigit()):
        return ""
    return known(request, api, path_params)


def label_of_sent_type(value: Any) -> str | None:
    """Takes the place of Wagtail's function that finds out which kind of item a body describes:
    a body that is no item at all is of no kind, where Wagtail's would fail."""
    if isinstance(value, dict):
        meta = value.get("meta") or {}
        return meta.get("type", "") if isinstance(meta, dict) else str(meta)
    meta = getattr(value, "meta", None)
    if meta is not None:
        return meta.get("type") if isinstance(meta, dict) else meta.type
    options = getattr(type(value), "_meta", None)
    return None if options is None else options.label
