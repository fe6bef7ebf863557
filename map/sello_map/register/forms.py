"""Forms of the register's screens. They read; the services judge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sello_map.models import Municipality
from sello_map.register.rules import EventData, text_field
from sello_map.status import StatusKind
from sello_site.uploads import check_size


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _text_of(name: str) -> forms.CharField:
    """A text as the model has it: label, help and length."""
    field = text_field(name)
    return forms.CharField(
        label=capfirst(field.verbose_name),
        help_text=field.help_text,
        max_length=field.max_length,
        required=False,
    )


class EventForm(forms.Form):
    """One event, new or corrected."""

    municipality = forms.ModelChoiceField(
        label=_("Municipalidad"), queryset=Municipality.objects.order_by("name")
    )
    kind = forms.ChoiceField(label=_("Hecho"), choices=[("", "---------"), *StatusKind.choices])
    date = forms.DateField(
        label=_("Fecha"), widget=_day(), help_text=_("El día en que ocurrió, no el del acto.")
    )
    act_type = _text_of("act_type")
    act_number = _text_of("act_number")
    act_date = forms.DateField(label=_("Fecha del acto"), required=False, widget=_day())
    act_address = _text_of("act_address")
    source = _text_of("source")
    source_address = _text_of("source_address")
    note = _text_of("note")

    def data_of_event(self) -> EventData:
        """What the valid form says."""
        values = dict(self.cleaned_data)
        municipality = values.pop("municipality")
        values.pop("reason", None)
        return EventData(municipality_id=municipality.pk, **values)


class CorrectionForm(EventForm):
    """An event as it should have been, and why it was not."""

    reason = forms.CharField(
        label=_("Motivo de la corrección"),
        max_length=300,
        help_text=_("Queda en el historial, junto al hecho anulado."),
    )


class AnnulmentForm(forms.Form):
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=300,
        help_text=_("Queda en el historial. Si el hecho ocurrió, corríjalo en vez de anularlo."),
    )


class DeclarationForm(forms.Form):
    """Since when the register is complete."""

    complete_since = forms.DateField(
        label=_("Completo desde"),
        required=False,
        widget=_day(),
        help_text=_("Desde este día están todos los hechos. Vacío: no está completo."),
    )
    note = forms.CharField(label=_("Nota"), max_length=300, required=False)


class ImportForm(forms.Form):
    """A file to try or to import."""

    file = forms.FileField(label=_("Archivo CSV o XLSX"), allow_empty_file=True)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        check_size(file.size or 0, largest=settings.SELLO_UPLOAD_BYTES)
        if not (file.name or "").lower().endswith((".csv", ".xlsx")):
            raise ValidationError(_("Elija un archivo CSV o XLSX."))
        return file
