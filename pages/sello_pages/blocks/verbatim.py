"""What is written the same in every language: numbers, telephones, addresses."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,28}[0-9]")


class VerbatimBlock(blocks.CharBlock):
    """A short text that is no language's, and is not given to translators."""

    def get_translatable_segments(self, value: str) -> list[Any]:
        """Asked by wagtail-localize, in place of what it does with all text."""
        return []


def verify_telephone(text: str) -> None:
    """Raises :class:`ValidationError` for what no telephone can dial."""
    if not TELEPHONE.fullmatch(text):
        raise ValidationError(_("Escriba el teléfono con números, como +56 2 2345 6789."))


class TelephoneBlock(VerbatimBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, validators=[verify_telephone], **kwargs)
