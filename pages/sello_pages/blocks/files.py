"""Pictures and documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from sello_pages.material import current_material


class GatheredImageBlock(ImageChooserBlock):
    """A picture that comes with all others of its page while the page is shown."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        material = current_material()
        if material is None:
            return super().bulk_to_python(values)
        return [material.pictures.get(value) for value in values]


class PictureBlock(blocks.StructBlock):
    """A picture that either says what it shows or is marked as decoration."""

    image = GatheredImageBlock(label=_("Imagen"))
    alternative_text = blocks.CharBlock(
        label=_("Texto alternativo"),
        required=False,
        max_length=250,
        help_text=_("Qué muestra la imagen, para quien no la ve."),
    )
    decorative = blocks.BooleanBlock(
        label=_("Decorativa"),
        required=False,
        help_text=_("Márquela solo si la imagen no dice nada que el texto no diga."),
    )
    caption = blocks.CharBlock(label=_("Leyenda"), required=False, max_length=250)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        text = (cleaned["alternative_text"] or "").strip()
        if not text and not cleaned["decorative"]:
            raise blocks.StructBlockValidationError(
                {
                    "alternative_text": ValidationError(
                        _("Escriba qué muestra la imagen o márquela como decorativa.")
                    )
                }
            )
        if text and cleaned["decorative"]:
            raise blocks.StructBlockValidationError(
                {
                    "decorative": ValidationError(
                        _("Una imagen decorativa no lleva texto alternativo: deje uno de los dos.")
                    )
                }
            )
        return cleaned

    class Meta:
        icon = "image"
        label = _("Imagen")
        template = "pages/blocks/picture.html"


class GalleryBlock(blocks.StructBlock):
    """Pictures side by side, each with its own words."""

    title = blocks.CharBlock(
        label=_("Título"), max_length=120, help_text=_("Qué reúne: se lee antes de las imágenes.")
    )
    pictures = blocks.ListBlock(PictureBlock(), label=_("Imágenes"), min_num=2, max_num=24)

    class Meta:
        icon = "image"
        label = _("Galería")
        template = "pages/blocks/gallery.html"


class GatheredDocumentBlock(DocumentChooserBlock):
    """A document that comes with all others of its page while the page is shown."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        material = current_material()
        if material is None:
            return super().bulk_to_python(values)
        return [material.documents.get(value) for value in values]


class DocumentBlock(blocks.StructBlock):
    document = GatheredDocumentBlock(label=_("Documento"))
    title = blocks.CharBlock(
        label=_("Título"),
        required=False,
        max_length=160,
        help_text=_("Si queda vacío se muestra el título del documento."),
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Documento para descargar")
        template = "pages/blocks/document.html"


class DownloadListBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Título"), max_length=120, default="Para descargar")
    documents = blocks.ListBlock(DocumentBlock(), label=_("Documentos"), min_num=1, max_num=30)

    class Meta:
        icon = "download"
        label = _("Lista de descargas")
        template = "pages/blocks/download_list.html"
