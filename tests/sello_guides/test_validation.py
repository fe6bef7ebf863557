"""A guide is either validated by somebody on some day, or it says that it is an example."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from sello_accounts.testing import make_member
from sello_guides.models import GuideIndexPage, GuidePage
from sello_guides.validation import fingerprint_of
from sello_site.roles import AUTHOR, EDITOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

MakeGuide = Callable[..., GuidePage]
MARK = "Contenido de ejemplo: no validado por SERMIG"
CHANGED = "El texto cambió después de su validación por SERMIG"
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


def changed(guide: GuidePage, **fields: object) -> GuidePage:
    """The guide as published after somebody changed these fields."""
    guide = GuidePage.objects.get(pk=guide.pk)
    for name, value in fields.items():
        setattr(guide, name, value)
    guide.save_revision().publish()
    return GuidePage.objects.get(pk=guide.pk)


def form_of(client: Client, guide: GuidePage) -> dict[str, str]:
    """What a browser would send of the editor's form."""
    page = BeautifulSoup(client.get(f"/admin/pages/{guide.pk}/edit/").content, "html.parser")
    form = page.select_one("#page-edit-form")
    sent = {
        field["name"]: field.get("value", "")
        for field in form.select("input[name]")
        if field.get("type") not in {"checkbox", "radio", "submit"} or field.has_attr("checked")
    }
    sent |= {field["name"]: field.get_text() for field in form.select("textarea[name]")}
    # Blocks are drawn by a script; the guide has none.
    streams = ("body", "sources", "attachments", "related_guides", "version_notes")
    return sent | {f"{name}-count": "0" for name in streams}


def draft_of(guide: GuidePage) -> GuidePage:
    draft: GuidePage = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    return draft


@pytest.fixture
def validated(make_guide: MakeGuide) -> GuidePage:
    return make_guide("Validada", size=0, validated_by="Ana Soto", validated_on=DAY)


@pytest.mark.parametrize("field", ["title", "summary", "audience"])
def test_validation_ends_when_the_words_change_and_the_page_says_so(
    client: Client, validated: GuidePage, field: str
) -> None:
    assert validated.is_validated
    guide = changed(validated, **{field: "Otra cosa"})
    assert (guide.is_validated, guide.validation_notice) == (False, CHANGED)
    page = html(client, guide.get_url())
    assert page.count(CHANGED) == 1
    assert "Ana Soto" in page
    assert html(client, "/guias/").count(CHANGED) == 1


def test_validation_ends_when_a_block_or_a_source_changes(make_guide: MakeGuide) -> None:
    validated = make_guide("Validada", validated_by="Ana Soto", validated_on=DAY)
    assert validated.is_validated
    body = validated.body.stream_block.to_python(
        [{"type": "heading", "value": {"text": "Otro", "level": "h2"}}]
    )
    assert not changed(validated, body=body).is_validated
    assert changed(validated, body=validated.body).is_validated
    sources = validated.sources.stream_block.to_python([])
    assert not changed(validated, sources=sources).is_validated


def test_validation_stays_with_what_is_no_text(validated: GuidePage) -> None:
    assert changed(validated, responsible_unit="Otra", review_by=DAY, commitments=[1]).is_validated


def test_validation_comes_back_with_the_words_that_were_validated(validated: GuidePage) -> None:
    assert not changed(validated, summary="Otro resumen").is_validated
    assert changed(validated, summary="Resumen de Validada").is_validated


def test_identities_and_editor_keys_are_not_words(make_guide: MakeGuide) -> None:
    guide = make_guide("Una")
    before = fingerprint_of(guide)
    value = "<p>Hola</p>"
    texts = [
        [{"type": "text", "value": value, "id": "a"}],
        [{"type": "text", "value": '<p data-block-key="x1">Hola</p>', "id": "b"}],
        [{"type": "text", "value": "<p>Adiós</p>", "id": "b"}],
    ]
    found = []
    for raw in texts:
        guide.body = guide.body.stream_block.to_python(raw)
        found.append(fingerprint_of(guide))
    assert found[0] == found[1]
    assert len({before, found[0], found[2]}) == 3


def test_author_who_edits_in_the_admin_ends_the_validation_and_cannot_restore_it(
    client: Client, validated: GuidePage
) -> None:
    signed_in(client, make_member("quien@example.org", AUTHOR))
    sent = form_of(client, validated)
    assert {"validated_by", "validated_on", "validates_again"}.isdisjoint(sent)
    sent |= {"summary": "Otro", "validates_again": "on", "validated_on": "2026-11-03"}
    assert client.post(f"/admin/pages/{validated.pk}/edit/", sent).status_code == 302
    draft = draft_of(validated)
    assert (draft.summary, draft.was_validated, draft.is_validated) == ("Otro", True, False)
    assert draft.validated_on == DAY


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({}, False),
        ({"validates_again": "on"}, True),
        ({"validated_on": "2026-11-03"}, True),
    ],
)
def test_editor_validates_the_new_words_by_saying_so(
    client: Client, validated: GuidePage, statement: dict[str, str], expected: bool
) -> None:
    signed_in(client, make_member("quien@example.org", EDITOR))
    sent = form_of(client, validated) | {"summary": "Otro"} | statement
    assert client.post(f"/admin/pages/{validated.pk}/edit/", sent).status_code == 302
    draft = draft_of(validated)
    assert (draft.summary, draft.is_validated) == ("Otro", expected)


def test_saving_without_a_change_keeps_the_validation(client: Client, validated: GuidePage) -> None:
    signed_in(client, make_member("quien@example.org", AUTHOR))
    sent = form_of(client, validated)
    assert client.post(f"/admin/pages/{validated.pk}/edit/", sent).status_code == 302
    assert draft_of(validated).is_validated


def test_translation_carries_what_held_for_the_original(
    validated: GuidePage, translate: Callable[..., GuidePage]
) -> None:
    assert translate(validated).is_validated
    guide = changed(validated, summary="Otro resumen")
    assert not translate(guide).is_validated
