"""A guide is either validated by somebody on some day, or it says that it is an example."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from sello_guides.models import GuideIndexPage, GuidePage

pytestmark = pytest.mark.django_db

MakeGuide = Callable[..., GuidePage]
MARK = "Contenido de ejemplo: no validado por SERMIG"
DAY = datetime.date(2026, 11, 2)


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_guide_that_nobody_validated_says_so_on_its_page_and_in_the_list(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Sin validar")
    assert html(client, guide.get_url()).count(MARK) == 1
    assert html(client, "/guias/").count(MARK) == 1


def test_validated_guide_names_who_and_when_and_carries_no_mark(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Validada", validated_by="Ana Soto, jefa de unidad", validated_on=DAY)
    page = html(client, guide.get_url())
    assert MARK not in page
    assert "Ana Soto, jefa de unidad" in page
    assert "2 de noviembre de 2026" in page
    assert MARK not in html(client, "/guias/")


@pytest.mark.parametrize(
    "half",
    [
        {"validated_by": "Ana Soto"},
        {"validated_on": DAY},
        {"validated_by": "", "validated_on": DAY},
    ],
)
def test_database_refuses_half_a_validation(make_guide: MakeGuide, half: dict[str, object]) -> None:
    guide = make_guide("Media")
    with pytest.raises(IntegrityError, match="guide_validation_is_whole"), transaction.atomic():
        GuidePage.objects.filter(pk=guide.pk).update(**half)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"validated_by": "Ana Soto"}, "validated_on"),
        ({"validated_on": DAY}, "validated_by"),
        ({"validated_by": "  ", "validated_on": DAY}, "validated_by"),
        (
            {
                "validated_by": "Ana Soto",
                "validated_on": timezone.localdate() + datetime.timedelta(days=1),
            },
            "validated_on",
        ),
    ],
)
def test_form_says_which_half_is_missing(fields: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValidationError) as caught:
        GuidePage(title="Guía", **fields).clean()
    assert list(caught.value.message_dict) == [wrong]


def test_copy_of_a_validated_guide_is_not_validated(
    index: GuideIndexPage, make_guide: MakeGuide
) -> None:
    guide = make_guide("Original", validated_by="Ana Soto", validated_on=DAY)
    copy = guide.copy(to=index, update_attrs={"slug": "copia", "title": "Copia"})
    assert (copy.is_validated, copy.validated_by, copy.validated_on) == (False, "", None)


def test_review_is_due_from_its_day_on() -> None:
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    assert GuidePage(review_by=today).is_due_for_review
    assert not GuidePage(review_by=today + day).is_due_for_review
    assert not GuidePage(review_by=None).is_due_for_review


def test_only_those_who_publish_may_state_that_a_guide_was_validated() -> None:
    who = Group.objects.filter(permissions__codename="validate_guide").values_list(
        "name", flat=True
    )
    assert sorted(who) == ["Administración", "Edición"]
