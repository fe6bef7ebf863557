"""What each role may do with pages: authors write, editors publish, administrators keep house."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
)

from sello_accounts.membership_roles import membership_roles
from sello_accounts.models import User
from sello_pages.after_migrate import WORKFLOW, after_migrate
from sello_pages.models import ContentPage, HomePage, OfficialFigure

SignIn = Callable[[str], Client]
MakePage = Callable[..., ContentPage]
People = dict[str, User]

POWERS = [
    # (power, author, editor, administrator)
    ("can_add_subpage", True, True, True),
    ("can_edit", True, True, True),
    ("can_publish", False, True, True),
    ("can_unpublish", False, True, True),
    ("can_lock", False, True, True),
    ("can_set_view_restrictions", False, True, True),
    ("can_delete", False, True, True),
]


@pytest.mark.parametrize(("power", "author", "editor", "administrator"), POWERS)
def test_power_over_a_live_page(
    make_page: MakePage, people: People, power: str, author: bool, editor: bool, administrator: bool
) -> None:
    page = make_page("Página")
    expected = {"author": author, "editor": editor, "administrator": administrator}
    expected["stranger"] = False
    held = {
        name: bool(getattr(page.permissions_for_user(person), power)())
        for name, person in people.items()
    }
    assert held == expected


ROUTES = [
    # (route, stranger, author, editor, administrator)
    ("wagtailadmin_home", 302, 200, 200, 200),
    ("wagtailadmin_explore_root", 302, 200, 200, 200),
    ("wagtailimages:index", 302, 200, 200, 200),
    ("wagtaildocs:index", 302, 200, 200, 200),
    ("wagtailsnippets_sello_pages_officialfigure:list", 302, 302, 200, 200),
    ("wagtailredirects:index", 302, 302, 302, 200),
    ("wagtailsites:index", 302, 302, 302, 200),
    ("wagtailusers_users:index", 302, 302, 302, 200),
    ("wagtailadmin_workflows:index", 302, 302, 302, 200),
    ("wagtailadmin_collections:index", 302, 302, 302, 200),
]


@pytest.mark.parametrize(("route", "stranger", "author", "editor", "administrator"), ROUTES)
def test_screen_opens_for_its_roles_only(
    home: HomePage,
    signed_in: SignIn,
    route: str,
    stranger: int,
    author: int,
    editor: int,
    administrator: int,
) -> None:
    answers = {
        name: signed_in(name).get(reverse(route)).status_code
        for name in ("anonymous", "stranger", "author", "editor", "administrator")
    }
    assert answers == {
        "anonymous": 302,
        "stranger": stranger,
        "author": author,
        "editor": editor,
        "administrator": administrator,
    }


@pytest.mark.parametrize("role", ["author", "editor", "administrator"])
def test_every_entry_of_the_menu_leads_somewhere(
    home: HomePage, signed_in: SignIn, role: str
) -> None:
    client = signed_in(role)
    start = client.get(reverse("wagtailadmin_home")).content.decode()
    addresses = {
        found for found in re.findall(r'"url": "(/admin/[^"]*)"', start) if "logout" not in found
    }
    assert len(addresses) > 3
    answers = {address: client.get(address, follow=True).status_code for address in addresses}
    assert set(answers.values()) == {200}, answers
    landed = {
        address: client.get(address, follow=True).redirect_chain for address in sorted(addresses)
    }
    turned_away = [
        address for address, chain in landed.items() if chain and chain[-1][0] == "/admin/"
    ]
    assert turned_away == []


def test_admin_speaks_spanish(home: HomePage, signed_in: SignIn) -> None:
    page = signed_in("administrator").get(reverse("wagtailadmin_home")).content.decode()
    assert '<html lang="es"' in page
    labels = set(re.findall(r'"label": "([^"]+)"', page))
    english = {"Pages", "Images", "Documents", "Reports", "Settings", "Users", "Redirects", "Sites"}
    assert labels & english == set()


def edit(client: Client, page: ContentPage, **extra: str) -> Any:
    """Sends the editor's form of a page without blocks."""
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            "title": "Cambiada",
            "summary": "Otro resumen.",
            "slug": page.slug,
            "responsible_unit": "Departamento de Inclusión",
            "content_owner": str(User.objects.get(email="editor@example.org").pk),
            "review_by": "2099-12-31",
            "body-count": "0",
            **extra,
        },
    )


