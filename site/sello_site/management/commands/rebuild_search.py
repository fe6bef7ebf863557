"""``rebuild_search``: writes the index of the public search anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sello_site.search import rebuild


class Command(BaseCommand):
    help = "Writes the index of the public search anew, while the site goes on answering."

    def handle(self, *args: Any, **options: Any) -> None:
        def tell(done: int, total: int) -> None:
            if options["verbosity"] > 0:
                self.stdout.write(f"{done} of {total}")

        size = rebuild(progress=tell)
        self.stdout.write(self.style.SUCCESS(f"search index: {size} entries"))
