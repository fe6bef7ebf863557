"""Files that nothing refers to, and pictures without a description."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file

from sello_editorial.inventory.files import undescribed_images, unused_documents, unused_images
from sello_pages.models import SiteImage

pytestmark = pytest.mark.django_db

FILES = "/admin/inventario/archivos/"


def picture(title: str, **fields: Any) -> SiteImage:
    return SiteImage.objects.create(title=title, file=get_test_image_file(f"{title}.png"), **fields)


def document(title: str) -> Document:
    return Document.objects.create(title=title, file=ContentFile(b"x", f"{title}.txt"))


def test_what_blocks_and_texts_refer_to_counts_as_used(make_page: Any) -> None:
    image, lost_image = picture("usada"), picture("perdida")
    shown, linked, lost = document("bloque"), document("texto"), document("perdido")
    text = f'<p><a linktype="document" id="{linked.pk}">a</a></p>'
    make_page(
        "Página",
        body=[
            {"type": "picture", "value": {"image": image.pk, "alternative_text": "x"}},
            {"type": "document", "value": {"document": shown.pk}},
            {"type": "callout", "value": {"kind": "tip", "title": "x", "text": text}},
        ],
        live=True,
    )
    assert [one.pk for one in unused_images()] == [lost_image.pk]
    assert [one.pk for one in unused_documents()] == [lost.pk]


def test_pictures_without_a_description_are_listed() -> None:
    picture("descrita", description="Una plaza")
    picture("callada")
    assert [one.title for one in undescribed_images()] == ["callada"]


def test_the_screen_lists_each_kind_and_gives_it_as_a_file(home: Any, signed_in: Any) -> None:
    lost = picture("perdida")
    client = signed_in("author")
    assert f"/admin/images/{lost.pk}/" in client.get(FILES).content.decode()
    rows = b"".join(client.get(f"{FILES}?formato=csv")).decode("utf-8-sig").splitlines()
    assert [row.split(";")[:2] for row in rows[1:]] == [[str(lost.pk), "perdida"]]
    empty = client.get(f"{FILES}documentos-sin-uso/").content.decode()
    assert "Nada que revisar aquí." in empty
    assert client.get(f"{FILES}nada/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_screen_do_not_grow(
    home: Any, signed_in: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        picture(f"perdida{one}")
    client = signed_in("author")
    client.get(FILES)
    with django_assert_num_queries(13):
        client.get(FILES)
