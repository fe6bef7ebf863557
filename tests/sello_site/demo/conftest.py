"""The demonstration, loaded into the test's database and into folders of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from sello_site.demo import load_demo

Load = Callable[..., bool]


@pytest.fixture
def var(tmp_path: Path, settings: Settings) -> Path:
    """The folder of run-time data; uploads go below it too."""
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SELLO_DEMO = True
    settings.SELLO_PUBLIC_URL = "http://localhost:8000"
    return tmp_path


@pytest.fixture
def load(db: None, var: Path) -> Load:
    """Loads it in Spanish alone: it is loaded often here, and its translations take longest."""

    def load_quietly(*, force: bool = False) -> bool:
        return load_demo(say=lambda line: None, force=force, translated=False)

    return load_quietly


@pytest.fixture(scope="module")
def loaded_demo(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """The demonstration for all tests of a module that only read it, loaded once; its folder."""
    var = tmp_path_factory.mktemp("var")
    there = override_settings(
        VAR=var,
        MEDIA_ROOT=var / "media",
        SELLO_DEMO=True,
        SELLO_PUBLIC_URL="http://localhost:8000",
    )
    with django_db_blocker.unblock(), there, transaction.atomic():
        load_demo(say=lambda line: None)
        yield var
        transaction.set_rollback(True)
