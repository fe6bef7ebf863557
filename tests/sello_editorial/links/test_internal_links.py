"""Links within the site that a reader cannot follow."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Locale, PageViewRestriction

from sello_editorial.content_walk import fields_with_links, public_models
from sello_editorial.links.internal import Reason, broken_links

pytestmark = pytest.mark.django_db

BESIDE_CONTENT = 6
"""Queries for what the links lead to; each kind of content takes one more."""


def told() -> list[tuple[str, str, str, str]]:
    return [(link.title, link.where, link.target, link.reason) for link in broken_links()]


def text(kind: str, number: int) -> str:
    return f'<p>Vea <a linktype="{kind}" id="{number}">esto</a>.</p>'


def test_links_to_pages_that_everybody_may_read_are_not_told(make_page: Any) -> None:
    target = make_page("Destino")
    make_page(
        "Página",
        ("text", text("page", target.pk)),
        ("button", {"label": "Ir", "page": target.pk, "address": "", "style": "primary"}),
        ("related", {"title": "Más", "pages": [target.pk]}),
        ("button", {"label": "Ir", "page": None, "address": "/destino/?a=1", "style": "primary"}),
        ("button", {"label": "Ir", "page": None, "address": "/buscar/", "style": "primary"}),
        ("button", {"label": "Ir", "page": None, "address": "/ht/destino/", "style": "primary"}),
    )
    assert told() == []


def test_a_link_to_a_page_that_was_deleted_is_told_with_its_place(make_page: Any) -> None:
    target = make_page("Destino")
    make_page(
        "Página", ("accordion", {"items": [{"title": "¿?", "text": text("page", target.pk)}]})
    )
    number = target.pk
    target.delete()
    where = "Contenido › Preguntas que se abren › Preguntas › Texto"
    assert told() == [("Página", where, f"Página {number}", Reason.MISSING)]


def test_a_link_to_a_draft_and_to_what_lies_below_one_is_told(make_page: Any) -> None:
    draft = make_page("Borrador", live=False)
    below = make_page("Debajo", parent=draft)
    make_page("Página", ("related", {"title": "Más", "pages": [draft.pk, below.pk]}))
    assert [(target, reason) for _title, _where, target, reason in told()] == [
        ("Borrador", Reason.UNPUBLISHED),
        ("Debajo", Reason.UNPUBLISHED),
    ]


def test_a_link_into_a_restricted_branch_is_told_but_not_from_within_it(make_page: Any) -> None:
    closed = make_page("Cerrada")
    make_page("Dentro", ("text", text("page", closed.pk)), parent=closed)
    make_page("Fuera", ("text", text("page", closed.pk)))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    assert [(title, reason) for title, _where, _target, reason in told()] == [
        ("Fuera", Reason.RESTRICTED)
    ]


def test_documents_that_are_gone_or_restricted_are_told(make_page: Any) -> None:
    root = Collection.objects.get(depth=1)
    closed = root.add_child(instance=Collection(name="Cerrada"))
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    documents = [
        Document.objects.create(
            title=title, file=ContentFile(b"x", f"{title}.txt"), collection=place
        )
        for title, place in (("abierto", root), ("cerrado", closed), ("perdido", root))
    ]
    make_page("Página", *[("text", text("document", document.pk)) for document in documents])
    number = documents[2].pk
    documents[2].delete()
    assert sorted((target, reason) for _title, _where, target, reason in told()) == [
        (f"Documento {number}", Reason.MISSING),
        ("cerrado", Reason.RESTRICTED),
    ]


def test_a_path_of_this_site_that_leads_nowhere_is_told(make_page: Any, settings: Any) -> None:
    settings.SELLO_PUBLIC_URL = "https://sello.example"
    make_page("Destino")
    text = '<p><a href="https://sello.example/nada/">a</a> <a href="https://sello.example/destino/">b</a></p>'
    make_page("Página", ("text", text))
    assert [(target, reason) for _title, _where, target, reason in told()] == [
        ("/nada/", Reason.MISSING)
    ]


def test_links_of_drafts_and_of_aliases_are_not_told(make_page: Any) -> None:
    gone = make_page("Destino")
    number = gone.pk
    gone.delete()
    make_page("Borrador", ("text", text("page", number)), live=False)
    source = make_page("Página", ("text", text("page", number)))
    other = Locale.objects.get(language_code="en")
    source.copy_for_translation(other, copy_parents=True, alias=True)
    assert [title for title, *_rest in told()] == ["Página"]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_links(
    make_page: Any, number: int, django_assert_num_queries: Any
) -> None:
    draft = make_page("Borrador", live=False)
    for one in range(number):
        make_page(f"Página {one}", ("text", text("page", draft.pk)))
    broken_links()
    kinds = [model for model in public_models() if fields_with_links(model)]
    with django_assert_num_queries(BESIDE_CONTENT + len(kinds)):
        assert len(broken_links()) == number
