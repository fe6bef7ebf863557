"""What people say, and where they are found."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from sello_pages.blocks.links import AddressBlock, LinkedPageBlock
from sello_pages.blocks.verbatim import TelephoneBlock, VerbatimBlock

WAYS_OF_CONTACT = ("email", "telephone", "address", "page")


class QuoteBlock(blocks.StructBlock):
    """Somebody else's words, with who said them and where."""

    text = blocks.TextBlock(label=_("Cita"), max_length=800, rows=3)
    who = blocks.CharBlock(label=_("Quién lo dice"), max_length=120)
    source = blocks.CharBlock(
        label=_("Dónde lo dijo"),
        required=False,
        max_length=200,
        help_text=_("Un acto, un documento, una entrevista, con su fecha."),
    )
    source_address = AddressBlock(label=_("Dirección de la fuente"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Cita")
        template = "pages/blocks/quote.html"


class ContactCardValue(blocks.StructValue):
    @property
    def dialled(self) -> str:
        """The telephone as an address takes it: digits, and a plus sign before them."""
        text = self["telephone"] or ""
        digits = "".join(letter for letter in text if letter.isdigit())
        return f"+{digits}" if text.startswith("+") else digits


class ContactCardBlock(blocks.StructBlock):
    """A person or unit and how to reach them, in at least one way."""

    name = blocks.CharBlock(label=_("Persona o unidad"), max_length=120)
    role = blocks.CharBlock(label=_("Cargo o función"), required=False, max_length=160)
    email = blocks.EmailBlock(label=_("Correo"), required=False)
    telephone = TelephoneBlock(label=_("Teléfono"), required=False)
    hours = blocks.CharBlock(
        label=_("Horario"),
        required=False,
        max_length=200,
        help_text=_("Cuándo atiende: «lunes a viernes, de 9:00 a 14:00»."),
    )
    address = VerbatimBlock(label=_("Dirección"), required=False, max_length=200)
    page = LinkedPageBlock(
        label=_("Página"), required=False, help_text=_("Dónde se lee más en este sitio.")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not any(cleaned[name] for name in WAYS_OF_CONTACT):
            message = _("Escriba al menos una forma de contacto: correo, teléfono, dirección…")
            raise blocks.StructBlockValidationError({"email": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "user"
        label = _("Ficha de contacto")
        template = "pages/blocks/contact_card.html"
        value_class = ContactCardValue
        label_format = "{name}"
