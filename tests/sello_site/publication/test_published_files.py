"""Documents and pictures are as public as the pages that refer to them, and no more."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import APIToken, Page, PageViewRestriction

from sello_accounts.membership_roles import MUNICIPAL_OPERATOR
from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_pages.models import ContentPage, SiteImage
from sello_site.roles import AUTHOR, EDITOR
from sello_site.testing_people import signed_in, with_second_factor

pytestmark = pytest.mark.django_db

MakePage = Callable[..., ContentPage]
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def media_folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def document() -> Document:
    return make_document()


def make_document() -> Document:
    return Document.objects.create(title="Acta", file=ContentFile(PDF, name="acta.pdf"))


def make_image() -> SiteImage:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "PNG")
    content = ContentFile(file.getvalue(), name="foto.png")
    return SiteImage.objects.create(title="Foto", file=content)


def blocks(file: Document | SiteImage) -> Any:
    if isinstance(file, Document):
        value = [{"type": "document", "value": {"document": file.pk, "title": "Acta"}}]
    else:
        value = [{"type": "picture", "value": {"image": file.pk, "decorative": True}}]
    return ContentPage._meta.get_field("body").stream_block.to_python(value)


def answer_to(client: Client, document: Document, **options: Any) -> Any:
    answer = client.get(document.url, **options)
    if answer.streaming:
        b"".join(answer)  # closes the file as well
    return answer


def reading(client: Client, document: Document, **options: Any) -> int:
    return answer_to(client, document, **options).status_code


def listed(kind: str, **options: Any) -> list[int]:
    answer = Client().get(f"/api/v3/{kind}/", **options)
    assert answer.status_code == 200
    return [item["id"] for item in answer.json()["items"]]


def with_token(user: User) -> dict[str, str]:
    _token, secret = APIToken.create_token(user=user, name="prueba")
    return {"authorization": f"Bearer {secret}"}


def author() -> User:
    return make_member("autora@example.org", AUTHOR)


def test_what_no_page_refers_to_is_for_those_who_write(document: Document) -> None:
    image = make_image()
    assert reading(Client(), document) == 404
    assert (listed("documents"), listed("images")) == ([], [])
    for kind, file in (("documents", document), ("images", image)):
        assert Client().get(f"/api/v3/{kind}/{file.pk}/").status_code == 404
    user = author()
    editor = Client()
    signed_in(editor, user)
    answer = answer_to(editor, document)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    token = with_token(user)
    assert listed("documents", headers=token) == [document.pk]
    assert listed("images", headers=token) == [image.pk]


def test_the_token_of_somebody_who_prepares_nothing_opens_what_is_public_alone(
    document: Document, make_page: MakePage
) -> None:
    image, draft = make_image(), make_page("Borrador", live=False)
    public = make_document()
    make_page("Página", body=blocks(public))
    redirect = Redirect.objects.create(old_path="/secreta", redirect_page=draft)

    def answers(user: User) -> list[Any]:
        """What is listed; then, how what is not public is answered one by one."""
        token = with_token(with_second_factor(user))
        kinds = {"documents": document, "images": image, "redirects": redirect}
        addresses = [f"/api/v3/{kind}/{each.pk}/" for kind, each in kinds.items()]
        found = "/api/v3/redirects/find/?html_path=/secreta"
        asked = [Client().get(address, headers=token) for address in (*addresses, found)]
        return [
            *(listed(kind, headers=token) for kind in kinds),
            [answer.status_code for answer in asked],
        ]

    member = make_member("opera@example.org", MUNICIPAL_OPERATOR)
    assert answers(member) == [[public.pk], [], [], [404] * 4]
    everything = [[document.pk, public.pk], [image.pk], [redirect.pk], [200, 200, 200, 302]]
    assert answers(make_member("edita@example.org", EDITOR)) == everything


@pytest.mark.parametrize("kind", ["documents", "images"])
def test_publishing_a_page_publishes_its_files_and_withdrawing_it_hides_them(
    kind: str, make_page: MakePage
) -> None:
    file = make_document() if kind == "documents" else make_image()

    def public() -> bool:
        return listed(kind) == [file.pk]

    page = make_page("Página", body=blocks(file), live=False)
    assert not public()
    page.save_revision().publish()
    assert public()
    # Only the draft stops referring to it.
    page.body = []
    page.save_revision()
    assert public()
    page.get_latest_revision().publish()
    assert not public()


def test_a_draft_that_adds_a_document_does_not_publish_it(
    document: Document, make_page: MakePage
) -> None:
    page = make_page("Página")
    page.body = blocks(document)
    revision = page.save_revision()
    assert reading(Client(), document) == 404
    revision.publish()
    assert reading(Client(), document) == 200


def test_a_link_inside_a_text_is_a_reference_too(document: Document, make_page: MakePage) -> None:
    text = f'<p><a linktype="document" id="{document.pk}">Acta</a></p>'
    value = [{"type": "text", "value": text}]
    make_page("Página", body=ContentPage._meta.get_field("body").stream_block.to_python(value))
    assert reading(Client(), document) == 200


def test_files_of_a_restricted_page_are_for_those_who_have_signed_in(
    document: Document, make_page: MakePage
) -> None:
    page = make_page("Página", body=blocks(document))
    assert reading(Client(), document) == 200
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")
    assert (reading(Client(), document), listed("documents")) == (404, [])
    member = Client()
    signed_in(member, make_member("lee@example.org", MUNICIPAL_OPERATOR))
    assert reading(member, document) == 200


def test_a_copy_that_the_reader_has_is_not_confirmed_once_it_is_withdrawn(
    document: Document, make_page: MakePage
) -> None:
    page = make_page("Página", body=blocks(document))
    etag = answer_to(Client(), document).headers["ETag"]
    page.unpublish()
    assert reading(Client(), document, headers={"if-none-match": etag}) == 404


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("kind", ["documents", "images"])
def test_lists_and_searches_ask_as_much_for_three_files_as_for_one(
    kind: str, number: int, make_page: MakePage
) -> None:
    files = [make_document() if kind == "documents" else make_image() for _ in range(number)]
    for file in files:
        make_page("Página", body=blocks(file))
    listed(kind)
    with CaptureQueriesContext(connection) as queries:
        assert sorted(listed(kind)) == sorted(file.pk for file in files)
    assert len(queries) == 5
    assert Client().get(f"/api/v3/{kind}/?search=acta").status_code == 200
