"""The demonstration: content and accounts that the plugins bring, loaded once, in one transaction.

A plugin takes part with a ``demo`` module that has ``load(*, context)``. The modules are called in
the order of ``requires``, so a plugin may build on what those that it requires have loaded. Each is
idempotent: what exists already, known by :func:`demo_identity`, is left as it is.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from sello_site.plugin_registry import registry
from sello_site.roles import TRANSLATOR

HOME = "home"
"""Key of the page that a loaded demonstration is known by."""

_NAMESPACE = uuid.UUID("6f1f3c0e-6c3b-5a0e-9a39-3d0c3a3b7f52")
_ADVISORY_LOCK = 7_351_402_116
_WELCOME_SLUG = "home"


class DemoRefused(Exception):  # noqa: N818  # says what happened
    """The demonstration is not loaded here; the message is one line that says why."""


def demo_identity(key: str) -> uuid.UUID:
    """The identifier that the thing with this key has in every copy of the demonstration."""
    return uuid.uuid5(_NAMESPACE, key)


@dataclass
class DemoContext:
    """What the plugins' demo modules are given, and through which they hand on to one another.

    ``pages`` maps keys to page ids and ``people`` roles to accounts (empty without
    ``SELLO_DEMO``, when no accounts are made); ``say`` reports a step in one line. ``catalogs`` are
    folders with the translations of the pages' texts, which are taken in when all are there.
    """

    say: Callable[[str], None]
    demonstration: bool
    public_url: str
    var: Path
    pages: dict[str, int] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    stored_files: list[str] = field(default_factory=list)
    catalogs: list[Path] = field(default_factory=list)

    def find_page(self, key: str) -> Page | None:
        """The page that an earlier run made for this key; also remembers it in ``pages``."""
        page = Page.objects.filter(translation_key=demo_identity(key)).first()
        if page is not None:
            self.pages[key] = page.pk
        return page


def is_loaded() -> bool:
    """Whether this database holds the demonstration."""
    return Page.objects.filter(translation_key=demo_identity(HOME)).exists()


def welcome_page() -> Page | None:
    """The page that Wagtail's first migration makes, as long as nobody has used it."""
    return Page.objects.filter(
        depth=2,
        slug=_WELCOME_SLUG,
        numchild=0,
        content_type__app_label="wagtailcore",
        content_type__model="page",
        latest_revision=None,
    ).first()


def _foreign_pages() -> int:
    welcome = welcome_page()
    pages = Page.objects.filter(depth__gt=1)
    return pages.exclude(pk=welcome.pk).count() if welcome is not None else pages.count()


def _search_paused() -> contextlib.AbstractContextManager[None]:
    from sello_site.search import paused  # inline: needs the models

    return paused()


@contextlib.contextmanager
def _admin_search_paused() -> Iterator[None]:
    """Leaves Wagtail's own index alone; whoever does so makes it anew then."""
    models = [model for model in get_indexed_models() if getattr(model, "search_auto_update", True)]
    for model in models:
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)


def _build_search_index(say: Callable[[str], None]) -> None:
    if importlib.util.find_spec("sello_site.search") is None:
        return
    rebuild = getattr(importlib.import_module("sello_site.search"), "rebuild", None)
    if rebuild is not None:
        rebuild()
        say("search: index built")


def _translate(context: DemoContext) -> None:
    """At the end, since a plugin may still add to the pages of the one below it."""
    # inline: these need the models
    from sello_site.demo_translations import translate_pages
    from sello_site.translations.translators import give_language

    translator = context.people.get(TRANSLATOR)
    if translator is not None:
        give_language(translator, "ht")
    pages = translate_pages(list(context.pages.values()), folders=context.catalogs)
    if pages:
        context.say(f"translations: {pages} pages, made by machine and not reviewed")


def load_demo(*, say: Callable[[str], None], force: bool = False, translated: bool = True) -> bool:
    """Loads the demonstration of all plugins; False when it was there already.

    ``force`` also loads beside pages that somebody else made, and completes a demonstration that
    is there already (a plugin came later, the file of the accounts is lost). Not ``translated``,
    its pages stand in Spanish alone, and it is loaded in half the time. Raises
    :class:`DemoRefused` when the database holds other pages and ``force`` is not given.
    """
    context = DemoContext(
        say=say,
        demonstration=settings.SELLO_DEMO,
        public_url=settings.SELLO_PUBLIC_URL,
        var=Path(settings.VAR),
    )
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                # A second run at the same moment waits, and then finds everything loaded.
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
            if is_loaded() and not force:
                return False
            foreign = 0 if is_loaded() else _foreign_pages()
            if foreign and not force:
                raise DemoRefused(
                    f"the database holds {foreign} pages that are not the demonstration's; "
                    "nothing was changed (--force loads it beside them)"
                )
            # Pages are saved several times each until they are whole; both indexes are made once.
            with disable_reference_index_auto_update(), _search_paused(), _admin_search_paused():
                for plugin in registry.plugins():
                    module = plugin.submodule("demo")
                    if module is not None:
                        say(f"{plugin.slug}:")
                        module.load(context=context)
                if translated:
                    _translate(context)
            call_command("rebuild_references_index", verbosity=0)
            call_command("wagtail_update_index", verbosity=0, stdout=io.StringIO())
            _build_search_index(say)
    except BaseException:
        # A rolled-back transaction takes the rows away, but not the files.
        for name in context.stored_files:
            with contextlib.suppress(OSError):
                default_storage.delete(name)
        raise
    return True
