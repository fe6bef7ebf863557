"""The catalogs of the interface: where they lie, how they follow the sources, and their compiling.

Each distribution folder has its own: ``site/sello_site/locale`` holds the platform's strings and
those of the shared templates, each plugin's ``locale`` its own. Only the ``.po`` files are kept in
the repository; the ``.mo`` files that Django reads are made from them when the platform starts.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import polib

from sello_site.languages.extraction import Key, Message, messages_in, placeholders
from sello_site.plugin_registry import registry

logger = logging.getLogger("sello.languages")

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parents[1]
STRINGS_OF_DJANGO = PACKAGE / "languages" / "django_strings"
"""What Django itself says to readers: in Haitian Creole, which it does not ship, and the names of
months in Portuguese, which it writes in capitals."""

STAFF_ALONE = (
    "*/models.py",
    "*/models/*.py",
    "*/wagtail_hooks.py",
    "*/blocks/*.py",
    "*/apps.py",
    "*_admin.py",
    "*/admin/*",
    "*_screens.py",
    "*_views.py",
    "pages/sello_pages/addresses.py",
    "pages/sello_pages/content.py",
    "pages/sello_pages/fields.py",
    "pages/sello_pages/figures.py",
    "*/page_form.py",
    "pages/sello_pages/pictures.py",
    "pages/sello_pages/site_links.py",
    "pages/sello_pages/site_links.py",
    "pages/sello_pages/stewardship.py",
    "guides/sello_guides/blocks.py",
    "map/sello_map/register/*",
    "editorial/*",
    "accounts/sello_accounts/people_forms.py",
    "site/sello_site/headless/*",
    "site/sello_site/outbox/*",
    "site/sello_site/tabular/*",
    "site/sello_site/translations/*",
    "site/sello_site/upload_forms.py",
    "site/sello_site/uploads.py",
    "templates/sello_site/*",
    "templates/wagtailadmin/*",
    "templates/sello_accounts/admin/*",
    "templates/editorial/*",
    "templates/guides/admin/*",
    "templates/mail/editorial_*",
    "templates/mail/contact_office.*",
    "templates/sello_accounts/reset_factor.html",
)
"""Files whose strings are seen in the admin alone, which is Spanish: not translated by need.

What is not named here is for readers, so that a new module is never forgotten.
"""

PLURALS = {
    "ht": "nplurals=2; plural=(n > 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "pt": "nplurals=2; plural=(n > 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}


@dataclass(frozen=True)
class Catalog:
    """The strings of some folders, and where their translations lie."""

    name: str
    folders: tuple[Path, ...]
    locale: Path

    def path(self, language: str) -> Path:
        return self.locale / language / "LC_MESSAGES" / "django.po"

    def messages(self) -> dict[Key, Message]:
        """What the sources hold now."""
        return messages_in(self.folders, root=CHECKOUT)

    def stored(self, language: str) -> polib.POFile:
        """The catalog as it is stored; an empty one where there is none."""
        path = self.path(language)
        return polib.pofile(str(path)) if path.exists() else polib.POFile()


def is_checkout() -> bool:
    """Whether the sources lie here, and not the parts of an installed wheel."""
    return (CHECKOUT / "templates" / "base.html").exists()


def catalogs() -> list[Catalog]:
    """The catalogs of this checkout: the platform's, and one for each plugin that lies in it."""
    found = [
        Catalog("sello_site", (CHECKOUT / "templates", PACKAGE), PACKAGE / "locale"),
    ]
    for plugin in registry.plugins():
        folder = Path(plugin.path).resolve()
        if folder.parents[1] == CHECKOUT:
            found.append(Catalog(plugin.label, (folder,), folder / "locale"))
    return found


def is_for_readers(message: Message) -> bool:
    """Whether anybody sees the string outside of the admin."""
    return not all(any(fnmatch(name, pattern) for pattern in STAFF_ALONE) for name in message.files)


def merged(messages: dict[Key, Message], old: polib.POFile, language: str) -> polib.POFile:
    """The catalog for these messages, with the translations of the old one.

    What is no longer in the sources is kept as obsolete, so that no translator's work is lost.
    """
    known: dict[Key, polib.POEntry] = {(entry.msgctxt, entry.msgid): entry for entry in old}
    new = polib.POFile(wrapwidth=99)
    new.header = old.header
    new.metadata = {
        "Project-Id-Version": "Sello Migrante",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURALS[language],
    }
    for message in messages.values():
        new.append(_entry(message, known.pop(message.key, None)))
    for entry in known.values():
        if entry.translated() or entry.obsolete:
            entry.obsolete, entry.occurrences, entry.flags = True, [], []
            new.append(entry)
    return new


def _entry(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.singular,
        msgctxt=message.context,
        occurrences=[(name, "") for name in message.files],
    )
    if any(mark.startswith("%") for mark in placeholders(message.singular)):
        entry.flags.append("python-format")
    if message.plural is None:
        entry.msgstr = old.msgstr if old is not None and not old.msgid_plural else ""
    else:
        entry.msgid_plural = message.plural
        same = old is not None and old.msgid_plural == message.plural
        entry.msgstr_plural = dict(old.msgstr_plural) if same and old else {0: "", 1: ""}
    if old is not None and "fuzzy" in old.flags:
        entry.flags.append("fuzzy")
    return entry


def update(catalog: Catalog, language: str) -> bool:
    """Brings one stored catalog to what the sources hold; whether anything changed."""
    path = catalog.path(language)
    text = str(merged(catalog.messages(), catalog.stored(language), language)) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def is_current(catalog: Catalog, language: str) -> bool:
    """Whether the stored catalog holds the strings of the sources, and no others."""
    stored = {
        (entry.msgctxt, entry.msgid): entry.msgid_plural or None
        for entry in catalog.stored(language)
        if not entry.obsolete
    }
    return stored == {key: message.plural for key, message in catalog.messages().items()}


def untranslated(catalog: Catalog, language: str) -> list[Message]:
    """What readers of this language still get in Spanish."""
    done = {
        (entry.msgctxt, entry.msgid) for entry in catalog.stored(language) if entry.translated()
    }
    return [
        message
        for key, message in catalog.messages().items()
        if key not in done and is_for_readers(message)
    ]


def compile_catalogs() -> list[Path]:
    """Makes the ``.mo`` files that are missing or older than their sources; which were made.

    To be called before Django reads its first catalog. Where the folder cannot be written, as in a
    container, the files have to come with the wheel; one that is missing is told in the log.
    """
    made = []
    for source in _sources():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            _compile(source, target)
        except OSError as problem:
            if not target.exists():
                logger.warning("%s cannot be written: %s", target, problem)
        else:
            made.append(target)
    return made


def _sources() -> Iterator[Path]:
    folders = [PACKAGE / "locale", STRINGS_OF_DJANGO]
    folders += [Path(plugin.path) / "locale" for plugin in registry.plugins()]
    for folder in folders:
        yield from sorted(folder.glob("*/LC_MESSAGES/*.po"))


def _compile(source: Path, target: Path) -> None:
    """In one step: another process may be reading the file that is replaced."""
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".mo.new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(polib.pofile(str(source)).to_binary())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
