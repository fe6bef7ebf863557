"""The files of pieces: what they are called, how large they are, and how they are opened."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from sello_pages.pictures import SiteRendition

if TYPE_CHECKING:
    from sello_graphics.models import GraphicFile

PARAMETER = "archivo"
_KEY = re.compile(r"(d|i)([0-9]{1,9})", re.ASCII)
_LONGEST_STEM = 80
_CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg"}


def key_of(file: GraphicFile) -> str:
    """``d12`` for a document, ``i12`` for a picture."""
    return f"i{file.image_id}" if file.document_id is None else f"d{file.document_id}"


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def with_keys(keys: list[str]) -> Q:
    """Condition for the files with these keys, all of which must be such."""
    documents = [int(key[1:]) for key in keys if key.startswith("d")]
    images = [int(key[1:]) for key in keys if key.startswith("i")]
    return Q(document_id__in=documents) | Q(image_id__in=images)


def file_path(file: GraphicFile) -> str:
    """Where the file is downloaded, in the reader's language.

    The key stands in the query, which is not declared to the page cache: so it passes such
    requests on with all that they say of themselves, and counting knows a look from a download.
    """
    return f"{reverse('graphics:file')}?{urlencode({PARAMETER: file.key})}"


def file_address(file: GraphicFile) -> str:
    return f"{settings.SELLO_PUBLIC_URL}{file_path(file)}"


def measured(file: GraphicFile) -> tuple[str, int | None]:
    """Format and size in bytes of what readers get; no size while the file itself is lost."""
    if file.document is not None:
        return file.document.file_extension.lower()[:8], _size_of_document(file.document)
    if file.image is None:
        return "", None
    suffix = _picture_format(file.image)
    try:
        return suffix, handed_out(file.image).file.size
    except OSError:
        return suffix, None


def _size_of_document(document: Any) -> int | None:
    if document.file_size is not None:
        return int(document.file_size)
    try:
        return int(document.file.size)
    except OSError:
        return None


def _picture_format(image: Any) -> str:
    return "png" if image.filename.lower().endswith(".png") else "jpg"


def handed_out(image: Any) -> SiteRendition:
    """The picture in full size, encoded anew. Raises :class:`OSError` when its file is lost."""
    encoding = "png" if _picture_format(image) == "png" else "jpeg"
    rendition: SiteRendition = image.get_rendition(f"original|format-{encoding}")
    return rendition


def stored_file(file: GraphicFile) -> Any:
    """The stored file that readers get. Raises :class:`OSError` when it is lost."""
    return file.document.file if file.document is not None else handed_out(file.image).file


def opened(file: GraphicFile) -> tuple[IO[bytes], int]:
    """The file, open for reading, and its size. Raises :class:`OSError` when it is lost."""
    stored = stored_file(file)
    handle: IO[bytes] = stored.storage.open(stored.name, "rb")
    try:
        return handle, int(stored.storage.size(stored.name))
    except BaseException:
        handle.close()
        raise


def content_type(file: GraphicFile) -> str:
    if file.document is not None:
        return str(file.document.content_type)
    return _CONTENT_TYPES.get(file.format, "application/octet-stream")


def file_name(file: GraphicFile) -> str:
    """A safe name that tells what it is: ``afiche-su-municipalidad-le-orienta-ht.pdf``."""
    stem = slugify(file.page.title)[:_LONGEST_STEM].strip("-") or "material"
    suffix = slugify(file.format) or "bin"
    mark = "-demo" if settings.SELLO_DEMO else ""
    return f"{stem}-{file.language}{mark}.{suffix}"
