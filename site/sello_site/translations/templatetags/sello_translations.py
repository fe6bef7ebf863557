"""What the admin's pages ask about translations."""

from __future__ import annotations

import json

from django import template
from wagtail.models import Page, PagePermissionTester

from sello_site.translations.tree import languages_taken_along

register = template.Library()


@register.simple_tag
def taken_along(page: Page) -> list[str]:
    """Names of the languages that lose the page when its original is taken back."""
    return languages_taken_along(page)


@register.simple_tag
def offered(properties: str, permissions: PagePermissionTester | None) -> str:
    """The properties of the library's editor, without the return to the original, which it puts
    before all else, for those who are refused it."""
    if permissions is not None and permissions.can_publish():
        return properties
    known = json.loads(properties)
    known["links"]["convertToAliasUrl"] = None
    return json.dumps(known)
