"""Who keeps a page current and until when, and in which languages it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from sello_pages.stewardship import StewardshipMixin
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.signals import ContentProblem
from sello_site.translations.state import TranslationState, states_of


def care_problems(page: Any) -> Iterator[ContentProblem]:
    """A page that is published has somebody who keeps it, and a day on which it is looked at."""
    if not isinstance(page, StewardshipMixin):
        return
    if page.content_owner is None:
        message = _("Indique quién mantiene esta página al día.")
        yield _of_field(page, "no-owner", message, "content_owner")
    elif not page.content_owner.is_active:
        message = _("%(person)s ya no tiene acceso: elija a otra persona.")
        yield _of_field(
            page,
            "owner-left",
            message % {"person": page.content_owner.get_full_name()},
            "content_owner",
            is_error=False,
        )
    if page.review_by is None:
        message = _("Indique cuándo hay que revisarla de nuevo.")
        yield _of_field(page, "no-review-date", message, "review_by")
    elif page.is_due_for_review:
        message = _("La fecha de revisión ya pasó: revise el contenido y ponga una nueva.")
        yield _of_field(page, "review-due", message, "review_by", is_error=False)


def untranslated(page: Page) -> Iterator[ContentProblem]:
    """In which languages readers get the Spanish text."""
    if page.pk is None or page.locale.language_code != SOURCE_LANGUAGE:
        return
    others = list(
        Page.objects.filter(translation_key=page.translation_key)
        .exclude(pk=page.pk)
        .select_related("locale")
        .order_by("locale__pk")
    )
    if not others:
        return
    states = states_of(others)
    lacking = [
        other.locale.get_display_name()
        for other in others
        if states[other.pk] == TranslationState.FALLBACK
    ]
    if lacking:
        yield ContentProblem(
            "untranslated",
            _("Se lee en español donde falta la traducción: %(languages)s.")
            % {"languages": ", ".join(lacking)},
            is_error=False,
        )


def _of_field(
    page: Page, code: str, message: str, field: str, *, is_error: bool = True
) -> ContentProblem:
    label = str(page._meta.get_field(field).verbose_name)
    return ContentProblem(
        code, message, is_error=is_error, field=field, place=label[:1].upper() + label[1:]
    )
