"""What the admin's pages ask about translations."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from sello_site.translations.tree import languages_taken_along

register = template.Library()


@register.simple_tag
def taken_along(page: Page) -> list[str]:
    """Names of the languages that lose the page when its original is taken back."""
    return languages_taken_along(page)
