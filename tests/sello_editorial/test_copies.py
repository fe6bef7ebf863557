"""Every way by which a person copies a page or makes an alias of it, with a live page that has
errors (published before they were) and with one that has none."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken, Page

from sello_editorial.checking.gate import PublishingRefused
from sello_pages.models import ContentPage
from sello_site import testing_people
from sello_site.testing_people import with_second_factor

from .conftest import MakePage, People, SignIn, text

pytestmark = pytest.mark.django_db

USELESS = '<p><a href="https://e.example/">aquí</a></p>'
USEFUL = '<p><a href="https://e.example/">el informe</a></p>'

Way = Callable[..., None]


def copy_by_action(page: ContentPage, person: Any) -> None:
    page.copy(user=person, update_attrs={"slug": "copia"})


def copy_in_admin(page: ContentPage, person: Any) -> None:
    answer = _copy_in_admin(page, person, publish_copies="on")
    assert answer.status_code == 302


def copy_by_api(page: ContentPage, person: Any) -> None:
    assert _api(person, f"{page.pk}/actions/copy/", {"slug": "copia"}).status_code == 201


def copy_by_admin_api(page: ContentPage, person: Any) -> None:
    answer = _client(person).post(
        reverse("wagtailadmin_api:pages:action", args=[page.pk, "copy"]),
        {"slug": "copia"},
        content_type="application/json",
    )
    assert answer.status_code == 201


COPYING = [copy_by_action, copy_in_admin, copy_by_api, copy_by_admin_api]


def alias_by_action(page: ContentPage, person: Any) -> None:
    with contextlib.suppress(PublishingRefused):
        page.create_alias(user=person, update_slug="copia")


def alias_in_admin(page: ContentPage, person: Any) -> None:
    assert _copy_in_admin(page, person, alias="on").status_code in {200, 302}


def alias_by_api(page: ContentPage, person: Any) -> None:
    answer = _api(person, f"{page.pk}/actions/create_alias/", {"slug": "copia"})
    assert answer.status_code in {201, 422}


def alias_by_admin_api(page: ContentPage, person: Any) -> None:
    answer = _client(person).post(
        reverse("wagtailadmin_api:pages:action", args=[page.pk, "create_alias"]),
        {"update_slug": "copia"},
        content_type="application/json",
    )
    assert answer.status_code in {201, 400}


ALIASING = [alias_by_action, alias_in_admin, alias_by_api, alias_by_admin_api]


def copies_in_spanish() -> list[bool]:
    """Whether each Spanish page with the copy's address is live."""
    pages = Page.objects.filter(slug="copia", locale__language_code="es")
    return list(pages.values_list("live", flat=True))


@pytest.mark.parametrize("way", COPYING)
@pytest.mark.parametrize(("html", "is_live"), [(USELESS, False), (USEFUL, True)])
def test_copy_of_a_page_with_an_error_stays_a_draft(
    make_page: MakePage, people: People, way: Way, html: str, is_live: bool
) -> None:
    page = make_page(body=[text(html)], live=True)
    way(page, people["administrator"])
    assert copies_in_spanish() == [is_live]
    copy = ContentPage.objects.get(slug="copia", locale__language_code="es")
    assert (copy.live_revision_id is not None, copy.last_published_at is not None) == (
        is_live,
        is_live,
    )
    # Readers of other languages follow the Spanish page.
    others = ContentPage.objects.filter(translation_key=copy.translation_key, live=True)
    assert others.count() == (5 if is_live else 0)
    assert ContentPage.objects.get(pk=page.pk).live is True


@pytest.mark.parametrize("way", ALIASING)
@pytest.mark.parametrize(("html", "found"), [(USELESS, []), (USEFUL, [True])])
def test_page_with_an_error_gets_no_alias(
    make_page: MakePage, people: People, way: Way, html: str, found: list[bool]
) -> None:
    page = make_page(body=[text(html)], live=True)
    number = Page.objects.count()
    way(page, people["administrator"])
    assert copies_in_spanish() == found
    assert (Page.objects.count() == number) == (found == [])


def test_alias_of_a_draft_is_a_draft(make_page: MakePage, people: People) -> None:
    page = make_page(body=[text(USELESS)])
    alias_by_action(page, people["administrator"])
    assert copies_in_spanish() == [False]


def test_of_a_branch_what_has_errors_stays_a_draft_with_all_below_it(
    make_page: MakePage, people: People
) -> None:
    top = make_page("Arriba", live=True)
    wrong = make_page("Mala", live=True, parent=top, body=[text(USELESS)])
    make_page("Bajo la mala", live=True, parent=wrong)
    make_page("Buena", live=True, parent=top)
    copy = Page.objects.get(pk=top.pk).copy(
        recursive=True, user=people["administrator"], update_attrs={"slug": "copia"}
    )
    below = Page.objects.get(pk=copy.pk).get_descendants(inclusive=True).order_by("path")
    assert list(below.values_list("title", "live")) == [
        ("Arriba", True),
        ("Mala", False),
        ("Bajo la mala", False),
        ("Buena", True),
    ]


def test_editor_is_told_why_a_copy_stayed_a_draft(
    make_page: MakePage, signed_in: SignIn, people: People
) -> None:
    page = make_page("Trámites", body=[text(USELESS)], live=True)
    answer = _copy_in_admin(page, people["administrator"], publish_copies="on")
    told = [str(one) for one in get_messages(answer.wsgi_request)]
    assert told[1:] == [
        "Lo que se copió con errores quedó como borrador. Corrija esto y publíquelo:"
        "<ul><li><strong>Trámites › Contenido › 1. Texto:</strong> "
        "El enlace «aquí» no dice adónde lleva: nombre la página o la acción.</li></ul>"
    ]


def test_editor_is_told_why_there_is_no_alias(make_page: MakePage, people: People) -> None:
    page = make_page("Trámites", body=[text(USELESS)], live=True)
    answer = _copy_in_admin(page, people["administrator"], alias="on")
    assert answer.status_code == 200
    told = [str(one) for one in get_messages(answer.wsgi_request)]
    assert [one.partition(":")[0] for one in told] == ["No se creó el alias"]
    assert "Trámites › Contenido › 1. Texto" in told[0]


def test_nobody_is_told_of_a_copy_that_was_to_be_a_draft(
    make_page: MakePage, people: People
) -> None:
    page = make_page("Trámites", body=[text(USELESS)], live=True)
    answer = _copy_in_admin(page, people["administrator"])
    assert len(get_messages(answer.wsgi_request)) == 1
    assert copies_in_spanish() == [False]


def test_code_copies_what_nobody_could_be_told_of(make_page: MakePage) -> None:
    make_page(body=[text(USELESS)], live=True).copy(update_attrs={"slug": "copia"})
    assert copies_in_spanish() == [True]


def _copy_in_admin(page: ContentPage, person: Any, **choices: str) -> Any:
    return _client(person).post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "Copia",
            "new_slug": "copia",
            "new_parent_page": page.get_parent().pk,
            **choices,
        },
    )


def _client(person: Any) -> Client:
    return testing_people.signed_in(Client(), person)


def _api(person: Any, path: str, data: dict[str, Any]) -> Any:
    _token, key = APIToken.create_token(user=with_second_factor(person), name="prueba")
    return Client().post(
        f"/api/v3/pages/{path}",
        data,
        content_type="application/json",
        headers={"authorization": f"Bearer {key}"},
    )
