"""Forms of the admin's screens about organisations and who may act in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sello_accounts.models import Organisation, User
from sello_accounts.rights import given_roles
from sello_map.models import Municipality, Region
from sello_site.uploads import check_size


def _day(**attributes: str) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attributes})


class OrganisationForm(forms.ModelForm):
    """A new organisation, or what may change of one."""

    municipality = forms.ModelChoiceField(
        label=_("Municipalidad"),
        queryset=Municipality.objects.order_by("name"),
        required=False,
        help_text=_("Solo para el tipo «Municipalidad»: de ella salen el código y la región."),
    )
    region = forms.ModelChoiceField(
        label=_("Región"),
        queryset=Region.objects.all(),
        required=False,
        help_text=_("Necesaria para una dirección regional."),
    )

    class Meta:
        model = Organisation
        fields = (
            "kind",
            "municipality",
            "name",
            "code",
            "region",
            "active_from",
            "active_until",
        )
        widgets = {"active_from": _day(), "active_until": _day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        self.fields["code"].help_text = _(
            "Letras minúsculas, dígitos y guiones, como «salud-13». Una municipalidad no lo "
            "necesita."
        )
        if self.instance.pk:
            for name in ("kind", "code", "municipality"):
                self.fields[name].disabled = True

    def _post_clean(self) -> None:
        # The service judges the whole, under its lock; here the values are only put in place.
        for name in self._meta.fields or ():
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


class InvitationForm(forms.Form):
    """Whom to invite, to which of the roles that the inviter may give."""

    email = forms.EmailField(label=_("Correo electrónico"), max_length=254)
    role = forms.ChoiceField(label=_("Rol"))
    first_name = forms.CharField(label=_("Nombre"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Apellidos"), max_length=150, required=False)
    ends_on = forms.DateField(
        label=_("Hasta"),
        required=False,
        widget=_day(),
        help_text=_("Último día. Sin fecha, hasta que alguien la termine."),
    )

    def __init__(self, *args: Any, actor: User, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = given_roles(actor, organisation)
        self.fields["role"].choices = [(role, role) for role in roles]  # type: ignore[attr-defined]  # a ChoiceField


class ImportForm(forms.Form):
    """A file to try or to import."""

    ORGANISATIONS, PEOPLE = "organisations", "people"

    content = forms.ChoiceField(
        label=_("Qué contiene el archivo"),
        choices=[(ORGANISATIONS, _("Organizaciones")), (PEOPLE, _("Personas focales"))],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=_("Archivo CSV o XLSX"), allow_empty_file=True)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        check_size(file.size or 0, largest=settings.SELLO_UPLOAD_BYTES)
        if not (file.name or "").lower().endswith((".csv", ".xlsx")):
            raise ValidationError(_("Elija un archivo CSV o XLSX."))
        return file
