"""Every way in for a file asks the same judge: admin, several at once, chooser and API."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from wagtail.documents.models import Document
from wagtail.models import APIToken, Collection

from sello_accounts.models import User
from sello_pages.models import SiteImage
from sello_site.testing_people import with_second_factor

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DISGUISED = b"<!DOCTYPE html><script>alert(1)</script>"
DOCUMENT_WAYS = (
    "/admin/documents/add/",
    "/admin/documents/multiple/add/",
    "/admin/documents/chooser/create/",
)
IMAGE_WAYS = (
    "/admin/images/add/",
    "/admin/images/multiple/add/",
    "/admin/images/chooser/create/",
)


def send(client: Client, way: str, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content)
    form: dict[str, Any] = {"title": "Acta", "collection": Collection.objects.first().pk}  # type: ignore[union-attr]  # the root collection comes with the migrations
    if "multiple" in way:
        form["files[]"] = file
    elif "chooser" in way:
        prefix = "image-chooser-upload" if "images" in way else "document-chooser-upload"
        form = {f"{prefix}-{key}": value for key, value in form.items()}
        form[f"{prefix}-file"] = file
    else:
        form["file"] = file
    return client.post(way, form, headers={"x-requested-with": "XMLHttpRequest"})


@pytest.mark.parametrize("way", DOCUMENT_WAYS)
def test_documents_come_in_only_as_what_they_are(way: str, administrator_client: Client) -> None:
    for name, content in (("a.pdf", DISGUISED), ("a.html", DISGUISED), ("a.docx", PDF)):
        assert send(administrator_client, way, name, content).status_code < 500
    assert Document.objects.count() == 0
    send(administrator_client, way, "acta.pdf", PDF)
    assert Document.objects.count() == 1


@pytest.mark.parametrize("way", IMAGE_WAYS)
def test_pictures_come_in_only_as_what_they_are(
    way: str, administrator_client: Client, picture: Callable[..., bytes]
) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    cut_off = picture()[: len(picture()) // 2]
    for name, content in (("a.png", svg), ("a.svg", svg), ("a.png", cut_off), ("a.jpg", picture())):
        assert send(administrator_client, way, name, content).status_code < 500
    assert SiteImage.objects.count() == 0
    send(administrator_client, way, "a.png", picture())
    assert SiteImage.objects.count() == 1


def test_nothing_larger_than_the_limit_comes_in(
    administrator_client: Client, settings: Any
) -> None:
    settings.SELLO_UPLOAD_BYTES = len(PDF) - 1
    send(administrator_client, "/admin/documents/add/", "acta.pdf", PDF)
    assert Document.objects.count() == 0


def test_pictures_of_too_many_pixels_stay_out(
    administrator_client: Client, settings: Any, picture: Callable[..., bytes]
) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40 * 30 - 1
    send(administrator_client, "/admin/images/add/", "a.png", picture())
    assert SiteImage.objects.count() == 0


def test_the_api_takes_files_through_the_same_judge(
    administrator: User, reader: Client, picture: Callable[..., bytes]
) -> None:
    secret = APIToken.generate_token()
    APIToken.objects.create(
        user=with_second_factor(administrator),
        name="prueba",
        key_hash=APIToken.candidate_key_hashes(secret)[0],
    )
    for path, name, content, status in (
        ("/api/v3/documents/", "a.pdf", DISGUISED, 422),
        ("/api/v3/documents/", "a.pdf", PDF, 201),
        ("/api/v3/images/", "a.png", DISGUISED, 422),
        ("/api/v3/images/", "a.png", picture(), 201),
    ):
        answer = reader.post(
            path,
            {"title": "a", "file": SimpleUploadedFile(name, content)},
            headers={"authorization": f"Bearer {secret}"},
        )
        assert (path, answer.status_code) == (path, status)
    assert (Document.objects.count(), SiteImage.objects.count()) == (1, 1)


def with_metadata(kind: str) -> bytes:
    image = Image.new("RGB", (40, 30), "navy")
    exif = Image.Exif()
    exif[0x010E] = "SECRETO"
    exif[0x8825] = {1: "S", 2: (33.0, 26.0, 0.0)}
    file = io.BytesIO()
    if kind == "PNG":
        text = PngInfo()
        text.add_text("Comment", "SECRETO")
        text.add_itxt("XML:com.adobe.xmp", "<x>SECRETO</x>")
        image.save(file, kind, exif=exif, pnginfo=text)
    else:
        image.save(file, kind, exif=exif, comment=b"SECRETO", xmp=b"<x>SECRETO</x>")
    return file.getvalue()


@pytest.mark.parametrize(
    "rendition", ["width-20", "original", "original|format-webp", "fill-10x10"]
)
@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")]
)
def test_renditions_carry_no_metadata(
    name: str, kind: str, rendition: str, media_folder: Path, db: None
) -> None:
    content = with_metadata(kind)
    assert b"SECRETO" in content
    image = SiteImage.objects.create(title="a", file=ContentFile(content, name=name))
    made = image.get_rendition(rendition)
    served = (media_folder / made.file.name).read_bytes()
    assert b"SECRETO" not in served
    with Image.open(io.BytesIO(served)) as picture:
        assert dict(picture.getexif()) == {}


def test_originals_are_not_served(reader: Client, picture: Callable[..., bytes]) -> None:
    image = SiteImage.objects.create(title="a", file=ContentFile(picture(), name="a.png"))
    made = image.get_rendition("width-20")
    assert reader.get(made.url).status_code == 200
    for where in (image.file.url, image.file.url.replace("original_images", "images/../x")):
        assert reader.get(where).status_code == 404


@pytest.mark.parametrize("name", ["a.png", f"{'a' * 90}.png"])
def test_the_address_of_a_rendition_cannot_be_guessed(
    name: str, reader: Client, picture: Callable[..., bytes], settings: Any
) -> None:
    image = SiteImage.objects.create(title="a", file=ContentFile(picture(), name=name))
    other = SiteImage.objects.create(title="a", file=image.file.name)
    specs = ("width-20", "width-30", "max-800x600|format-webp")
    made = [*image.get_renditions(*specs).values(), other.get_rendition("width-20")]
    for each in made:
        assert reader.get(each.url).status_code == 200
        # What follows the first dot is all that Wagtail puts into the name.
        guess = each.file.name.rpartition("/")[2].partition(".")[2]
        assert reader.get(f"/media/images/{guess}").status_code == 404
    assert reader.get("/media/images/a.width-20.png").status_code == 404
    assert len({each.get_upload_to("a.png") for each in made}) == 4
    before = made[0].get_upload_to("a.png")
    assert made[0].get_upload_to("a.png") == before
    settings.SECRET_KEY = "another, of somebody who guesses and knows everything else"
    assert made[0].get_upload_to("a.png") != before


def test_no_picture_of_a_person_comes_in(
    administrator: User, administrator_client: Client, picture: Callable[..., bytes]
) -> None:
    """Wagtail's form for them asks no judge, and nothing serves what it takes."""
    assert (
        'name="avatar-avatar"' not in administrator_client.get("/admin/account/").content.decode()
    )
    file = SimpleUploadedFile("a.png", picture())
    administrator_client.post("/admin/account/", {"avatar-avatar": file})
    administrator.refresh_from_db()
    assert not administrator.wagtail_userprofile.avatar
