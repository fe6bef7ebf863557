"""An ended membership ends access at the next request, in every zone."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sello_accounts.membership_roles import MUNICIPAL_OPERATOR
from sello_accounts.middleware import AccessMiddleware
from sello_accounts.models import Organisation, User
from sello_accounts.rights import OPERATOR
from sello_accounts.services.invitations import invite
from sello_accounts.services.lists import confirm_list
from sello_accounts.testing import make_member
from sello_site.roles import AUTHOR, EDITOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(db: None) -> User:
    return make_member("autora@example.org", AUTHOR)


def members_only(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return HttpResponse("dentro")


def test_an_ended_membership_ends_the_session_with_a_plain_message(author: User) -> None:
    client = signed_in(Client(), author)
    inside = AccessMiddleware(members_only)
    assert answer(inside, author) == (200, "dentro", True)
    author.memberships.update(ended_at=timezone.now())
    status_code, text, is_signed_in = answer(inside, author)
    assert (status_code, is_signed_in) == (302, False)
    assert text == "Su acceso terminó. Si cree que es un error, escriba a quien le invitó."
    assert client.get("/admin/").status_code == 302
    left = {session.get_decoded().get("_auth_user_id") for session in Session.objects.all()}
    assert left == {None}


def answer(middleware: AccessMiddleware, user: User, path: str = "/admin/") -> tuple[Any, ...]:
    """Status, body or message, and whether the request is still signed in."""
    request = RequestFactory().get(path)
    request.session = SessionStore()
    request.user = AnonymousUser()
    MessageMiddleware(lambda request: HttpResponse()).process_request(request)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    response: Any = middleware(request)
    said = [str(message) for message in get_messages(request)]
    body = said[0] if said else response.content.decode()
    return response.status_code, body, request.user.is_authenticated


def test_while_access_pauses_the_message_says_so(
    operator: User, coordinator: User, santiago: Organisation
) -> None:
    now = timezone.now()
    Organisation.objects.filter(pk=santiago.pk).update(
        list_due_on=now.date(), list_warned_at=now, paused_at=now
    )
    inside = AccessMiddleware(members_only)
    assert answer(inside, operator)[1] == (
        "El acceso de su municipalidad está en pausa hasta que la coordinación confirme la lista "
        "de personas."
    )
    assert answer(inside, coordinator, "/cuenta/personas/") == (200, "dentro", True)
    confirm_list(actor=coordinator, organisation=santiago)
    assert answer(inside, operator) == (200, "dentro", True)


def test_whoever_has_something_to_do_but_no_role_has_their_account_and_nothing_else(
    author: User, santiago: Organisation
) -> None:
    """By a group that was given by hand an old invitation would open what it opened once."""
    seen: list[tuple[str, bool]] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append((request.path, request.user.is_authenticated))
        return members_only(request)

    author.memberships.update(ended_at=timezone.now())
    author.groups.add(Group.objects.create(name="Comité"))
    invite(actor=OPERATOR, email=author.email, organisation=santiago, role=MUNICIPAL_OPERATOR)
    middleware = AccessMiddleware(view)
    client = signed_in(Client(), author)
    for path in ("/admin/", "/admin/pages/", "/"):
        assert answer(middleware, author, path)[0] == 302
    answer(middleware, author, "/cuenta/")
    assert seen == [("/admin/", False), ("/admin/pages/", False), ("/", False), ("/cuenta/", True)]
    assert client.get("/admin/pages/")["Location"] == "/cuenta/"
    assert client.post("/admin/account/")["Location"] == "/cuenta/"
    assert client.get("/cuenta/").status_code == 200
    make_member(author.email, EDITOR)
    assert client.get("/admin/").status_code == 200


def test_on_public_pages_somebody_whose_access_ended_is_an_anonymous_reader(author: User) -> None:
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.user.is_authenticated)
        return HttpResponse("página")

    middleware = AccessMiddleware(view)
    assert answer(middleware, author, "/") == (200, "página", True)
    author.memberships.update(ended_at=timezone.now())
    assert answer(middleware, author, "/") == (200, "página", False)
    assert seen == [True, False]


def test_a_new_role_holds_at_the_next_request_and_a_lost_one_does_not(author: User) -> None:
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.user.has_perm("sello_outbox.view_letter"))
        seen.append(request.user.has_perm("wagtailadmin.access_admin"))
        return HttpResponse()

    middleware = AccessMiddleware(view)
    author.groups.clear()
    answer(middleware, User.objects.get(pk=author.pk))
    make_member(author.email, EDITOR)
    author.memberships.filter(role=AUTHOR).update(ended_at=timezone.now())
    answer(middleware, User.objects.get(pk=author.pk))
    assert seen == [False, True, False, True]
    assert [group.name for group in author.groups.all()] == [EDITOR]


def test_an_anonymous_reader_costs_no_query() -> None:
    middleware = AccessMiddleware(lambda request: HttpResponse())
    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as queries:
        assert middleware(request).status_code == 200
    assert len(queries) == 0


def test_somebody_signed_in_costs_one_query(author: User) -> None:
    counted: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        counted.append(len(queries))
        return HttpResponse()

    with CaptureQueriesContext(connection) as queries:
        request = RequestFactory().get("/")
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
        request.session = {"_auth_user_id": str(author.pk)}  # type: ignore[assignment]  # as read
        request.user = author
        AccessMiddleware(view)(request)
    assert counted == [1]


def test_a_superuser_stays_without_any_membership() -> None:
    root = User.objects.create_superuser("raiz@example.org", "una clave larga y propia")
    nobody = User.objects.create_user("nadie@example.org", "una clave larga y propia")
    inside = AccessMiddleware(members_only)
    assert answer(inside, root) == (200, "dentro", True)
    assert answer(inside, nobody)[2] is False
