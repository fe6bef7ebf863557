"""Guides are written through the API with the powers of the person that the token stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import APIToken

from sello_accounts.testing import make_member
from sello_guides.models import GuideIndexPage, GuidePage
from sello_site.roles import AUTHOR, EDITOR
from sello_site.testing_people import with_second_factor

pytestmark = pytest.mark.django_db

MakeGuide = Callable[..., GuidePage]
VALIDATION = {"validated_by": "Ana Soto", "validated_on": "2026-11-02"}


def headers(role: str) -> dict[str, str]:
    user = with_second_factor(make_member("quien@example.org", role))
    secret = APIToken.generate_token()
    APIToken.objects.create(
        user=user, name="prueba", key_hash=APIToken.candidate_key_hashes(secret)[0]
    )
    return {"authorization": f"Bearer {secret}"}


def send(method: str, path: str, role: str, **values: Any) -> Any:
    client = Client(raise_request_exception=False)
    return getattr(client, method)(
        path, values, content_type="application/json", headers=headers(role)
    )


@pytest.mark.parametrize("role", [AUTHOR, EDITOR])
def test_a_guide_is_changed_in_what_is_sent_and_nothing_else(
    role: str, make_guide: MakeGuide
) -> None:
    guide = make_guide("Antes", validated_by="Eva Rojas", validated_on="2026-11-01")
    answer = send(
        "patch",
        f"/api/v3/pages/{guide.pk}/",
        role,
        title="Después",
        meta={"type": "sello_guides.GuidePage"},
    )
    assert answer.status_code == 200, answer.content
    draft = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("Después", guide.summary)
    assert (draft.validated_by, str(draft.validated_on)) == ("Eva Rojas", "2026-11-01")


def test_no_token_of_an_author_states_a_validation(
    index: GuideIndexPage, make_guide: MakeGuide
) -> None:
    guide = make_guide("Antes")
    answer = send(
        "patch",
        f"/api/v3/pages/{guide.pk}/",
        AUTHOR,
        title="Después",
        meta={"type": "sello_guides.GuidePage"},
        **VALIDATION,
    )
    assert answer.status_code < 500, answer.content
    found = GuidePage.objects.get(pk=guide.pk)
    draft = found.get_latest_revision_as_object()
    assert [found.is_validated, draft.is_validated] == [False, False]


def test_a_new_guide_is_written_without_its_validation(index: GuideIndexPage) -> None:
    answer = send(
        "post",
        "/api/v3/pages/",
        AUTHOR,
        title="Nueva",
        slug="nueva",
        meta={"type": "sello_guides.GuidePage", "parent_id": index.pk},
        **VALIDATION,
    )
    assert answer.status_code == 201, answer.content
    made = GuidePage.objects.get(slug="nueva").get_latest_revision_as_object()
    assert (made.title, made.live, made.is_validated) == ("Nueva", False, False)
