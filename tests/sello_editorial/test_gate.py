"""Every way by which a person publishes, tried with a page that has errors and with one that has
none."""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, Page, Revision

from sello_editorial.checking.gate import PublishingRefused
from sello_pages.models import ContentPage, HomePage
from sello_site import testing_people
from sello_site.testing_people import with_second_factor

from .conftest import MakePage, People, SignIn, text

pytestmark = pytest.mark.django_db

USELESS = '<p><a href="https://e.example/">aquí</a></p>'
USEFUL = '<p><a href="https://e.example/">el informe</a></p>'


def by_action(page: ContentPage, person: Any) -> None:
    with contextlib.suppress(PublishingRefused):
        page.get_latest_revision().publish(user=person)


def by_admin_api(page: ContentPage, person: Any) -> None:
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
    answer = _client(person).post(address, {}, content_type="application/json")
    assert answer.status_code in {200, 400}


def by_api(page: ContentPage, person: Any) -> None:
    answer = _api(person, f"{page.pk}/actions/publish/")
    assert answer.status_code in {200, 422}


def by_writing_api(page: ContentPage, person: Any) -> None:
    meta = {"type": "sello_pages.ContentPage", "action": "publish"}
    data = {"meta": meta, "title": page.draft_title}
    assert _api(person, f"{page.pk}/", data, method="patch").status_code in {200, 422}


def by_bringing_back_a_revision(page: ContentPage, person: Any) -> None:
    revision = page.get_latest_revision()
    answer = _api(person, f"{page.pk}/actions/revert/", {"revision_id": revision.pk})
    assert answer.status_code == 200
    answer = _api(person, f"{page.pk}/actions/publish/")
    assert answer.status_code in {200, 422}


def by_publishing_the_page_above(page: ContentPage, person: Any) -> None:
    above = page.get_parent().specific
    above.content_owner, above.review_by = person, page.review_by
    above.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = _client(person).post(
        f"{address}?id={above.pk}&next=/admin/", {"include_descendants": "on"}
    )
    assert answer.status_code == 302


def by_bulk_action(page: ContentPage, person: Any) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = _client(person).post(f"{address}?id={page.pk}&next=/admin/")
    assert answer.status_code == 302


def by_approval(page: ContentPage, person: Any) -> None:
    state = page.get_workflow().start(page, person)
    address = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", state.current_task_state.pk],
    )
    assert _client(person).post(address).status_code == 302


def by_approval_in_a_dialog(page: ContentPage, person: Any) -> None:
    state = page.get_workflow().start(page, person)
    address = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", state.current_task_state.pk],
    )
    answer = _client(person).post(address, headers={"x-requested-with": "XMLHttpRequest"})
    assert json.loads(answer.content)["step"] == "success"


def by_schedule(page: ContentPage, person: Any) -> None:
    page.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    with contextlib.suppress(PublishingRefused):
        page.save_revision().publish(user=person)
    # The hour passes.
    before = timezone.now() - datetime.timedelta(minutes=1)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.content["go_live_at"] = before.isoformat()
        revision.approved_go_live_at = before
        revision.save()
    call_command("publish_scheduled", stdout=StringIO())


WAYS = [
    by_action,
    by_admin_api,
    by_api,
    by_writing_api,
    by_bringing_back_a_revision,
    by_bulk_action,
    by_publishing_the_page_above,
    by_approval,
    by_approval_in_a_dialog,
    by_schedule,
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("html", "is_live"), [(USELESS, False), (USEFUL, True)])
def test_page_with_an_error_goes_live_by_no_way(
    make_page: MakePage, people: People, way: Callable[..., None], html: str, is_live: bool
) -> None:
    page = make_page(body=[text(html)])
    way(page, people["administrator"])
    after = ContentPage.objects.get(pk=page.pk)
    assert (after.live, after.get_latest_revision_as_object().body.raw_data[0]["value"]) == (
        is_live,
        html,
    )


