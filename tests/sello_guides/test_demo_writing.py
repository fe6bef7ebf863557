"""The demonstration's guides: enough of them, with where they come from, and nothing made up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sello_guides.demo.material import DemoGuide, GuideMaterial
from sello_guides.demo.texts import FOR_MUNICIPALITIES, FOR_PEOPLE, GUIDES
from sello_pages.demo import CONTENT_PAGES
from sello_pages.demo.topics import TOPICS
from sello_pages.demo.writing import Body
from sello_pages.taxonomy import Audience, Commitment

KEYS = [*(page.key for page in CONTENT_PAGES), *(guide.key for guide in GUIDES)]
PAGES = {key: number for number, key in enumerate(KEYS, 1)}
EVERY_GUIDE = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.key)


class AnyNumber(dict[str, int]):
    """Stands for the ids of pictures and documents, whichever are asked for."""

    def __missing__(self, key: str) -> int:
        return 1


def written(guide: DemoGuide) -> Body:
    body = Body(guide.key, pages=PAGES)
    guide.write(body, GuideMaterial(pictures=AnyNumber(), documents=AnyNumber()))
    return body


def texts(value: Any, name: str = "") -> Iterator[str]:
    """Each text that a reader sees."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, name)
    elif isinstance(value, str) and name not in {"type", "id", "kind", "level", "style"}:
        yield re.sub(r"<[^>]*>", " ", value)


def all_text(guide: DemoGuide) -> str:
    return " ".join([guide.title, guide.summary, guide.audience, *texts(written(guide).raw)])


def test_there_are_guides_for_every_commitment_and_every_audience() -> None:
    assert len(GUIDES) == 13
    assert {number for guide in GUIDES for number in guide.commitments} == set(Commitment)
    assert {kind for guide in GUIDES for kind in guide.audiences} == (
        set(Audience) - {Audience.OTHER}
    )
    assert {topic for guide in GUIDES for topic in guide.topics} == {topic.key for topic in TOPICS}


def test_keys_titles_and_addresses_differ() -> None:
    for name in ("key", "title", "slug"):
        assert len({getattr(guide, name) for guide in GUIDES}) == len(GUIDES)


@EVERY_GUIDE
def test_guide_is_long_enough_to_help_and_short_enough_to_read(guide: DemoGuide) -> None:
    assert 250 <= len(all_text(guide).split()) <= 900


@EVERY_GUIDE
def test_guide_is_filed_under_something_of_each_kind(guide: DemoGuide) -> None:
    assert guide.topics
    assert guide.audiences
    assert guide.commitments


@EVERY_GUIDE
def test_guide_states_no_rule_of_law_and_no_address_or_telephone(guide: DemoGuide) -> None:
    told = r"\b(ley|decreto|resolución exenta)\s+(n\b|nº|n°|\d)|\bartículos?\b|@|https?:|\+56|\d{5}"
    assert re.findall(told, all_text(guide), re.IGNORECASE) == []


@EVERY_GUIDE
def test_figures_are_those_of_the_programme(guide: DemoGuide) -> None:
    numbers = set(re.findall(r"\d+", all_text(guide)))
    commitments = {"1", "2", "3", "4", "5"}
    assert numbers - commitments - {"16", "128", "2023"} == set()


def test_guides_lead_to_other_guides() -> None:
    ids = {PAGES[guide.key] for guide in GUIDES}
    reached = set()
    for guide in GUIDES:
        raw = str(written(guide).raw)
        links = {int(number) for number in re.findall(r'linktype="page" id="(\d+)"', raw)}
        links |= {
            item["value"]
            for block in written(guide).raw
            if block["type"] == "related"
            for item in block["value"]["pages"]
        }
        assert (guide.key, PAGES[guide.key] in links) == (guide.key, False)
        reached |= links & ids
    assert reached == ids


def test_home_leads_to_guides_for_each_kind_of_reader() -> None:
    assert all(Audience.MUNICIPALITY in guide.audiences for guide in FOR_MUNICIPALITIES)
    assert all(Audience.MIGRANT in guide.audiences for guide in FOR_PEOPLE)
    assert len(FOR_MUNICIPALITIES) == len(FOR_PEOPLE) == 3
