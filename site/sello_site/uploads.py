"""Judges uploaded files by what is in them; a name or a declared type proves nothing.

One function for documents and one for pictures, used by every form that takes a file, in the
admin and through the API alike (:mod:`sello_site.upload_forms`).
"""

from __future__ import annotations

import codecs
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

MOST_MEMBERS = 5_000
LARGEST_UNPACKED = 300 * 1024 * 1024
_CHUNK = 64 * 1024
_LARGEST_MANIFEST = 1024 * 1024

# All that Python's zip reader was seen to raise over damaged archives.
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_PDF_HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|style|iframe|object|embed|\?xml|\?php|%)",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")

_OFFICE_PART = {
    ".docx": "word/document.xml",
    ".pptx": "ppt/presentation.xml",
    ".xlsx": "xl/workbook.xml",
}
_OPEN_DOCUMENT_TYPE = {
    ".ods": b"application/vnd.oasis.opendocument.spreadsheet",
    ".odt": b"application/vnd.oasis.opendocument.text",
}
_ACTIVE_SUFFIXES = frozenset(
    {".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".dll", ".dmg", ".docm", ".exe", ".hta"}
    | {".htm", ".html", ".iso", ".jar", ".js", ".jse", ".lnk", ".msi", ".php", ".pptm", ".ps1"}
    | {".py", ".rb", ".scr", ".sh", ".svg", ".swf", ".vbe", ".vbs", ".wsf", ".xhtml", ".xlsm"}
)


def check_size(size: int, *, largest: int) -> None:
    """Raises :class:`ValidationError` when ``size`` exceeds ``largest`` (both in bytes)."""
    if size > largest:
        raise ValidationError(
            _("El archivo pesa %(size)s; el máximo es %(largest)s."),
            code="too_large",
            params={"size": filesizeformat(size), "largest": filesizeformat(largest)},
        )


def check_document(file: IO[bytes], *, name: str) -> None:
    """Raises :class:`ValidationError` when the content is not what the suffix of ``name`` says.

    The file is left at its beginning.
    """
    suffix = PurePosixPath(name).suffix.lower()
    judge = _JUDGES.get(suffix)
    if judge is None:
        raise ValidationError(_("No se aceptan documentos de este tipo."), code="unknown_type")
    try:
        file.seek(0)
        judge(file, suffix)
    finally:
        file.seek(0)


def _disguised() -> ValidationError:
    return ValidationError(
        _("El contenido del archivo no corresponde a su extensión, o el archivo está dañado."),
        code="disguised",
    )


def _active() -> ValidationError:
    return ValidationError(
        _("El archivo contiene macros, programas o páginas web, que no se aceptan."),
        code="active_content",
    )


def _judge_pdf(file: IO[bytes], suffix: str) -> None:
    if not _PDF_HEADER.match(file.read(16)):
        raise _disguised()
    size = file.seek(0, 2)
    file.seek(max(0, size - 4096))
    if b"%%EOF" not in file.read():
        raise _disguised()


def _judge_text(file: IO[bytes], suffix: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    beginning = ""
    try:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            if _CONTROL.search(text):
                raise _disguised()
            beginning = beginning or text[:4096]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("El texto no está en UTF-8. Guárdelo como «texto UTF-8» o «CSV UTF-8»."),
            code="not_utf8",
        ) from error
    if _MARKUP.search(beginning):
        raise _active()


def _judge_archive(file: IO[bytes], suffix: str) -> None:
    with _opened(file) as archive:
        members = _members(archive)
        for name in members:
            path = PurePosixPath(name.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
                raise _disguised()
            if path.suffix.lower() in _ACTIVE_SUFFIXES:
                raise _active()


def _judge_office(file: IO[bytes], suffix: str) -> None:
    with _opened(file) as archive:
        members = _members(archive)
        if not {"[Content_Types].xml", _OFFICE_PART[suffix]} <= members:
            raise _disguised()
        types = _read(archive, "[Content_Types].xml")
        if b"macroEnabled" in types or any("vbaproject" in name.lower() for name in members):
            raise _active()
        # Programs and pages that Word and Excel can carry along.
        if any("/activex/" in name.lower() for name in members):
            raise _active()


def _judge_open_document(file: IO[bytes], suffix: str) -> None:
    with _opened(file) as archive:
        members = _members(archive)
        if not {"mimetype", "content.xml", "META-INF/manifest.xml"} <= members:
            raise _disguised()
        if _read(archive, "mimetype").strip() != _OPEN_DOCUMENT_TYPE[suffix]:
            raise _disguised()
        if any(name.startswith(("Basic/", "Scripts/")) for name in members):
            raise _active()


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    # A zip file may have anything in front, such as a program that unpacks it, or a picture.
    if file.read(4) not in {b"PK\x03\x04", b"PK\x05\x06"}:
        raise _disguised()
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except _BROKEN_ARCHIVE as error:
        raise _disguised() from error


def _members(archive: zipfile.ZipFile) -> set[str]:
    """Names of the members, once they are known to be few, small, distinct and readable."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED:
        raise ValidationError(_("El archivo comprimido es demasiado grande."), code="too_large")
    names = {entry.filename for entry in entries}
    encrypted = any(entry.flag_bits & 0x1 for entry in entries)
    if not names or len(names) != len(entries) or encrypted:
        raise _disguised()
    return names


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            return member.read(_LARGEST_MANIFEST)
    except _BROKEN_ARCHIVE as error:
        raise _disguised() from error


_JUDGES: dict[str, Callable[[IO[bytes], str], None]] = {
    ".csv": _judge_text,
    ".txt": _judge_text,
    ".pdf": _judge_pdf,
    ".zip": _judge_archive,
    **dict.fromkeys(_OFFICE_PART, _judge_office),
    **dict.fromkeys(_OPEN_DOCUMENT_TYPE, _judge_open_document),
}
DOCUMENT_SUFFIXES = tuple(sorted(suffix.removeprefix(".") for suffix in _JUDGES))

_IMAGE_FORMATS = {
    ".avif": "AVIF",
    ".gif": "GIF",
    ".jpeg": "JPEG",
    ".jpg": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
}


def check_image(file: IO[bytes], *, name: str, most_pixels: int) -> None:
    """Raises :class:`ValidationError` when the file does not decode as the picture that its
    suffix says, or has more than ``most_pixels`` over all its frames.

    Wagtail looks at the header alone; here every frame is decoded. The file is left at its
    beginning.
    """
    expected = _IMAGE_FORMATS.get(PurePosixPath(name).suffix.lower())
    if expected is None:
        raise ValidationError(_("No se aceptan imágenes de este tipo."), code="unknown_type")
    try:
        file.seek(0)
        with warnings.catch_warnings():
            # Of many pixels; the limit below is stricter than Pillow's.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=[expected]) as picture:
                frames = getattr(picture, "n_frames", 1)
                if picture.width * picture.height * frames > most_pixels:
                    raise ValidationError(
                        _("La imagen tiene demasiados píxeles."), code="too_many_pixels"
                    )
                for frame in range(frames):
                    picture.seek(frame)
                    picture.load()
    except ValidationError:
        raise
    except Exception as error:
        # Pillow's decoders raise whatever they stumble over: OSError, SyntaxError, struct.error …
        raise _disguised() from error
    finally:
        file.seek(0)