@pytest.mark.parametrize("way", WAYS)
def test_draft_with_an_error_leaves_what_is_live(
    make_page: MakePage, people: People, way: Callable[..., None]
) -> None:
    page = make_page("Como estaba", live=True)
    page.title, page.body = "Nueva", page.body.stream_block.to_python([text(USELESS)])
    page.save_revision()
    way(page, people["administrator"])
    after = ContentPage.objects.get(pk=page.pk)
    assert (after.live, after.title, after.draft_title) == (True, "Como estaba", "Nueva")


def test_what_is_live_and_wrong_stays_live(make_page: MakePage, client: Client) -> None:
    page = make_page("Antigua", body=[text(USELESS)], live=True)
    assert client.get(page.url).status_code == 200


def test_approval_that_is_refused_is_taken_back(make_page: MakePage, people: People) -> None:
    page = make_page(body=[text(USELESS)])
    by_approval(page, people["administrator"])
    state = ContentPage.objects.get(pk=page.pk).current_workflow_state
    assert (state.status, state.current_task_state.status) == ("in_progress", "in_progress")


def test_api_says_what_is_wrong(make_page: MakePage, people: People) -> None:
    page = make_page(content_owner=None, review_by=None)
    answer = _api(people["administrator"], f"{page.pk}/actions/publish/")
    assert answer.status_code == 422
    assert [error["msg"] for error in answer.json()["errors"]] == [
        "«Página» no se publicó. A cargo de: Indique quién mantiene esta página al día.",
        "«Página» no se publicó. Revisar antes de: Indique cuándo hay que revisarla de nuevo.",
    ]


def test_whoever_may_not_publish_is_told_that_alone(make_page: MakePage, people: People) -> None:
    page = make_page(body=[text(USELESS)])
    answer = _api(people["author"], f"{page.pk}/actions/publish/")
    assert (answer.status_code, b"aqu" in answer.content) == (403, False)


def test_code_publishes_what_nobody_could_be_told_of(make_page: MakePage) -> None:
    assert make_page(content_owner=None, live=True).live is True


def test_translations_follow_their_original(make_page: MakePage, people: People) -> None:
    page = make_page("Antigua", body=[text(USELESS)], live=True)
    alias = Page.objects.get(translation_key=page.translation_key, locale__language_code="ht")
    assert alias.live is True


# In the editor


def form(page: ContentPage | None, *, html: str, **extra: Any) -> dict[str, Any]:
    """The editor's form of a page with one block of text."""
    return {
        "title": "Cambiada",
        "summary": "Otro resumen.",
        "slug": page.slug if page else "nueva",
        "responsible_unit": "Departamento de Inclusión",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "1f0a1b52-1f5e-4a9b-9a0e-6a0f5f0a1b52",
        "body-0-value": json.dumps(_draft_of(html)),
        **extra,
    }


def _draft_of(html: str) -> dict[str, Any]:
    """What the rich text editor sends for one paragraph that is a link."""
    label = html.partition('">')[2].partition("<")[0]
    return {
        "blocks": [
            {
                "key": "a",
                "text": label,
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"key": 0, "offset": 0, "length": len(label)}],
            }
        ],
        "entityMap": {
            "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://e.example/"}}
        },
    }


@pytest.fixture
def care(people: People) -> dict[str, Any]:
    day = timezone.localdate() + datetime.timedelta(days=30)
    return {"content_owner": people["author"].pk, "review_by": day.isoformat()}


PUBLISH = {"action-publish": "action-publish"}


