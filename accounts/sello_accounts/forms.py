"""The form with which people of the editorial zone sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm


class SignInForm(LoginForm):
    """Wagtail's form with what it lacks: a label in Spanish, and what password managers look for.

    Its one error says neither whether the account exists nor whether it may be used.
    """

    password = forms.CharField(
        label=_("Contraseña"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        username = self.fields["username"].widget
        username.input_type = "email"
        username.attrs["autocomplete"] = "username"
