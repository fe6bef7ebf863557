from __future__ import annotations

from pathlib import Path

from django.core.files.base import ContentFile

from sello_site.static_files import SiteStaticFilesStorage

SCRIPT = b"function hello() { return 'hello, hello, hello, hello'; }\n" * 40


def test_brotli_is_spent_on_the_files_of_readers_and_gzip_on_all(tmp_path: Path) -> None:
    storage = SiteStaticFilesStorage(location=tmp_path, base_url="/static/")
    names = ["sello/site.js", "guides/guides.js", "wagtailadmin/js/core.js"]
    for name in names:
        storage.save(name, ContentFile(SCRIPT))
    list(storage.post_process({name: (storage, name) for name in names}))

    compressed = sorted(
        f"{path.parent.relative_to(tmp_path)} {path.suffix}"
        for path in tmp_path.rglob("*")
        if path.suffix in {".br", ".gz"}
    )

    assert compressed == [
        "guides .br",
        "guides .gz",
        "sello .br",
        "sello .gz",
        "wagtailadmin/js .gz",
    ]
