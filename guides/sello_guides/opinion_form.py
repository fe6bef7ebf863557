"""The form at the end of a guide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sello_guides.opinions import tells_who_somebody_is

LONGEST_COMMENT = 1000


class OpinionForm(forms.Form):
    """Works without JavaScript, cookies and tokens."""

    useful = forms.TypedChoiceField(
        label=_("¿Le sirvió esta guía?"),
        choices=[("si", _("Sí")), ("no", _("No"))],
        coerce=lambda value: value == "si",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Elija sí o no."),
            "invalid_choice": _("Elija sí o no."),
        },
    )
    comment = forms.CharField(
        label=_("Comentario (opcional)"),
        required=False,
        max_length=LONGEST_COMMENT,
        help_text=_("Qué faltó o qué se puede mejorar. No escriba datos personales."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"max_length": _("Escriba %(limit_value)s caracteres como máximo.")},
    )
    # Hidden from people and announced as to be left alone; programs that fill in everything do.
    website = forms.CharField(
        required=False,
        label=_("Deje este campo vacío"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "opinion-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)

    @property
    def is_filled_by_a_program(self) -> bool:
        return bool(self.data.get("website"))

    def clean_comment(self) -> str:
        comment: str = self.cleaned_data["comment"].strip()
        if tells_who_somebody_is(comment):
            raise forms.ValidationError(
                _(
                    "Parece que escribió un correo, un RUN o un teléfono. Quítelo, por favor: "
                    "aquí no guardamos datos de personas."
                )
            )
        return comment
