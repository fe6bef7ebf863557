"""Puts the page cache in its place on this site: what settings, WSGI, worker and migrate call."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from sello_site.page_cache.generation import Generation
from sello_site.page_cache.invalidation import Invalidation
from sello_site.page_cache.public_tables import PublicTables, public_tables
from sello_site.page_cache.triggers import sync_triggers
from sello_site.page_cache.wrapper import Application, PageCache
from sello_site.plugin_registry import public_models

_MEGABYTE = 1_000_000
_DEFAULT_PORTS = {"http": 80, "https": 443}


@cache
def shared_generation() -> Generation:
    """The counter of this host, from SELLO_CACHE_FILE.

    Raises GenerationFileError when the file cannot be made or is not ours.
    """
    return Generation(settings.SELLO_CACHE_FILE)


def in_front_of(application: Application) -> Application:
    """The application behind a page cache of SELLO_CACHE_MB megabytes; itself when that is 0."""
    if settings.SELLO_CACHE_MB == 0:
        return application
    return PageCache(
        application,
        generation=shared_generation(),
        hosts=cacheable_hosts(
            (settings.SELLO_PUBLIC_URL, settings.SELLO_EDITORIAL_URL), settings.ALLOWED_HOSTS
        ),
        max_bytes=settings.SELLO_CACHE_MB * _MEGABYTE,
        bypass_cookies=(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME),
        bypass_prefixes=(settings.STATIC_URL, settings.MEDIA_URL),
    )


def watch_database() -> None:
    """Have every commit of this process to a public table empty the page cache of this host."""
    Invalidation(shared_generation, declared_tables).install()


def start_listener(dsn: str, stop: threading.Event) -> threading.Thread:
    """Have changes made elsewhere empty the page cache of this host too; one thread a host."""
    from sello_site.page_cache.listener import run_listener  # inline: web processes never listen

    thread = threading.Thread(
        target=run_listener, args=(dsn, shared_generation(), stop), name="page-cache-listener",
        daemon=True,
    )  # fmt: skip
    thread.start()
    return thread


def sync_declared_triggers(connection: BaseDatabaseWrapper) -> None:
    """Make the tables of all public models announce their changes; as the owner, after migrate."""
    sync_triggers(connection, declared_tables())


def declared_tables() -> PublicTables:
    """The tables of the models that the platform and its plugins declare public."""
    return public_tables(public_models())


def cacheable_hosts(addresses: Iterable[str], names: Iterable[str]) -> set[str]:
    """Exact Host headers whose pages are stored: those of the addresses, and the further allowed
    names at the same ports. Patterns (a leading dot, a star) are answered, but not stored: their
    number is without bound."""
    hosts: set[str] = set()
    plain = [name for name in names if not name.startswith((".", "*"))]
    for address in addresses:
        parts = urlsplit(address)
        default = _DEFAULT_PORTS.get(parts.scheme)
        port = parts.port or default
        for name in (str(parts.hostname), *plain):
            hosts.add(f"{name}:{port}")
            if port == default:
                hosts.add(name)
    return hosts
