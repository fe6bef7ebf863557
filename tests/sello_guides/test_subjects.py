"""What a guide is about: topics, audiences and commitments, in every language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from sello_accounts.testing import make_member
from sello_guides.models import GuidePage
from sello_pages.taxonomy import Topic
from sello_site.roles import EDITOR
from sello_site.testing_people import signed_in
from sello_site.translations.tree import mirror

pytestmark = pytest.mark.django_db

MakeGuide = Callable[..., GuidePage]
API_QUERIES = 8
Subjects = tuple[list[str], list[str], list[int]]


def subjects(guide: GuidePage, language: str = "es") -> Subjects:
    page = GuidePage.objects.get(
        translation_key=guide.translation_key, locale__language_code=language
    )
    return page.topic_keys, page.audiences, page.commitments


def topics() -> list[Topic]:
    return [
        Topic.objects.create(key=key, name=key.title(), position=position)
        for position, key in enumerate(("atencion", "datos"))
    ]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"audiences": ["nobody"]}, "guide_audiences_are_known"),
        ({"commitments": [6]}, "guide_commitments_are_known"),
    ],
)
def test_database_refuses_what_is_no_choice(
    make_guide: MakeGuide, values: dict[str, object], constraint: str
) -> None:
    guide = make_guide("Una")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        GuidePage.objects.filter(pk=guide.pk).update(**values)


def test_choices_are_stored_once_and_in_their_own_order(make_guide: MakeGuide) -> None:
    guide = make_guide("Una", audiences=["migrant", "municipality", "migrant"], commitments=[4, 1])
    assert subjects(guide) == ([], ["municipality", "migrant"], [1, 4])


def test_aliases_and_translations_are_about_what_the_original_is_about(
    make_guide: MakeGuide, translate: Callable[..., GuidePage]
) -> None:
    service, data = topics()
    guide = make_guide("Una", audiences=["migrant"], commitments=[2])
    mirror(guide)
    translate(guide, "ht")
    assert subjects(guide, "ht") == ([], ["migrant"], [2])

    guide = GuidePage.objects.get(pk=guide.pk)
    guide.topics.set([service, data])
    guide.audiences, guide.commitments = ["municipality"], [1, 5]
    guide.save_revision().publish()
    changed: Subjects = (["atencion", "datos"], ["municipality"], [1, 5])
    assert [subjects(guide, code) for code in ("es", "ht", "en")] == [changed] * 3

    guide = GuidePage.objects.get(pk=guide.pk)
    guide.topics.clear()
    guide.save_revision().publish()
    translate(guide, "ht")
    emptied: Subjects = ([], ["municipality"], [1, 5])
    assert [subjects(guide, code) for code in ("es", "ht", "en")] == [emptied] * 3


def test_editor_marks_them_as_checkboxes_with_names(client: Client, make_guide: MakeGuide) -> None:
    topics()
    guide = make_guide("Una", audiences=["migrant"])
    signed_in(client, make_member("quien@example.org", EDITOR))
    page = client.get(f"/admin/pages/{guide.pk}/edit/").content.decode()
    assert (page.count('name="audiences"'), page.count('name="commitments"')) == (4, 5)
    assert page.count('name="topics"') == 2
    assert page.count('name="audiences" value="migrant"') == 1


@pytest.mark.parametrize("count", [1, 3])
def test_api_tells_them_with_the_same_queries_for_one_and_three_guides(
    client: Client,
    make_guide: MakeGuide,
    django_assert_num_queries: Callable[..., Any],
    count: int,
) -> None:
    service, data = topics()
    for number in range(count):
        guide = make_guide(f"Guía {number}", size=0, audiences=["migrant"], commitments=[2])
        guide.topics.set([data, service])
        guide.save_revision().publish()
    address = "/api/v3/pages/?type=sello_guides.GuidePage&content=true"
    client.get(address)
    with django_assert_num_queries(API_QUERIES):
        answer = client.get(address)
    assert [
        (item["topic_keys"], item["audiences"], item["commitments"])
        for item in answer.json()["items"]
        if item["meta"]["locale"] == "es"
    ] == [(["atencion", "datos"], ["migrant"], [2])] * count