def test_editor_comes_back_to_the_draft_with_what_to_mend(
    make_page: MakePage, signed_in: SignIn, care: dict[str, Any]
) -> None:
    page = make_page("Como estaba", live=True)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client = signed_in("editor")
    answer = client.post(address, {**form(page, html=USELESS), **care, **PUBLISH})
    assert (answer.status_code, answer["Location"]) == (302, address)
    after = ContentPage.objects.get(pk=page.pk)
    assert (after.title, after.draft_title) == ("Como estaba", "Cambiada")
    (message,) = [str(one) for one in get_messages(answer.wsgi_request)]
    assert message == (
        "No se publicó. El borrador quedó guardado; corrija esto y publique de nuevo:"
        "<ul><li><strong>Contenido › 1. Texto:</strong> "
        "El enlace «aquí» no dice adónde lleva: nombre la página o la acción.</li></ul>"
    )
    answer = client.post(address, {**form(page, html=USEFUL), **care, **PUBLISH})
    assert ContentPage.objects.get(pk=page.pk).title == "Cambiada"


@pytest.mark.parametrize(("html", "is_live"), [(USELESS, False), (USEFUL, True)])
def test_new_page_with_an_error_is_kept_as_a_draft(
    home: HomePage, signed_in: SignIn, care: dict[str, Any], html: str, is_live: bool
) -> None:
    address = reverse("wagtailadmin_pages:add", args=["sello_pages", "contentpage", home.pk])
    answer = signed_in("editor").post(address, {**form(None, html=html), **care, **PUBLISH})
    page = ContentPage.objects.get(slug="nueva", locale__language_code="es")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert answer.status_code == 302
    assert (page.live, page.has_unpublished_changes, answer["Location"] == edit) == (
        is_live,
        not is_live,
        not is_live,
    )


def test_approving_while_editing_keeps_what_was_written(
    make_page: MakePage, people: People, signed_in: SignIn, care: dict[str, Any]
) -> None:
    page = make_page(owner=people["author"])
    page.get_workflow().start(page, people["author"])
    answer = signed_in("editor").post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            **form(page, html=USELESS),
            **care,
            "action-workflow-action": "true",
            "workflow-action-name": "approve",
        },
    )
    assert answer.status_code == 302
    after = ContentPage.objects.get(pk=page.pk)
    assert (after.live, after.draft_title) == (False, "Cambiada")
    assert after.current_workflow_state.status == "in_progress"


def test_author_who_submits_is_told_what_will_be_asked(
    make_page: MakePage, people: People, signed_in: SignIn, care: dict[str, Any]
) -> None:
    page = make_page(owner=people["author"])
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    sent = {**form(page, html=USELESS), **care, "action-submit": "action-submit"}
    answer = signed_in("author").post(address, sent)
    assert ContentPage.objects.get(pk=page.pk).workflow_in_progress is True
    messages = [str(one) for one in get_messages(answer.wsgi_request)]
    assert [one for one in messages if "Así como está no se podrá publicar" in one] != []


def test_panel_lists_errors_and_warnings_beside_the_page(
    make_page: MakePage, signed_in: SignIn
) -> None:
    page = make_page(content_owner=None, body=[text(USELESS)])
    html = signed_in("editor").get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    panel = html.content.decode().partition('data-side-panel="sello-review"')[2]
    assert "Impide publicar (2)" in panel
    assert f"#block-{page.body[0].id}-section" in panel
    assert "#id_content_owner" in panel


def test_new_page_is_kept_by_its_author_for_half_a_year(
    home: HomePage, people: People, signed_in: SignIn
) -> None:
    address = reverse("wagtailadmin_pages:add", args=["sello_pages", "contentpage", home.pk])
    shown = signed_in("editor").get(address).context["form"].instance
    assert shown.content_owner_id == people["editor"].pk
    assert shown.review_by == timezone.localdate() + datetime.timedelta(days=182)


def _client(person: Any) -> Client:
    return testing_people.signed_in(Client(), person)


def _api(
    person: Any, path: str, data: dict[str, Any] | None = None, *, method: str = "post"
) -> Any:
    _token, key = APIToken.create_token(user=with_second_factor(person), name="prueba")
    return getattr(Client(), method)(
        f"/api/v3/pages/{path}",
        json.dumps(data or {}),
        content_type="application/json",
        headers={"authorization": f"Bearer {key}"},
    )
