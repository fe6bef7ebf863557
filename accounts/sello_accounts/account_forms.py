"""What coordinators and regional officers fill in. The services judge; here are the fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from sello_accounts.models import Membership, User, normalised_email
from sello_accounts.problems import AccessProblem, NotAllowed


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether a service did what it was asked; what it refuses stands in the form afterwards.

    Raises :class:`Http404` when the actor has no right to it, as for what does not exist.
    """
    try:
        act()
    except NotAllowed:
        raise Http404 from None
    except AccessProblem as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return False
    return True


class DayField(forms.DateField):
    """A day, also as it is typed where the browser offers no calendar: 3-5-2026 or 3/5/2026."""

    input_formats = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=self.input_formats, **options)


class InvitationForm(forms.Form):
    """Whom to invite, to what, and for which days."""

    email = forms.EmailField(
        label=_("Correo electrónico"),
        max_length=254,
        help_text=_("El correo institucional de la persona. A esa dirección llega la invitación."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    first_name = forms.CharField(label=_("Nombre"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Apellidos"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Rol"))
    starts_on = DayField(
        label=_("Desde"),
        required=False,
        help_text=_("Si lo deja vacío, desde el día en que acepte la invitación."),
    )
    ends_on = DayField(
        label=_("Último día"),
        required=False,
        help_text=_("Si lo deja vacío, hasta que alguien termine su acceso."),
    )

    def __init__(self, *args: Any, actor: User, roles: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._actor = actor
        offered = [(role, role) for role in roles]
        # Nobody becomes coordinator because it came first.
        unchosen = [("", _("Elija un rol"))] if len(offered) > 1 else []
        self.fields["role"].choices = unchosen + offered  # type: ignore[attr-defined]  # a choice field

    def clean_email(self) -> str:
        email = normalised_email(self.cleaned_data["email"])
        if email == self._actor.email:
            raise forms.ValidationError(_("Es su propia dirección: nadie se invita a sí mismo."))
        return email


class EndForm(forms.Form):
    """When a membership ends, and why."""

    ends_on = DayField(
        label=_("Último día"),
        required=False,
        help_text=_("Si lo deja vacío, el acceso termina ahora."),
    )
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=200,
        required=False,
        help_text=_("Opcional. Por ejemplo: cambio de funciones. No escriba datos de salud."),
    )


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Nuevo rol"))

    def __init__(self, *args: Any, roles: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role, role) for role in roles]  # type: ignore[attr-defined]  # a choice field


class SubstitutionForm(forms.Form):
    """Who stands in for an absent member, and on which days."""

    substitute = forms.ModelChoiceField(
        label=_("Quién subroga"), queryset=User.objects.none(), empty_label=_("Elija a una persona")
    )
    starts_on = DayField(label=_("Desde"))
    ends_on = DayField(label=_("Último día"))

    def __init__(self, *args: Any, substitutes: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["substitute"].queryset = substitutes  # type: ignore[attr-defined]  # a model choice field


class DesignationForm(forms.Form):
    """The document by which a municipality named its coordinator."""

    number = forms.CharField(
        label=_("Número del documento"),
        max_length=60,
        help_text=_("Como aparece en el decreto o el oficio. Por ejemplo: Decreto 1234."),
    )
    issued_on = DayField(label=_("Fecha del documento"))
    document = forms.FileField(label=_("Documento"), required=False, help_text=_("Un archivo PDF."))
    reference = forms.CharField(
        label=_("Dónde está publicado"),
        max_length=300,
        required=False,
        help_text=_("Si no adjunta el documento: la dirección en que se puede leer."),
    )


class RefusalForm(forms.Form):
    """Why a designation is refused."""

    reason = forms.CharField(
        label=_("Motivo del rechazo"),
        max_length=500,
        help_text=_("La persona lo recibe por correo y puede presentar otro documento."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


KEEP, END = "keep", "end"


class ListForm(forms.Form):
    """Everybody on the list: stays, or ends now.

    There is no answer that stands for somebody who was not shown: whoever came to the list while
    the page was open has to be looked at first.
    """

    def __init__(self, *args: Any, memberships: Iterable[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        self._memberships = {self.name_of(one): one for one in memberships}
        for name, membership in self._memberships.items():
            self.fields[name] = forms.ChoiceField(
                label=_("%(person)s, %(role)s")
                % {"person": membership.user, "role": membership.role},
                choices=[(KEEP, _("Sigue")), (END, _("Termina ahora"))],
                widget=forms.RadioSelect,
                initial=KEEP,
                error_messages={
                    "required": _("Elija si sigue o termina. Quizá llegó a la lista hace poco.")
                },
            )

    @staticmethod
    def name_of(membership: Membership) -> str:
        return f"membership_{membership.pk}"

    @property
    def ending(self) -> list[Membership]:
        """The memberships that are to end, once the form is valid."""
        return [
            one for name, one in self._memberships.items() if self.cleaned_data.get(name) == END
        ]
