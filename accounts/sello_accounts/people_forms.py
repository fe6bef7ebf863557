"""The forms with which administrators make and change people, held to what each may give."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from sello_accounts.models import User, normalised_email
from sello_accounts.people import groups_given_by


class _HeldToActor:
    """Leaves out what ``actor`` may not give; groups beyond their reach stay as they are."""

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields: dict[str, Any]
        self.cleaned_data: dict[str, Any]
        self.instance: User
        if not actor.is_superuser:
            self.fields.pop("is_superuser", None)
        self._given = groups_given_by(actor)
        self.fields["groups"].queryset = self._given
        self.fields["groups"].label = _("Grupos hechos a mano")
        self.fields["groups"].help_text = _(
            "Los roles no se dan aquí: siguen a las pertenencias de cada organización."
        )

    def clean_email(self) -> str:
        return normalised_email(self.cleaned_data["email"])

    def clean_groups(self) -> list[Group]:
        chosen = list(self.cleaned_data["groups"])
        if self.instance.pk is None:
            return chosen
        return [*chosen, *self.instance.groups.exclude(pk__in=self._given.values("pk"))]


class PersonCreationForm(_HeldToActor, UserCreationForm):
    """A new person."""


class PersonEditForm(_HeldToActor, UserEditForm):
    """Somebody who has an account."""
