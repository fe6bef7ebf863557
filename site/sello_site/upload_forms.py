"""The forms through which every file comes in: single, multiple, chooser and API uploads.

Named in WAGTAILIMAGES_IMAGE_FORM_BASE and WAGTAILDOCS_DOCUMENT_FORM_BASE.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from sello_site.uploads import check_document, check_image, check_size


class DocumentForm(BaseDocumentForm):  # type: ignore[misc]  # Wagtail is untyped
    """Takes a document whose content is what its name says, within SELLO_UPLOAD_MB."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_size(file.size or 0, largest=settings.SELLO_UPLOAD_BYTES)
            check_document(file, name=file.name or "")  # type: ignore[arg-type]  # it proxies a binary file
        return file


class ImageForm(BaseImageForm):  # type: ignore[misc]  # Wagtail is untyped
    """Takes a picture that decodes as what its name says, within SELLO_UPLOAD_MB."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_size(file.size or 0, largest=settings.SELLO_UPLOAD_BYTES)
            check_image(
                file,  # type: ignore[arg-type]  # it proxies a binary file
                name=file.name or "",
                most_pixels=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS,
            )
        return file
