"""Static files under hashed names, compressed once.

Whitenoise compresses every file with brotli at its highest quality, under its plain and its hashed
name: a minute of work for the admin's bundles on every first start. Readers get what counts: the
files of the site and its plugins, in brotli and gzip. The admin's are compressed with gzip.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from sello_site.plugin_registry import registry


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage that spends brotli on the public pages' files only."""

    _for_readers = False

    def create_compressor(self, **options: Any) -> Compressor:
        return Compressor(use_brotli=self._for_readers, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        hashed = set(self.hashed_files.values())
        readers_folders = {"sello", *(plugin.slug for plugin in registry.plugins())}
        chosen = sorted(hashed.intersection(paths))
        for self._for_readers in (True, False):
            yield from super().compress_files(
                [
                    path
                    for path in chosen
                    if (path.partition("/")[0] in readers_folders) is self._for_readers
                ]
            )
