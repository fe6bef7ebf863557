"""The forms through which every file comes in: single, multiple, chooser and API uploads.

Named in WAGTAILIMAGES_IMAGE_FORM_BASE and WAGTAILDOCS_DOCUMENT_FORM_BASE.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from sello_site.uploads import check_document, check_image, check_size


class DocumentForm(BaseDocumentForm):
    """Takes a document whose content is what its name says, within SELLO_UPLOAD_MB."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_size(file.size or 0, largest=settings.SELLO_UPLOAD_BYTES)
            check_document(file, name=file.name or "")
        return file


class ImageForm(BaseImageForm):
    """Takes a picture that decodes as what its name says, within SELLO_UPLOAD_MB."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")
        if field is not None:
            # Before Wagtail's own look at the header, which fails over damaged files.
            field.to_python = functools.partial(_judged_picture, field.to_python)


def _judged_picture(wagtails: Callable[[Any], Any], data: Any) -> Any:
    if isinstance(data, UploadedFile):
        check_size(data.size or 0, largest=settings.SELLO_UPLOAD_BYTES)
        check_image(
            data,
            name=data.name or "",
            most_pixels=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS,
        )
    return wagtails(data)