def test_author_cannot_publish_whatever_the_form_says(
    make_page: MakePage, signed_in: SignIn
) -> None:
    page = make_page("Original")
    edit(signed_in("author"), page, **{"action-publish": "action-publish"})
    page.refresh_from_db()
    assert page.title == "Original"
    assert page.draft_title == "Cambiada"
    client = signed_in("author")
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert Page.objects.get(pk=page.pk).live is True


def test_author_submits_and_editor_publishes(
    make_page: MakePage, signed_in: SignIn, people: People
) -> None:
    page = make_page("Nueva", live=False, owner=people["author"])
    page.save_revision(user=people["author"])
    edit(signed_in("author"), page, **{"action-submit": "action-submit"})
    page = ContentPage.objects.get(pk=page.pk)
    state = page.current_workflow_state
    assert state.workflow.name == WORKFLOW
    assert page.live is False
    approve = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", state.current_task_state.pk],
    )
    signed_in("author").post(approve)
    assert ContentPage.objects.get(pk=page.pk).live is False
    signed_in("editor").post(approve)
    page = ContentPage.objects.get(pk=page.pk)
    assert (page.live, page.title) == (True, "Cambiada")
    assert Client().get(page.url).status_code == 200


def test_page_goes_live_and_expires_when_its_time_comes(
    make_page: MakePage, people: People, client: Client
) -> None:
    now = timezone.now()
    hour, minute = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
    care = {"content_owner": people["editor"], "review_by": datetime.date(2099, 12, 31)}
    for title, moment in (("Ya", now - minute), ("Luego", now + hour)):
        page = make_page(title, live=False, go_live_at=moment, **care)
        page.save_revision(approved_go_live_at=moment)
    expired = make_page("Vencida", expire_at=now - minute)
    call_command("publish_scheduled", stdout=StringIO())
    answers = {path: client.get(path).status_code for path in ("/ya/", "/luego/", "/vencida/")}
    assert answers == {"/ya/": 200, "/luego/": 404, "/vencida/": 404}
    assert ContentPage.objects.get(pk=expired.pk).live is False


def counts() -> list[int]:
    return [
        model.objects.count()
        for model in (
            Group,
            GroupPagePermission,
            GroupCollectionPermission,
            Workflow,
            WorkflowPage,
            Task,
        )
    ]


def test_roles_are_set_up_once_and_can_be_repeated(db: None) -> None:
    before = counts()
    after_migrate()
    assert counts() == before
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(membership_roles())
    assert list(Workflow.objects.values_list("name", flat=True)) == [WORKFLOW]


def test_workflow_of_the_administrator_is_left_alone(db: None) -> None:
    Workflow.objects.all().delete()
    Workflow.objects.create(name="La nuestra", active=False)
    after_migrate()
    assert list(Workflow.objects.values_list("name", flat=True)) == ["La nuestra"]


def test_preview_offers_phone_and_desktop(
    make_page: MakePage, signed_in: SignIn, home: HomePage
) -> None:
    page = make_page("Vista previa")
    widths = [size["device_width"] for size in page.preview_sizes]
    assert widths == [360, 768, 1280]
    assert home.default_preview_size == page.default_preview_size == "phone"
    editor = signed_in("editor").get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "Ver como en un teléfono" in editor.content.decode()


def test_figure_changes_home_for_readers(home: HomePage, signed_in: SignIn, client: Client) -> None:
    address = reverse("wagtailsnippets_sello_pages_officialfigure:add")
    values = {
        "key": "adheridas",
        "value": "128",
        "label": "municipalidades adheridas",
        "date": "2023-12-31",
        "source": "Presentación del programa",
        "source_address": "",
        "position": "1",
    }
    signed_in("author").post(address, values)
    assert OfficialFigure.objects.count() == 0
    signed_in("editor").post(address, values)
    assert OfficialFigure.objects.count() == 1
    assert "municipalidades adheridas" in client.get("/").content.decode()
