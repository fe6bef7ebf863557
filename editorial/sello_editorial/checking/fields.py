"""The page's own fields: what its model refuses."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from wagtail.models import Page

from sello_site.signals import ContentProblem


def field_problems(page: Page) -> Iterator[ContentProblem]:
    """A draft may lack what a published page needs, such as its summary."""
    try:
        page.full_clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            is_of_field = name != NON_FIELD_ERRORS
            label = str(capfirst(page._meta.get_field(name).verbose_name)) if is_of_field else ""
            for message in messages:
                yield ContentProblem(
                    "field", message, field=name if is_of_field else "", place=label
                )
