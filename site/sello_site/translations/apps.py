"""The translations of content, as a Django app: it has tables and migrations of its own."""

from __future__ import annotations

import warnings

from bs4 import MarkupResemblesLocatorWarning
from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    name = "sello_site.translations"
    label = "sello_translations"
    verbose_name = "Traducciones"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # wagtail-localize gives each text to BeautifulSoup, also one that is only an address.
        warnings.filterwarnings("ignore", category=MarkupResemblesLocatorWarning)
        # inline: these import models, which is possible only now
        from sello_site.translations import (
            guards,
            receivers,  # noqa: F401  # imported for what they listen to
            tasks,  # noqa: F401  # imported for what they register
            translators,
        )

        guards.install()
        translators.install()
