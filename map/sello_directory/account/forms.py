"""What a municipality fills in. The form reads; :mod:`sello_directory.content` judges."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sello_directory.content import LABELS, TEXTS, OfficeData, longest, service_field
from sello_directory.kinds import AttendedLanguage, ServiceKind
from sello_site.languages import LANGUAGES

_HELP = {
    "office": _("Como aparece en la puerta. Por ejemplo: Oficina de Personas Migrantes."),
    "address": _("Calle, número y, si hace falta, piso u oficina."),
    "hours": _("Por ejemplo: lunes a viernes, de 9:00 a 14:00."),
    "telephone": _("El de la oficina. No escriba el celular personal de nadie."),
    "email": _("El de la oficina o de la municipalidad, no el de una persona."),
    "website": _("Una dirección que comience con https://."),
}
_INPUTS: dict[str, type[forms.Widget]] = {
    "email": forms.EmailInput,
    "website": forms.URLInput,
}


class OfficeForm(forms.Form):
    """All that is said. ``stamp`` remembers what the person saw when they began to write."""

    stamp = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label=LABELS["language"],
        choices=LANGUAGES,
        help_text=_(
            "Los textos se publican tal como los escribe, en todas las versiones del sitio."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=LABELS["languages"],
        choices=AttendedLanguage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in TEXTS:
            widget = _INPUTS.get(name, forms.TextInput)
            self.fields[name] = forms.CharField(
                label=LABELS[name],
                required=False,
                help_text=_HELP[name],
                widget=widget(attrs={"maxlength": longest(name), "autocomplete": "off"}),
            )
        for service in ServiceKind:
            attributes = {"maxlength": longest("text"), "rows": 2}
            self.fields[service_field(service)] = forms.CharField(
                label=service.label, required=False, widget=forms.Textarea(attrs=attributes)
            )

    @property
    def office_fields(self) -> list[BoundField]:
        """In the order in which they are asked for."""
        return [self[name] for name in (*TEXTS, "languages", "language")]

    @property
    def service_fields(self) -> list[BoundField]:
        return [self[service_field(kind)] for kind in ServiceKind.values]

    @property
    def fields_in_order(self) -> list[BoundField]:
        return self.office_fields + self.service_fields

    def data_of_office(self) -> OfficeData:
        """What the valid form says."""
        values = self.cleaned_data
        return OfficeData(
            language=values["language"],
            languages=tuple(values["languages"]),
            services={kind: values[service_field(kind)] for kind in ServiceKind.values},
            **{name: values[name] for name in TEXTS},
        )

    def with_stamp(self, stamp: str) -> OfficeForm:
        """The same form, to be sent again by somebody who has seen what is stored now."""
        data = cast("QueryDict", self.data).copy()
        data["stamp"] = stamp
        self.data = data
        return self
