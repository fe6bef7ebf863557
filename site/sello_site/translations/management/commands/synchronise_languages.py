"""``synchronise_languages``: brings the trees of all languages to that of the Spanish pages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sello_site.translations.locales import ensure_locales
from sello_site.translations.tree import synchronise


class Command(BaseCommand):
    help = (
        "Makes the pages that are missing in other languages, as aliases of the Spanish ones, and "
        "moves those that lie elsewhere. Can be repeated; a site in order is left as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_locales()
        done = synchronise(say=self.stdout.write)
        self.stdout.write(
            f"{done.pages} Spanish pages: {done.made} made, {done.moved} moved, "
            f"{done.renamed} renamed in other languages; {done.changed} texts had changed."
        )
