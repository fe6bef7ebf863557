"""Replacing on pages: what is shown, what changes, and what is left alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page, PageLogEntry, get_page_models

from sello_editorial.replacing import services
from sello_editorial.replacing.places import search
from sello_editorial.replacing.services import replace_on_page
from sello_editorial.replacing.texts import Wanted
from sello_pages.models import ContentPage

pytestmark = pytest.mark.django_db

SCREEN = "/admin/reemplazar/"


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


BODY = [
    block("heading", {"text": "El viejo nombre", "level": "h2"}),
    block("text", "<p>Un viejo nombre y otro <b>viejo</b> nombre.</p>"),
    block(
        "steps",
        {"items": [{"title": "viejo", "text": "<p>x</p>"}, {"title": "dos", "text": "<p>y</p>"}]},
    ),
    block(
        "button",
        {"label": "Ir", "page": None, "address": "https://viejo.example/", "style": "primary"},
    ),
]


def found(user: Any, **values: Any) -> Any:
    wanted = Wanted(**{"text": "viejo", "replacement": "nuevo", **values})
    return search(wanted=wanted, locale=Locale.objects.get(language_code="es"), user=user)


def keys(user: Any, **values: Any) -> list[str]:
    return [place.key for page in found(user, **values).pages for place in page.places]


def apply(page: Page, chosen: list[str], by: Any, *, publish: bool = False, **values: Any) -> Any:
    wanted = Wanted(**{"text": "viejo", "replacement": "nuevo", **values})
    return replace_on_page(page_id=page.pk, keys=chosen, wanted=wanted, publish=publish, by=by)


def test_every_field_and_block_is_looked_through(make_page: Any, people: Any) -> None:
    make_page("El viejo título", body=BODY, live=True, slug="viejo")
    pages = found(people["editor"]).pages
    assert [[place.where for place in page.places] for page in pages] == [
        [
            "Título",
            "Resumen",
            "Contenido › Título › Texto",
            "Contenido › Texto",
            "Contenido › Texto",
            "Contenido › Pasos › Pasos › Título",
        ]
    ]
    assert found(people["editor"], in_addresses=True).number == 7


def test_chosen_places_become_a_draft_and_the_published_page_stays(
    make_page: Any, people: Any
) -> None:
    page = make_page("Página", body=BODY, live=True)
    chosen = keys(people["editor"])
    outcome = apply(page, [chosen[0], chosen[2]], people["editor"])
    assert (outcome.number, outcome.is_published, outcome.problem) == (2, False, "")
    page = ContentPage.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    assert (page.has_unpublished_changes, page.body[0].value["text"]) == (True, "El viejo nombre")
    assert draft.body[0].value["text"] == "El nuevo nombre"
    assert str(draft.body[1].value.source) == "<p>Un viejo nombre y otro <b>nuevo</b> nombre.</p>"
    assert [child.id for child in draft.body] == [child.id for child in page.body]


def test_whoever_may_publish_does_so_and_the_history_tells_what_was_replaced(
    make_page: Any, people: Any
) -> None:
    page = make_page("Página", body=BODY, live=True)
    before = page.latest_revision_id
    outcome = apply(page, keys(people["editor"]), people["editor"], publish=True)
    assert (outcome.number, outcome.former_revision_id) == (4, before)
    page = ContentPage.objects.get(pk=page.pk)
    assert (page.body[0].value["text"], page.has_unpublished_changes) == ("El nuevo nombre", False)
    entry = PageLogEntry.objects.get(action=services.REPLACED)
    assert (entry.page_id, entry.user, entry.data["number"]) == (page.pk, people["editor"], 4)
    assert entry.message == "Se reemplazó «viejo» por «nuevo» en 4 lugares"


def test_a_page_without_a_revision_gets_one_to_come_back_to(home: Any, people: Any) -> None:
    page = home.add_child(instance=ContentPage(title="viejo", summary="x", live=True))
    outcome = apply(page, keys(people["editor"]), people["editor"])
    former = ContentPage.objects.get(pk=page.pk).revisions.get(pk=outcome.former_revision_id)
    assert former.as_object().title == "viejo"
    assert ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "nuevo"


def test_pages_that_are_left_alone_are_named_with_the_reason(make_page: Any, people: Any) -> None:
    make_page("Un viejo borrador")
    newer = make_page("viejo con borrador", live=True)
    newer.title = "viejo, más nuevo"
    newer.save_revision()
    make_page("viejo bloqueado", live=True, locked=True)
    result = found(people["editor"])
    assert result.pages == []
    assert {one.title: one.left_alone for one in result.left_alone} == {
        "Un viejo borrador": "No está publicada: corrija su borrador en el editor.",
        "viejo con borrador": "Tiene un borrador más nuevo que lo publicado.",
        "viejo bloqueado": "La página está bloqueada.",
    }


@pytest.mark.parametrize("change", ["locked", "newer", "deleted", "text"])
def test_what_changed_since_it_was_shown_is_left_alone(
    make_page: Any, people: Any, change: str
) -> None:
    page = make_page("El viejo", live=True)
    chosen = keys(people["editor"])
    if change == "locked":
        Page.objects.filter(pk=page.pk).update(locked=True)
    elif change == "newer":
        page.save_revision()
    elif change == "deleted":
        page.delete()
    else:
        ContentPage.objects.filter(pk=page.pk).update(title="Otro viejo", summary="x")
    revisions = page.revisions.count() if page.pk else 0
    outcome = apply(Page(pk=int(chosen[0].split("-")[0])), chosen, people["editor"])
    assert (outcome.number, bool(outcome.problem)) == (0, True)
    assert (page.revisions.count() if page.pk else 0) == revisions


def test_nobody_changes_what_they_may_not_edit_or_publish(make_page: Any, people: Any) -> None:
    page = make_page("El viejo", live=True)
    chosen = keys(people["editor"])
    assert found(people["stranger"]).pages == []
    assert apply(page, chosen, people["stranger"]).number == 0
    assert apply(page, chosen, people["author"], publish=True).number == 0
    assert ContentPage.objects.filter(has_unpublished_changes=True).count() == 0
    assert apply(page, chosen, people["author"]).number == 2


def test_what_would_break_a_rule_is_left_alone_as_a_whole(make_page: Any, people: Any) -> None:
    body = [block("heading", {"text": "viejo " * 20, "level": "h2"})]
    page = make_page("El viejo", body=body, live=True)
    chosen = keys(people["editor"])
    outcome = apply(page, chosen, people["editor"], replacement="mucho más largo")
    assert outcome.problem.startswith("Con el cambio, un bloque no cumple sus reglas")
    assert ContentPage.objects.get(pk=page.pk).has_unpublished_changes is False
    title = make_page("uno", live=True)
    outcome = apply(
        title, keys(people["editor"], text="uno"), people["editor"], text="uno", replacement=""
    )
    assert (outcome.number, outcome.problem) == (0, "Este campo no puede estar vacío.")


def test_an_address_is_never_replaced_by_a_script(make_page: Any, people: Any) -> None:
    page = make_page("Página", body=BODY[3:], live=True)
    values = {
        "text": "https://viejo.example/",
        "replacement": "javascript:alert(1)",
        "in_addresses": True,
    }
    outcome = apply(page, keys(people["editor"], **values), people["editor"], **values)
    assert outcome.problem.startswith("Escriba una dirección completa")


def test_aliases_and_other_languages_are_not_touched(make_page: Any, people: Any) -> None:
    page = make_page("El viejo", live=True)
    assert ContentPage.objects.filter(alias_of=page).count() == 4
    assert [one.page_id for one in found(people["editor"]).pages] == [page.pk]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_search_do_not_grow_with_the_pages(
    make_page: Any, people: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        make_page(f"El viejo {one}", body=BODY, live=True)
    found(people["editor"])
    with django_assert_num_queries(2 + len(get_page_models()) - 1):
        assert len(found(people["editor"]).pages) == number


def test_the_screen_shows_and_then_replaces_what_was_ticked(
    make_page: Any, signed_in: Any, people: Any
) -> None:
    page = make_page("Página", body=BODY, live=True)
    client = signed_in("editor")
    asked = {"text": "viejo", "replacement": "nuevo", "locale": "es"}
    body = client.get(SCREEN, asked).content.decode()
    shown = re.findall(r'name="place" value="([^"]+)"', body)
    assert len(shown) == 4
    assert "El <del>viejo</del> <ins>nuevo</ins> nombre" in body
    assert ContentPage.objects.get(pk=page.pk).has_unpublished_changes is False
    answer = client.post(SCREEN, {**asked, "place": shown[:1], "how": "draft"}).content.decode()
    draft = ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.body[0].value["text"], draft.body[2].value["items"][0]["title"]) == (
        "El nuevo nombre",
        "viejo",
    )
    former = page.latest_revision_id
    assert reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, former]) in answer


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "a", "locale": "es"},
        {"text": "viejo", "replacement": "viejo", "locale": "es"},
        {"text": "viejo", "replacement": "x", "locale": "xx"},
        {"text": "viejo", "replacement": "x" * 201, "locale": "es"},
    ],
)
def test_what_cannot_be_looked_for_is_said(signed_in: Any, asked: dict[str, str]) -> None:
    client = signed_in("editor")
    answer = client.get(SCREEN, asked)
    assert (answer.status_code, "error-message" in answer.content.decode()) == (400, True)


def test_places_that_nobody_was_shown_change_nothing(make_page: Any, signed_in: Any) -> None:
    page = make_page("El viejo", live=True)
    client = signed_in("editor")
    asked = {"text": "viejo", "replacement": "nuevo", "locale": "es", "how": "publish"}
    assert client.post(SCREEN, asked).status_code == 400
    for key in ("x", "1-2-3", "99999999999999999999-a-1-0", "²-a"):
        client.post(SCREEN, {**asked, "place": [key]})
    assert page.revisions.count() == 1


def test_only_those_who_may_replace_find_the_screen(make_page: Any, signed_in: Any) -> None:
    page = make_page("El viejo", live=True)
    asked = {"text": "viejo", "replacement": "nuevo", "locale": "es"}
    assert signed_in("editor").get(SCREEN, asked).status_code == 200
    assert signed_in("author").get(SCREEN, asked).status_code == 302
    assert page.revisions.count() == 1
