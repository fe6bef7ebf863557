"""The form with which people of the editorial zone sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from sello_accounts.models import normalised_email
from sello_site import limits


class SignInForm(LoginForm):
    """Wagtail's form with what it lacks: a label in Spanish, and what password managers look for.

    Its one error says neither whether the account exists nor whether it may be used. Attempts are
    limited before anything is looked up, by what was typed, so that no limit says it either.
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

    def clean(self) -> dict[str, Any]:
        """Raises :class:`limits.LimitReached` and :class:`limits.LimitsUnavailable` besides the
        form's own error: the right password is no use once there were too many wrong ones."""
        email = self.cleaned_data.get("username")
        if email is None or not self.cleaned_data.get("password"):
            return super().clean()
        account = normalised_email(email)
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else None
        limits.require(limits.SIGN_IN, account=account, address=address)
        cleaned = super().clean()
        limits.clear(limits.SIGN_IN, account=account)
        return cleaned
