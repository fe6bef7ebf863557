"""The layers in front of Django, and what an operator is told before going on line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sello_site import checks_deployment
from sello_site.page_cache import PageCache
from sello_site.page_cache.installation import shared_generation
from sello_site.proxy import TrustedProxies
from sello_site.request_sanity import LegibleHeaders
from sello_site.start import serving_application


def django(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    return []


@pytest.fixture(autouse=True)
def complete_settings(settings: Any, tmp_path: Path) -> Any:
    settings.DATABASE_IS_SET = settings.SECRET_KEY_IS_SET = True
    settings.SELLO_CACHE_FILE = tmp_path / "generation"
    shared_generation.cache_clear()
    yield
    shared_generation.cache_clear()


def test_proxies_are_judged_before_the_cache_and_the_cache_before_django(settings: Any) -> None:
    settings.SELLO_CACHE_MB = 8
    outermost = serving_application(django)
    assert isinstance(outermost, TrustedProxies)
    cache = outermost._application
    assert isinstance(cache, PageCache)
    assert isinstance(cache._application, LegibleHeaders)


def test_a_cache_of_no_size_is_left_out(settings: Any) -> None:
    settings.SELLO_CACHE_MB = 0
    outermost = serving_application(django)
    assert isinstance(outermost, TrustedProxies)
    assert isinstance(outermost._application, LegibleHeaders)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"SELLO_PUBLIC_URL": "http://sello.example"}, ["sello.W010"]),
        ({"SELLO_TLS": True}, ["sello.W011"]),
        ({"SELLO_TLS": True, "SELLO_TRUSTED_PROXIES": ("10.0.0.1",)}, []),
        ({"SELLO_TRUSTED_PROXIES": ("0.0.0.0/0", "10.0.0.0/8", "::/0")}, ["sello.W012"] * 2),
        ({"DEBUG": True}, ["sello.W013"]),
        ({"SELLO_DEMO": False}, ["sello.W014"]),
    ],
)
def test_operators_are_warned(changes: dict[str, Any], told: list[str], settings: Any) -> None:
    for name in ("SELLO_PUBLIC_URL", "SELLO_EDITORIAL_URL", "SELLO_DESK_URL"):
        setattr(settings, name, "http://localhost:8000")
    settings.SELLO_TRUSTED_PROXIES = ()
    settings.SELLO_TLS = False
    settings.SELLO_DEMO = True
    for name, value in changes.items():
        setattr(settings, name, value)
    messages = [
        *checks_deployment.public_address_is_safe(None),
        *checks_deployment.trusted_proxies_are_few(None),
        *checks_deployment.error_details_are_hidden(None),
        *checks_deployment.mail_leaves_the_house(None),
    ]
    assert [message.id for message in messages] == told
