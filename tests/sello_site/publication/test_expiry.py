"""What the clock alone changes is not kept beyond that moment."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db

USUAL = "public, max-age=0, s-maxage=60, stale-while-revalidate=30"


def kept(client: Client, path: str) -> tuple[str, float | None]:
    """Cache-Control, and the seconds for which our own page cache keeps the answer."""
    answer = client.get(path)
    assert answer.status_code == 200
    seconds = answer.headers.get("X-Sello-Cache-Seconds")
    return answer.headers["Cache-Control"], seconds and float(seconds)


def test_a_page_that_expires_soon_is_kept_until_then_and_by_nobody_else(
    client: Client, make_page: Any
) -> None:
    soon = timezone.now() + datetime.timedelta(seconds=100)
    page = make_page("Vence", expire_at=soon)
    for path in (page.url, f"/api/v3/pages/{page.pk}/", "/api/v3/pages/"):
        directive, seconds = kept(client, path)
        assert directive == "public, max-age=0, s-maxage=0"
        assert seconds is not None
        assert 80 < seconds < 100


def test_what_lies_below_a_page_expires_with_it(client: Client, make_page: Any) -> None:
    soon = timezone.now() + datetime.timedelta(seconds=100)
    below = make_page("Debajo", parent=make_page("Vence", expire_at=soon))
    assert kept(client, below.url)[0] == "public, max-age=0, s-maxage=0"


def test_a_page_that_expires_late_or_never_is_kept_as_usual(client: Client, make_page: Any) -> None:
    later = timezone.now() + datetime.timedelta(seconds=200)
    late, never = make_page("Más tarde", expire_at=later), make_page("Nunca")
    assert [kept(client, page.url) for page in (late, never)] == [(USUAL, None)] * 2


def test_a_draft_that_would_expire_changes_nothing(client: Client, make_page: Any) -> None:
    soon = timezone.now() + datetime.timedelta(seconds=100)
    make_page("Borrador", live=False, expire_at=soon)
    assert kept(client, make_page("Nunca").url) == (USUAL, None)
