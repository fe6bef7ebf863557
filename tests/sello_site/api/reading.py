"""Who reads in these tests, and how the site gets what they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from wagtail.models import Locale, Page

from sello_pages.models import ContentPage

MakePage = Callable[..., ContentPage]


class ApiClient(Client):
    """Sends JSON, with the token if it has one, and gets error pages, as on the real site."""

    def __init__(self, token: str | None = None) -> None:
        super().__init__(raise_request_exception=False)
        if token is not None:
            self.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return self.generic(
            method.upper(), path, self._encode_json(body, "application/json"), "application/json"
        )


def translate(page: Page, locale: Locale, **fields: Any) -> Page:
    """A live version of the page in that language, whatever became of it before."""
    version = page.get_translation_or_none(locale) or page.copy_for_translation(locale)
    for name, value in {"alias_of": None, "live": True, **fields}.items():
        setattr(version, name, value)
    version.save()
    return version
