"""Who may go where: every route of the platform by role, and zones that a process leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Page

from sello_accounts.models import User
from sello_pages.models import ContentPage, HomePage
from sello_site.testing_people import signed_in
from sello_site.zones import Zone, zone_of_path

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "stranger", "author", "editor", "administrator")
IN, NO = 200, 302
"""The admin answers somebody who may not with a redirect to where they may be."""

SAME_FOR_ALL = {
    "/": 200,
    "/que-es/": 200,
    "/nada/": 404,
    "/api/v3/pages/": 200,
    "/api/v3/pages/{page}/": 200,
    "/api/v3/pages/{draft}/": 404,
    "/api/v3/images/": 200,
    "/api/v3/documents/": 200,
    "/api/v3/redirects/": 200,
    "/api/v3/docs/": 200,
    "/api/v3/openapi.json": 200,
    "/api/v3/sites/": 401,
    "/api/v3/schema/": 401,
    "/api/v3/whoami/": 401,
    "/documentos/{document}/acta.pdf": 200,
    "/borrador/": 404,
    "/personal/nada/": 404,
    "/plataforma/nada/": 404,
    "/cuenta/nada/": 404,
    "/django-admin/": 404,
}

#                                anonymous, stranger, author, editor, administrator
ADMIN: dict[str, tuple[int, int, int, int, int]] = {
    "/admin/": (NO, NO, IN, IN, IN),
    "/admin/pages/": (NO, NO, IN, IN, IN),
    "/admin/pages/{page}/edit/": (NO, NO, IN, IN, IN),
    "/admin/pages/{home}/edit/": (NO, NO, IN, IN, IN),
    "/admin/pages/add/sello_pages/contentpage/{home}/": (NO, NO, IN, IN, IN),
    "/admin/pages/{page}/unpublish/": (NO, NO, NO, IN, IN),
    "/admin/images/": (NO, NO, IN, IN, IN),
    "/admin/documents/": (NO, NO, IN, IN, IN),
    "/admin/users/": (NO, NO, NO, NO, IN),
    "/admin/users/new/": (NO, NO, NO, NO, NO),  # people come in by invitation
    "/admin/redirects/": (NO, NO, NO, NO, IN),
    "/admin/sites/": (NO, NO, NO, NO, IN),
    "/admin/groups/": (NO, NO, NO, NO, NO),
    "/admin/login/": (NO, NO, NO, NO, NO),
    "/admin/password_reset/": (NO, NO, NO, NO, NO),
    "/cuenta/": (NO, NO, IN, IN, IN),
}


@pytest.fixture
def draft(home: HomePage) -> ContentPage:
    draft = ContentPage(title="Borrador", slug="borrador", summary="Un resumen", live=False)
    home.add_child(instance=draft)
    return draft


@pytest.fixture
def places(
    home: HomePage, page: ContentPage, draft: ContentPage, document: Document
) -> dict[str, Any]:
    return {"home": home.pk, "page": page.pk, "draft": draft.pk, "document": document.pk}


@pytest.mark.parametrize("path", SAME_FOR_ALL)
def test_public_addresses_answer_everybody_alike(
    path: str, clients: dict[str, Client], places: dict[str, Any]
) -> None:
    where = path.format(**places)
    statuses = {role: client.get(where).status_code for role, client in clients.items()}
    assert statuses == dict.fromkeys(ROLES, SAME_FOR_ALL[path])


@pytest.mark.parametrize("path", ADMIN)
def test_the_admin_lets_each_role_go_where_it_may(
    path: str, clients: dict[str, Client], places: dict[str, Any]
) -> None:
    where = path.format(**places)
    statuses = {role: client.get(where).status_code for role, client in clients.items()}
    assert statuses == dict(zip(ROLES, ADMIN[path], strict=True))


DENIED_WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("author", "/admin/pages/{page}/unpublish/", {}),
    ("author", "/admin/pages/{page}/delete/", {}),
    ("author", "/admin/users/new/", {"email": "otra@example.org"}),
    ("editor", "/admin/users/new/", {"email": "otra@example.org"}),
    ("administrator", "/admin/users/new/", {"email": "otra@example.org"}),
    ("editor", "/admin/redirects/add/", {"old_path": "/a", "redirect_link": "/b"}),
    ("stranger", "/admin/pages/{page}/delete/", {}),
    ("anonymous", "/admin/pages/{page}/delete/", {}),
    ("anonymous", "/admin/redirects/add/", {"old_path": "/a", "redirect_link": "/b"}),
    ("administrator", "/api/v3/pages/", {"title": "x"}),
    ("anonymous", "/api/v3/documents/", {"title": "x"}),
    ("anonymous", "/que-es/", {"title": "x"}),
]


@pytest.mark.parametrize(("role", "path", "form"), DENIED_WRITES)
def test_a_denied_write_changes_nothing(
    role: str,
    path: str,
    form: dict[str, Any],
    clients: dict[str, Client],
    places: dict[str, Any],
) -> None:
    def state() -> Any:
        return (
            list(Page.objects.order_by("pk").values_list("pk", "live", "title")),
            list(User.objects.order_by("pk").values_list("email")),
            Redirect.objects.count(),
            Document.objects.count(),
        )

    before = state()
    clients[role].post(path.format(**places), form)
    assert state() == before


def test_forms_of_the_admin_need_their_token(administrator: User, page: ContentPage) -> None:
    client = Client(enforce_csrf_checks=True)
    signed_in(client, administrator)
    assert client.post(f"/admin/pages/{page.pk}/delete/").status_code == 403
    assert ContentPage.objects.filter(pk=page.pk).exists()


def routes(patterns: Any, prefix: str = "/") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield (pattern.name or ""), where
        else:
            yield from routes(pattern.url_patterns, where)


def test_every_route_of_the_admin_refuses_strangers(reader: Client, page: ContentPage) -> None:
    """No view of Wagtail or of a plugin lies open by mistake."""
    open_to_all = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}
    statuses = {}
    for name, where in routes(get_resolver().url_patterns):
        path = re.sub(r"<[^>]*>", "1", where).replace("\\Z", "").replace("^", "").replace("$", "")
        if not where.startswith("/admin/") or "(" in path or name in open_to_all:
            continue
        answer = reader.get(path)
        if answer.status_code not in {404, 405}:
            statuses[path] = (
                answer.status_code,
                answer.headers.get("Location", "").partition("?")[0],
            )
    # The doors of Wagtail lead to ours, and everything else to sign in.
    allowed = {
        (302, "/cuenta/entrar/"),
        (302, "/admin/login/"),  # of the route that takes what no other did
        *((302, f"/cuenta/{door}/") for door in ("salir", "clave/olvidada")),
    }
    assert {path: status for path, status in statuses.items() if status not in allowed} == {}
    assert len(statuses) > 100


@pytest.mark.parametrize(
    ("zones", "answers"),
    [
        (("public",), {"/que-es/": 200, "/admin/": 404, "/admin/login/": 404}),
        (("public",), {"/personal/a/": 404, "/plataforma/a/": 404, "/_util/login/": 404}),
        (("public",), {"/static/ninja/swagger-ui-init.js": 200, "/api/v3/pages/": 200}),
        (
            ("editorial",),
            {
                "/que-es/": 404,
                "/admin/": 302,
                "/admin/login/": 302,
                "/cuenta/entrar/": 200,
                "/": 404,
            },
        ),
        (("editorial",), {"/api/v3/pages/": 404, "/static/ninja/swagger-ui-init.js": 200}),
        (
            ("desk",),
            {"/que-es/": 404, "/admin/": 404, "/admin/login/": 302, "/cuenta/entrar/": 200},
        ),
        (("personal",), {"/que-es/": 404, "/admin/": 404, "/admin/login/": 404}),
    ],
)
def test_a_process_answers_404_for_zones_that_it_does_not_serve(
    zones: tuple[str, ...],
    answers: dict[str, int],
    settings: Any,
    reader: Client,
    page: ContentPage,
) -> None:
    settings.SELLO_ZONES = zones
    assert {path: reader.get(path).status_code for path in answers} == answers
    # Addresses of all zones can still be made, for previews and mail.
    assert reverse("wagtailadmin_home") == "/admin/"
    assert reverse("wagtailadmin_login") == "/admin/login/"
    assert page.get_url() == "/que-es/"
    assert reverse("wagtaildocs_serve", args=[1, "a.pdf"]) == "/documentos/1/a.pdf"


@pytest.mark.parametrize(
    ("path", "zone"),
    [
        ("/", Zone.PUBLIC),
        ("/administrar/", Zone.PUBLIC),
        ("/admin/", Zone.EDITORIAL),
        ("/admin", Zone.EDITORIAL),
        ("/admin/login/", Zone.ACCOUNT),
        ("/_util/login/", Zone.ACCOUNT),
        ("/personal/a/", Zone.PERSONAL),
        ("/personal", Zone.PERSONAL),
        ("/es/personal/a/", Zone.PERSONAL),
        ("/plataforma/a/", Zone.DESK),
        ("/api/v3/pages/", Zone.PUBLIC),
        ("/Admin/", Zone.PUBLIC),
        ("", Zone.PUBLIC),
    ],
)
def test_the_zone_is_told_by_the_path(path: str, zone: Zone) -> None:
    assert zone_of_path(path) is zone
