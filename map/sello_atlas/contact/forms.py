"""What can be written to a regional office. Works without JavaScript, cookies and tokens."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from sello_map.models import Commune
from sello_map.naming import naming_key
from sello_site.outbox.addresses import validate_mail_address
from sello_site.privacy.identity_numbers import holds_a_run

LONGEST_MESSAGE = 4000

_NO_ADDRESS = _("Revise el correo: debe tener la forma nombre@ejemplo.cl.")
_TOO_LONG = _("Escriba %(limit_value)s caracteres como máximo.")


class Writer(TextChoices):
    """Who writes, as far as the office needs to know it to answer."""

    MUNICIPALITY = "municipality", _("Alguien de una municipalidad")
    ORGANISATION = "organisation", _("Alguien de una organización")
    NEIGHBOUR = "neighbour", _("Una persona migrante, refugiada o vecina de la comuna")
    OTHER = "other", _("Otra persona o institución")


def communes_of(region: str) -> list[tuple[str, str]]:
    """Code and name of the region's communes, by name. One query."""
    found = Commune.objects.filter(province__region=region).values_list("code", "name")
    return sorted(found, key=lambda one: naming_key(one[1]))


def _is_one_line(text: str) -> None:
    # A browser sends no line break from a one-line field; who forges headers does.
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in text):
        raise ValidationError(_("Escríbalo en una sola línea."))


def _names_no_run(text: str) -> None:
    if holds_a_run(text):
        raise ValidationError(
            _(
                "Parece que escribió un RUN. Quítelo, por favor: por aquí no se envían datos de "
                "documentos."
            )
        )


def _is_elsewhere(email: str) -> None:
    """Refuses a domain that is this host, or that a mail server cannot be told: then the whole
    message would stay here."""
    domain = email.rpartition("@")[2]
    try:
        is_known = "." in punycode(domain) and not domain.startswith("[")
    except UnicodeError:
        is_known = False
    if not is_known:
        raise ValidationError(_NO_ADDRESS)


class _Message(forms.CharField):
    def to_python(self, value: Any) -> str:
        # A browser counts a line break as one character, and sends two.
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class ContactForm(forms.Form):
    """``communes`` are those of the region that is written to."""

    name = forms.CharField(
        label=_("Su nombre"),
        max_length=120,
        validators=[_is_one_line, _names_no_run],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Escriba su nombre."), "max_length": _TOO_LONG},
    )
    email = forms.EmailField(
        label=_("Su correo electrónico"),
        max_length=254,
        validators=[validate_mail_address, _is_elsewhere],
        help_text=_("A esta dirección le responderán."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Escriba su correo electrónico."),
            "invalid": _NO_ADDRESS,
            "max_length": _TOO_LONG,
        },
    )
    writer = forms.ChoiceField(
        label=_("¿Quién escribe?"),
        choices=Writer.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Elija quién escribe."),
            "invalid_choice": _("Elija quién escribe."),
        },
    )
    commune = forms.ChoiceField(
        label=_("Comuna de la que se trata (opcional)"),
        required=False,
        error_messages={
            "invalid_choice": _("Elija una comuna de esta región, o ninguna."),
        },
    )
    subject = forms.CharField(
        label=_("Asunto"),
        max_length=120,
        validators=[_is_one_line, _names_no_run],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Escriba el asunto."), "max_length": _TOO_LONG},
    )
    message = _Message(
        label=_("Mensaje"),
        max_length=LONGEST_MESSAGE,
        validators=[_names_no_run],
        help_text=_("No escriba RUN, números de documentos ni datos personales de otras personas."),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        error_messages={"required": _("Escriba su mensaje."), "max_length": _TOO_LONG},
    )
    # The same for both posts of a double click: the second writes nothing. Any text will do.
    ticket = forms.Field(required=False, widget=forms.HiddenInput)
    # Hidden from people and announced as to be left alone; programs that fill in everything do.
    website = forms.CharField(
        required=False,
        label=_("Deje este campo vacío"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, communes: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["commune"].choices = [("", _("Ninguna en particular")), *communes]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def is_filled_by_a_program(self) -> bool:
        return bool(self.data.get("website"))
