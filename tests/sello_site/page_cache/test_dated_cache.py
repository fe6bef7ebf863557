from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache as default_cache
from django.core.cache import caches
from wagtail.models import Page, Site

from sello_site.page_cache import Generation
from sello_site.page_cache.dated_cache import DatedCache
from sello_site.page_cache.installation import shared_generation


@pytest.fixture
def elsewhere(settings: Any, tmp_path: Path) -> Iterator[Generation]:
    """The counter as another process of this host has it."""
    shared_generation.cache_clear()
    settings.SELLO_CACHE_FILE = tmp_path / "page-cache.generation"
    other = Generation(settings.SELLO_CACHE_FILE)
    default_cache.clear()
    yield other
    default_cache.clear()  # its entries carry the numbers of a counter that goes away
    other.close()
    shared_generation().close()
    shared_generation.cache_clear()


@pytest.fixture
def cache(elsewhere: Generation) -> DatedCache:
    return DatedCache(uuid.uuid4().hex, {})


def test_an_entry_lasts_until_public_data_change_anywhere(
    cache: DatedCache, elsewhere: Generation
) -> None:
    cache.set("roots", ["/inicio/"], 3600)
    assert cache.get("roots") == ["/inicio/"]
    elsewhere.bump()
    assert cache.get("roots", "gone") == "gone"


def test_a_value_that_was_looked_up_before_a_change_is_not_kept_after_it(
    cache: DatedCache, elsewhere: Generation
) -> None:
    assert cache.get("roots") is None
    looked_up = ["/inicio/"]
    elsewhere.bump()
    cache.set("roots", looked_up, 3600)
    assert cache.get("roots") is None
    cache.set("roots", ["/portada/"], 3600)
    assert cache.get("roots") == ["/portada/"]


def test_an_entry_can_be_deleted(cache: DatedCache) -> None:
    cache.set("roots", ["/inicio/"], 3600)
    assert (cache.delete("roots"), cache.get("roots")) == (True, None)


@pytest.mark.django_db
def test_links_follow_a_root_that_another_process_moved(elsewhere: Generation) -> None:
    assert isinstance(caches["default"], DatedCache)
    site = Site.objects.get(is_default_site=True)
    home = site.root_page
    below = home.add_child(
        instance=Page(title="Portada", slug="portada", content_type=home.content_type)
    )
    assert below.url == "/portada/"
    # Another process: no signal of this one tells of it.
    Site.objects.filter(pk=site.pk).update(root_page=below)
    elsewhere.bump()
    assert Page.objects.get(pk=below.pk).url == "/"
