"""Uploads are judged by their content: what is disguised, active, damaged or too big is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sello_site.uploads import DOCUMENT_SUFFIXES, check_document, check_image, check_size

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
CONTENT_TYPES = b'<?xml version="1.0"?><Types><Default Extension="xml"/></Types>'
OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
OPEN_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def office(part: str, **more: bytes) -> bytes:
    return zipped(**{"[Content_Types].xml": CONTENT_TYPES, part: b"<x/>", **more})


def open_document(mimetype: bytes, **more: bytes) -> bytes:
    return zipped(
        **{
            "mimetype": mimetype,
            "content.xml": b"<x/>",
            "META-INF/manifest.xml": b"<x/>",
            **more,
        }
    )


def picture(kind: str, *, size: tuple[int, int] = (8, 6)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, kind)
    return file.getvalue()


GENUINE = {
    "acta.csv": "comuna,año\nÑuñoa,2024\n".encode(),
    "acta.docx": office("word/document.xml"),
    "acta.ods": open_document(OPEN_SHEET),
    "acta.odt": open_document(OPEN_TEXT),
    "acta.pdf": PDF,
    "acta.pptx": office("ppt/presentation.xml"),
    "acta.txt": "\ufeffActa de la reunión, 5 < 6\r\n".encode(),
    "acta.xlsx": office("xl/workbook.xml"),
    "acta.zip": zipped(**{"carpeta/afiche.png": b"x"}),
}


def verdict(name: str, content: bytes) -> str:
    """The code of the refusal, or 'accepted'; and the file is left at its beginning."""
    file = io.BytesIO(content)
    try:
        check_document(file, name=name)
    except ValidationError as refused:
        return str(refused.code)
    finally:
        assert file.tell() == 0
    return "accepted"


def test_every_accepted_suffix_has_a_genuine_example() -> None:
    assert sorted(name.partition(".")[2] for name in GENUINE) == list(DOCUMENT_SUFFIXES)


def test_settings_accept_exactly_what_can_be_judged() -> None:
    from django.conf import settings  # inline: beside the one test that reads it

    assert sorted(settings.WAGTAILDOCS_EXTENSIONS) == list(DOCUMENT_SUFFIXES)


@pytest.mark.parametrize(("name", "content"), GENUINE.items())
def test_genuine_documents_are_accepted(name: str, content: bytes) -> None:
    assert verdict(name, content) == "accepted"
    assert verdict(name.upper(), content) == "accepted"


@pytest.mark.parametrize("suffix", DOCUMENT_SUFFIXES)
@pytest.mark.parametrize(
    "content",
    [HTML, SVG, b"", b"MZ\x90\x00\x03" + b"\x00" * 60, b"\x7fELF\x02\x01", b"PK\x03\x04broken"],
    ids=["html", "svg", "empty", "windows program", "linux program", "broken zip"],
)
def test_disguised_content_is_refused_under_every_suffix(suffix: str, content: bytes) -> None:
    expected = {"disguised", "active_content", "not_utf8"}
    if suffix in {"txt", "csv"} and not content:
        expected = {"accepted"}
    assert verdict(f"acta.{suffix}", content) in expected


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.svg", SVG, "unknown_type"),
        ("a.html", HTML, "unknown_type"),
        ("a", PDF, "unknown_type"),
        ("a.pdf.exe", PDF, "unknown_type"),
        ("a.docx", GENUINE["acta.xlsx"], "disguised"),
        ("a.docx", GENUINE["acta.zip"], "disguised"),
        ("a.odt", GENUINE["acta.ods"], "disguised"),
        ("a.xlsx", office("xl/workbook.xml", **{"xl/vbaProject.bin": b"x"}), "active_content"),
        ("a.docx", office("word/document.xml", **{"word/activeX/a.bin": b"x"}), "active_content"),
        ("a.odt", open_document(OPEN_TEXT, **{"Basic/Standard/m.xml": b"x"}), "active_content"),
        ("a.zip", zipped(**{"a/b.html": HTML}), "active_content"),
        ("a.zip", zipped(**{"setup.EXE": b"MZ"}), "active_content"),
        ("a.zip", zipped(**{"../../etc/passwd": b"x"}), "disguised"),
        ("a.zip", zipped(**{"/etc/passwd": b"x"}), "disguised"),
        ("a.zip", zipped(**{"C:\\a.txt": b"x"}), "disguised"),
        ("a.zip", zipped(), "disguised"),
        ("a.zip", b"MZ" + GENUINE["acta.zip"], "disguised"),
        ("a.pdf", b"\n\n" + PDF, "disguised"),
        ("a.pdf", b"%PDF-1.7\ncut off", "disguised"),
        ("a.txt", "año".encode("latin-1"), "not_utf8"),
        ("a.csv", "a,b".encode("utf-16"), "not_utf8"),
        ("a.txt", b"a\x00b", "disguised"),
        ("a.txt", b"   \n<HTML>", "active_content"),
        ("a.csv", b"\xef\xbb\xbf<?xml version='1.0'?>", "active_content"),
        ("a.txt", b"x" * 70_000 + b"\xc3", "not_utf8"),
    ],
)
def test_what_is_not_what_its_suffix_says_is_refused(name: str, content: bytes, code: str) -> None:
    assert verdict(name, content) == code


def test_macros_declared_under_a_plain_suffix_are_refused() -> None:
    content = zipped(
        **{
            "[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml",
            "word/document.xml": b"<x/>",
        }
    )
    assert verdict("a.docx", content) == "active_content"


def test_an_archive_that_unpacks_without_bound_is_refused_without_unpacking() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(32):
            archive.writestr(f"{number}.txt", b"\0" * 10 * 1024 * 1024)
    assert verdict("bomb.zip", file.getvalue()) == "too_large"


def test_an_encrypted_archive_is_refused() -> None:
    content = bytearray(GENUINE["acta.zip"])
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 0x1
    assert verdict("a.zip", bytes(content)) == "disguised"


@given(content=st.binary(max_size=300), suffix=st.sampled_from(DOCUMENT_SUFFIXES))
def test_no_bytes_whatever_raise_anything_but_a_refusal(content: bytes, suffix: str) -> None:
    for head in (b"", b"PK\x03\x04", b"%PDF-1.4"):
        verdict(f"a.{suffix}", head + content)


@given(position=st.integers(min_value=0), value=st.integers(min_value=0, max_value=255))
def test_no_damage_to_an_office_document_raises_anything_but_a_refusal(
    position: int, value: int
) -> None:
    content = bytearray(GENUINE["acta.docx"])
    content[position % len(content)] = value
    verdict("a.docx", bytes(content))


def test_size_is_limited_and_the_message_tells_the_limit() -> None:
    check_size(1024, largest=1024)
    with pytest.raises(ValidationError, match="1"):
        check_size(1025, largest=1024)


def image_verdict(name: str, content: bytes, *, most_pixels: int = 1000) -> str:
    file = io.BytesIO(content)
    try:
        check_image(file, name=name, most_pixels=most_pixels)
    except ValidationError as refused:
        return str(refused.code)
    finally:
        assert file.tell() == 0
    return "accepted"


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("avif", "AVIF"),
        ("gif", "GIF"),
        ("jpeg", "JPEG"),
        ("jpg", "JPEG"),
        ("png", "PNG"),
        ("webp", "WEBP"),
    ],
)
def test_genuine_pictures_are_accepted(suffix: str, kind: str) -> None:
    assert image_verdict(f"a.{suffix}", picture(kind)) == "accepted"


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("a.png", lambda: picture("JPEG"), "disguised"),
        ("a.jpg", lambda: picture("PNG"), "disguised"),
        ("a.png", lambda: HTML, "disguised"),
        ("a.gif", lambda: b"GIF89a<script>alert(1)</script>", "disguised"),
        ("a.png", lambda: picture("PNG", size=(30, 30))[:-30], "disguised"),
        ("a.jpg", lambda: picture("JPEG", size=(30, 30))[:200], "disguised"),
        ("a.svg", lambda: SVG, "unknown_type"),
        ("a.bmp", lambda: picture("BMP"), "unknown_type"),
        ("a.png", lambda: b"", "disguised"),
        ("a.png", lambda: picture("PNG", size=(40, 40)), "too_many_pixels"),
    ],
)
def test_what_does_not_decode_as_its_suffix_is_refused(
    name: str, make: Callable[[], bytes], code: str
) -> None:
    assert image_verdict(name, make()) == code


def test_the_frames_of_a_moving_picture_count_together() -> None:
    file = io.BytesIO()
    first, *others = [Image.new("L", (20, 20), shade) for shade in (0, 90, 180)]
    first.save(file, "GIF", save_all=True, append_images=others)
    assert image_verdict("a.gif", file.getvalue(), most_pixels=1200) == "accepted"
    assert image_verdict("a.gif", file.getvalue(), most_pixels=1199) == "too_many_pixels"
