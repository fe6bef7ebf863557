"""Buttons and related pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from sello_pages.addresses import verify_address as verify_address
from sello_pages.blocks.verbatim import VerbatimBlock
from sello_pages.material import current_material


class LinkedPageBlock(blocks.PageChooserBlock):
    """A page that is linked to.

    While a page is shown, all pages that its body links to were fetched together, and only those
    that everybody may read: the others are None here. Elsewhere it is Wagtail's chooser.
    """

    def to_python(self, value: Any) -> Any:
        material = current_material()
        return super().to_python(value) if material is None else material.pages.get(value)

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        material = current_material()
        if material is None:
            return super().bulk_to_python(values)
        return [material.pages.get(value) for value in values]


class AddressBlock(VerbatimBlock):
    """An address beside this site's pages; it is no text, and the same in every language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, validators=[verify_address], **kwargs)


class ButtonBlock(blocks.StructBlock):
    """A link that looks like a button, with exactly one target."""

    label = blocks.CharBlock(
        label=_("Texto"), max_length=60, help_text=_("Qué pasa al pulsarlo: «Ver las guías».")
    )
    page = LinkedPageBlock(label=_("Página"), required=False)
    address = AddressBlock(
        label=_("Dirección"),
        required=False,
        help_text=_("Solo si no lleva a una página de este sitio."),
    )
    style = blocks.ChoiceBlock(
        label=_("Aspecto"),
        choices=[("primary", _("Principal")), ("secondary", _("Secundario"))],
        default="primary",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            message = _("Elija una página o escriba una dirección: una de las dos.")
            raise blocks.StructBlockValidationError(
                {"page": ValidationError(message), "address": ValidationError(message)}
            )
        return cleaned

    class Meta:
        icon = "link"
        label = _("Botón")
        template = "pages/blocks/button.html"


class RelatedBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Título"), max_length=100, default="Contenido relacionado")
    pages = blocks.ListBlock(
        LinkedPageBlock(label=_("Página")), label=_("Páginas"), min_num=1, max_num=12
    )

    class Meta:
        icon = "link"
        label = _("Contenido relacionado")
        template = "pages/blocks/related.html"
