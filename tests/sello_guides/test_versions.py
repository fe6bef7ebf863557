"""Versions of a guide: whole numbers that grow, with what changed, in every language."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.blocks import StreamBlockValidationError

from sello_guides.blocks import VersionBlocks
from sello_guides.models import GuidePage

pytestmark = pytest.mark.django_db

MakeGuide = Callable[..., GuidePage]
TOMORROW = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()


def noted(*versions: tuple[int, str]) -> list[dict[str, Any]]:
    return [
        {"type": "version", "value": {"number": number, "date": date, "note": f"Cambio {number}"}}
        for number, date in versions
    ]


def with_versions(guide: GuidePage, *versions: tuple[int, str]) -> GuidePage:
    guide.version_notes = guide.version_notes.stream_block.to_python(noted(*versions))
    guide.save_revision().publish()
    return GuidePage.objects.get(pk=guide.pk)


def wrong(*versions: tuple[int, str]) -> dict[int, list[str]]:
    """Position → the fields that are refused."""
    block = VersionBlocks()
    try:
        block.clean(block.to_python(noted(*versions)))
    except StreamBlockValidationError as error:
        return {
            position: sorted(problem.block_errors)
            for position, problem in error.block_errors.items()
        }
    return {}


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([(1, "2026-01-01"), (2, "2026-01-01"), (5, "2026-02-01")], {}),
        ([(2, "2026-01-01"), (2, "2026-02-01")], {1: ["number"]}),
        ([(3, "2026-01-01"), (2, "2025-02-01")], {1: ["date", "number"]}),
        ([(0, "2026-01-01")], {0: ["number"]}),
        ([(1, TOMORROW)], {0: ["date"]}),
    ],
)
def test_numbers_and_dates_of_versions_go_forward(
    versions: list[tuple[int, str]], expected: dict[int, list[str]]
) -> None:
    assert wrong(*versions) == expected


def test_guide_is_its_last_version_and_its_first_before_any_is_noted(
    make_guide: MakeGuide,
) -> None:
    guide = make_guide("Una")
    assert guide.version == 1
    assert with_versions(guide, (1, "2026-01-01"), (3, "2026-02-01")).version == 3


def test_page_tells_the_version_and_what_changed_the_newest_first(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = with_versions(make_guide("Una"), (1, "2026-01-05"), (2, "2026-02-03"))
    page = BeautifulSoup(client.get(guide.get_url()).content, "html.parser")
    assert page.select_one(".guide-version").get_text(" ", strip=True) == "2 · Qué cambió"
    assert page.select_one(".guide-version a")["href"] == "#guia-versiones"
    assert [
        " ".join(item.get_text().split())
        for item in page.select("[aria-labelledby=guia-versiones] li")
    ] == [
        "Versión 2, 3 de febrero de 2026: Cambio 2",
        "Versión 1, 5 de enero de 2026: Cambio 1",
    ]


def test_notes_are_translated_and_numbers_are_not(
    make_guide: MakeGuide, translate: Callable[..., GuidePage]
) -> None:
    guide = with_versions(make_guide("Una"), (1, "2026-01-05"), (4, "2026-02-03"))
    translated = translate(guide, "ht")
    assert translated.version == 4
    assert [note.value["note"] for note in translated.version_notes] == [
        "ht: Cambio 1",
        "ht: Cambio 4",
    ]
