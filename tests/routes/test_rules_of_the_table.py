"""What the table may not say, whoever wrote it, and controls that it can say the opposite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils.translation import override

from routes import table
from routes.conftest import Stage
from routes.listing import listed_routes
from routes.people import EVERYBODY, NOBODY, ROLES
from routes.visiting import REFUSED, SIGN_IN, rows_written
from sello_accounts.membership_roles import membership_roles
from sello_pages.models import ContentPage
from sello_site.roles import declared_roles
from sello_site.zones import Zone, zone_of_path

pytestmark = pytest.mark.django_db

MUNICIPAL = ("operator", "coord", "neighbour", "officer", "liaison")
DENIALS = {SIGN_IN, REFUSED, "401", "403", "404", "405"}

OPEN_IN_THE_ADMIN = {
    # Icons, and words for scripts; neither says anything of this site.
    "/admin/sprite/",
    "/admin/jsi18n/",
    # These lead to the account zone.
    "/admin/^.*/$",
    "/admin/logout/",
    "/admin/password_reset/",
}

CLOSED_TO_ALL = {
    "/admin/failwhale/",
    "/admin/snippets/",
    "/api/v3/",
    # Wagtail's own doors lead to the one place to sign in.
    "/admin/login/",
    "/_util/login/",
    # Neither GET nor POST is their method.
    "/admin/localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/",
    "/api/v3/pages/<page_id>/actions/delete/",
    "/api/v3/snippets/<type>/<pk>/actions/delete/",
}
WITHOUT_FORM_OR_QUERY = {
    # They find what the query or the form says, or what exists only while somebody works.
    "/admin/api/main/^pages/find/",
    "/admin/api/main/^documents/find/",
    "/admin/api/main/^images/find/",
    "/admin/bulk/<str:app_label>/<str:model_name>/<str:action>/",
    "/admin/block-preview/",
    "/admin/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
    "/admin/pages/workflow/collect_action_data/<int:page_id>/<slug:action_name>/"
    "<int:task_state_id>/",
    "/admin/pages/<int:page_id>/workflow_history/detail/<int:workflow_state_id>/",
    "/admin/pages/workflow/preview/<int:page_id>/<int:task_id>/",
    "/admin/documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/",
    "/admin/documents/multiple/delete_upload/<int:uploaded_file_id>/",
    "/admin/images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/",
    "/admin/images/multiple/delete_upload/<int:uploaded_file_id>/",
    "/admin/localize/translate/<int:translation_id>/preview/<str:mode>/",
    "/api/v3/pages/find/",
    "/api/v3/redirects/find/",
    "/descargas/archivo/",
    # Secrets that letters carry.
    "/cuenta/invitacion/<str:token>/",
    "/cuenta/activar/<str:token>/",
    "/cuenta/clave/nueva/<str:token>/",
    "/personal/privacidad/confirmar/<str:token>/",
    "/personal/privacidad/datos/<str:token>/",
    # What nobody here has or uses: recovery codes, passwords of pages, a provider of mail.
    "/cuenta/factores/codigos/",
    "/documentos/authenticate_with_password/<int:restriction_id>/",
    "/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
    "/personal/correo/<slug:provider>/tracking/",
    # What this site has nothing of: aliases, settings models, overrides, machines, free renditions.
    "/admin/pages/<int:page_id>/convert_alias/",
    "/admin/localize/page/<int:page_id>/convert_to_alias/",
    "/admin/localize/translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/",
    "/admin/localize/translate/<int:translation_id>/machine_translate/",
    "/admin/localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
    "/admin/settings/<slug:app_name>/<slug:model_name>/",
    "/admin/settings/<slug:app_name>/<slug:model_name>/<int:pk>/",
    "/admin/settings/<slug:app_name>/<slug:model_name>/<int:pk>/preview/",
    "/admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/",
    "/admin/images/<int:image_id>/generate_url/",
    "/admin/images/<int:image_id>/generate_url/output/",
    # Nobody is named whom to tell of weaknesses.
    "/.well-known/security.txt",
    # There is no other front end to look through.
    "/admin/api/vista-previa/<int:page_id>/",
}
KEPT_WHEN_FIRST_READ = {
    # Typeset for the first who asks, and kept for those after.
    "/guia/<int:guide_id>/<str:guide_slug>.pdf",
}
OF_ONE_LANGUAGE = {
    # Its number is that of a page, and a page has one language.
    "/ht/guia/<int:guide_id>/<str:guide_slug>.pdf": ("404", "405"),
}
UNPUBLISHED = {
    # Files that no page refers to are there for those alone who write, and not by these addresses.
    "/media/images/<path:name>",
    "/api/v3/documents/<document_id>/",
    "/api/v3/images/<image_id>/",
}

Answer = tuple[str, str, str, str]
"""Pattern, column, method, word."""


def _answers(*columns: str) -> Iterator[Answer]:
    for pattern, row in table.read().items():
        for column in columns or EVERYBODY:
            for method, word in zip(("GET", "POST"), row[column], strict=True):
                yield pattern, column, method, word


def test_everybody_has_a_column() -> None:
    assert set(ROLES.values()) == set(declared_roles()) | set(membership_roles())


def test_no_refusal_writes_anything() -> None:
    refusals = {f"{word}w" for word in DENIALS}
    assert [found for found in _answers() if found[3] in refusals] == []


def test_reading_writes_nothing_for_those_who_are_nobody() -> None:
    assert [
        found
        for found in _answers(*NOBODY)
        if found[2] == "GET" and found[3].endswith("w") and found[0] not in KEPT_WHEN_FIRST_READ
    ] == []


def test_nothing_fails_for_anybody() -> None:
    assert [found for found in _answers() if found[3].startswith("5") or "?" in found[3]] == []


def test_whoever_is_nobody_is_answered_as_a_stranger() -> None:
    """An ended membership and a password alone open nothing that is closed to strangers."""
    assert [
        (pattern, row["stranger"], row["ended"], row["nofactor"])
        for pattern, row in table.read().items()
        if not row["stranger"] == row["ended"] == row["nofactor"]
    ] == []


@pytest.mark.parametrize("zone", [Zone.EDITORIAL, Zone.DESK])
def test_strangers_get_into_no_zone_that_asks_for_an_account(zone: Zone) -> None:
    assert [
        found
        for found in _answers(*NOBODY)
        if zone_of_path(found[0]) is zone
        and not found[0].startswith(tuple(OPEN_IN_THE_ADMIN))
        and found[3] not in DENIALS
    ] == []


def test_members_of_other_bodies_reach_nothing_of_the_editorial_zone() -> None:
    """Beyond what strangers do, but for the two doors that ask for the factor before all else."""
    before_all_else = {"/admin/api-tokens/new/", "/admin/api-tokens/<int:pk>/reemplazar/"}
    known = table.read()
    assert {
        found[0]
        for found in _answers(*MUNICIPAL)
        if zone_of_path(found[0]) is Zone.EDITORIAL
        and found[3] != known[found[0]]["stranger"][found[2] == "POST"]
    } == before_all_else


def test_a_coordinator_reaches_nothing_of_another_municipality() -> None:
    known = table.read()
    assert {
        pattern: known[pattern]["neighbour"]
        for pattern in known
        if pattern.startswith("/cuenta/personas/<slug:code>/")
        and not set(known[pattern]["neighbour"]) <= {"404", "405"}
    } == {}


def test_every_route_was_asked_for_something_that_is_there() -> None:
    """A refusal proves something only where somebody else finds something."""
    nowhere = {
        pattern
        for pattern, row in table.read().items()
        if {word for pair in row.values() for word in pair} <= {"404", "405", SIGN_IN, REFUSED}
    }
    assert nowhere == CLOSED_TO_ALL | WITHOUT_FORM_OR_QUERY | UNPUBLISHED


def test_a_permitted_post_changes_what_the_same_post_of_others_does_not(stage: Stage) -> None:
    page = ContentPage.objects.get(slug="que-es", locale__language_code="es")
    path = f"/admin/pages/{page.pk}/unpublish/"
    _answer, changed = stage.visitor("editor").ask("POST", path)
    assert "wagtailcore_page" in changed
    for column in (*NOBODY, "author", "translator", "privacy", *MUNICIPAL):
        _answer, changed = stage.visitor(column).ask("POST", path)
        assert (column, changed) == (column, frozenset())
    page.refresh_from_db()
    assert page.live


def test_whatever_way_rows_change_is_counted(stage: Stage) -> None:
    before = rows_written()
    group = Group.objects.create(name="Otra")
    Group.objects.filter(pk=group.pk).update(name="Otra más")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM auth_group WHERE id = %s", [group.pk])
    after = rows_written()
    assert after["auth_group"] - before.get("auth_group", 0) == 3


@pytest.mark.parametrize("column", ["stranger", "coord", "root"])
def test_no_session_opens_the_writing_methods_of_the_api(column: str, stage: Stage) -> None:
    """Tokens alone do."""
    visitor = stage.visitor(column)
    found = {}
    for pattern, route in listed_routes().items():
        if pattern.startswith("/api/v3/"):
            path = route.path(stage.values)
            for method in ("PUT", "PATCH", "DELETE"):
                found[method, path] = visitor.word(method, path)
    # Ninja shows its documents whatever the method.
    assert {
        where: word
        for where, word in found.items()
        if word not in {"401", "404", "405"}
        and not (where[1] in {"/api/v3/openapi.json", "/api/v3/docs/"} and word == "200")
    } == {}
    assert "401" in found.values()


def test_other_languages_open_nothing_more(stage: Stage) -> None:
    with override("ht"):
        routes = [route for pattern, route in listed_routes().items() if pattern.startswith("/ht/")]
    assert len(routes) > 5
    visitor, known = stage.visitor("stranger"), table.read()
    found = {
        route.pattern: (
            visitor.word("GET", route.path(stage.values)),
            visitor.word("POST", route.path(stage.values)),
        )
        for route in routes
    }
    assert {
        pattern: answers
        for pattern, answers in found.items()
        if answers != known[pattern.removeprefix("/ht")]["stranger"]
    } == OF_ONE_LANGUAGE
