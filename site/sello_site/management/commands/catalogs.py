"""``catalogs``: brings the catalogs of the interface to the sources, and says what is missing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sello_site.languages import PREFIXES
from sello_site.languages.catalogs import (
    Catalog,
    catalogs,
    compile_catalogs,
    is_checkout,
    is_current,
    untranslated,
    update,
)


class Command(BaseCommand):
    help = (
        "Reads the strings of the interface from the sources into the .po files of each language, "
        "compiles these, and reports what readers would still get in Spanish. For a checkout."
    )
    # Nothing here asks the database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; fail when a catalog is not current or a string is missing",
        )
        parser.add_argument(
            "--missing", action="store_true", help="list the strings that are not translated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_checkout():
            raise CommandError("the sources of the templates are not here: this is no checkout")
        problems = 0
        for catalog in catalogs():
            for language in PREFIXES:
                problems += self._report(catalog, language, **options)
        if options["check"]:
            if problems:
                raise CommandError(f"{problems} strings or catalogs need work")
            return
        for path in compile_catalogs():
            self.stdout.write(f"compiled {path}")

    def _report(
        self, catalog: Catalog, language: str, *, check: bool, missing: bool, **options: Any
    ) -> int:
        stale = not is_current(catalog, language) if check else update(catalog, language)
        lacking = untranslated(catalog, language)
        state = ("not current" if check else "changed") if stale else "current"
        self.stdout.write(f"{catalog.name} {language}: {state}, {len(lacking)} to translate")
        if missing:
            for message in lacking:
                self.stdout.write(f"    {message.singular!r} ({', '.join(message.files)})")
        return len(lacking) + (stale if check else 0)
