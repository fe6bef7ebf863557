"""Small real files for tests of graphic material."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents.models import Document

from sello_pages.models import SiteImage

PDF = b"%PDF-1.7\nuna pieza\n%%EOF\n"


def document(name: str, content: bytes = PDF) -> Document:
    return Document.objects.create(
        title=name, file=ContentFile(content, name=f"{name}.pdf"), file_size=len(content)
    )


def picture(name: str, size: tuple[int, int] = (60, 40)) -> SiteImage:
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, "PNG")
    return SiteImage.objects.create(
        title=name, file=ImageFile(io.BytesIO(file.getvalue()), name=f"{name}.png")
    )
