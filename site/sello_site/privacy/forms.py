"""The form of people, and those of the officer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sello_site.outbox.addresses import validate_mail_address
from sello_site.privacy.models import DeadlineRule, Right

LONGEST_TEXT = 4000


class _AccessibleForm(forms.Form):
    """Fields tell their errors and hints to screen readers; Django adds aria-describedby."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class RightsForm(_AccessibleForm):
    """What somebody asks for. Works without JavaScript, cookies and tokens."""

    right = forms.ChoiceField(
        label=_("¿Qué quiere pedir?"),
        choices=Right.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija qué quiere pedir.")},
    )
    name = forms.CharField(
        label=_("Su nombre"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Escriba su nombre.")},
    )
    email = forms.EmailField(
        label=_("Su correo electrónico"),
        max_length=254,
        validators=[validate_mail_address],
        help_text=_("Buscaremos los datos guardados con este correo, y le escribiremos a él."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Escriba su correo electrónico."),
            "invalid": _("Revise el correo: debe tener la forma nombre@ejemplo.cl."),
        },
    )
    details = forms.CharField(
        label=_("Detalles (opcional)"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Por ejemplo, qué dato está equivocado. No escriba datos de otras personas."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    # Hidden from people and announced as to be left alone; programs that fill in everything do.
    website = forms.CharField(
        required=False,
        label=_("Deje este campo vacío"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_filled_by_a_program(self) -> bool:
        return bool(self.data.get("website"))


class ExtensionForm(_AccessibleForm):
    reason = forms.CharField(
        label=_("Por qué se necesita más tiempo"),
        max_length=1000,
        help_text=_("La persona lo leerá en el correo que se le envía."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ErasureForm(_AccessibleForm):
    folio = forms.CharField(
        label=_("Escriba el número de la solicitud para confirmar"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, folio: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folio = folio

    def clean_folio(self) -> str:
        typed: str = self.cleaned_data["folio"].strip().upper()
        if typed != self._folio:
            raise forms.ValidationError(_("No es el número de esta solicitud."))
        return typed


class AnswerForm(_AccessibleForm):
    is_granted = forms.TypedChoiceField(
        label=_("Resultado"),
        choices=[("1", _("Se acoge")), ("0", _("Se rechaza"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Respuesta"),
        max_length=LONGEST_TEXT,
        help_text=_("La persona la leerá en el correo que se le envía."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class TextForm(_AccessibleForm):
    key = forms.SlugField(
        label=_("Clave"),
        max_length=60,
        help_text=_("La misma para todas las versiones e idiomas, por ejemplo «solicitudes»."),
    )
    language = forms.ChoiceField(label=_("Idioma"), choices=lambda: settings.LANGUAGES)
    text = forms.CharField(
        label=_("Texto"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )


class DeadlineForm(forms.ModelForm):
    class Meta:
        model = DeadlineRule
        fields = ("right", "valid_from", "days", "unit", "extension_days", "source")
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
