"""The forms of signing in, with allauth's rules and our limits.

Attempts are counted before anything is looked up, by what was typed, so that no limit tells
whether there is such an account.
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthPasswordForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sello_accounts.models import User, normalised_email
from sello_site import limits
from sello_site.outbox.addresses import validate_mail_address


def _email_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("Correo electrónico"),
        max_length=254,
        validators=[validate_mail_address],
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


def _password_field(label: Any, kind: str = "current-password") -> forms.CharField:
    return forms.CharField(
        label=label, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": kind})
    )


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=32,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "off",
                "spellcheck": "false",
                "class": "one-time-code",
            }
        ),
    )


class SignInForm(LoginForm):
    """E-mail and password. Its one error says neither whether the account exists nor whether it
    may be used."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "login": _email_field(),
            "password": _password_field(_("Contraseña")),
        }

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        """Raises :class:`limits.LimitReached` and :class:`limits.LimitsUnavailable` besides the
        form's own error: the right password is no use once there were too many wrong ones."""
        account = normalised_email(credentials["email"])
        limits.require(
            limits.SIGN_IN, account=account, address=self.request.META.get("REMOTE_ADDR", "")
        )
        cleaned: dict[str, Any] = super()._clean_with_password(credentials)
        limits.clear(limits.SIGN_IN, account=account)
        return cleaned


class _CodeLimits:
    """Counts codes against the account, and takes none twice."""

    user: User

    def clean_code(self) -> str:
        account = str(self.user.pk)
        limits.require(limits.SECOND_FACTOR, account=account)
        limits.require(limits.SECOND_FACTOR_DAY, account=account)
        code: str = super().clean_code()  # type: ignore[misc]  # a mixin's
        authenticator = getattr(self, "authenticator", None)
        if authenticator is not None and authenticator.type == Authenticator.Type.TOTP:
            # allauth remembers used codes in the cache, which each process has for itself.
            used = f"{account}:{normalize_user_code(code)}"
            if not limits.hit(limits.SECOND_FACTOR_CODE, account=used).allowed:
                raise ValidationError(_("Ese código ya se usó. Espere el siguiente."))
        limits.clear(limits.SECOND_FACTOR, account=account)
        limits.clear(limits.SECOND_FACTOR_DAY, account=account)
        return code


_CODE_HELP = _("El número de seis cifras de su aplicación, o uno de sus códigos de recuperación.")


class SignInCodeForm(_CodeLimits, AuthenticateForm):
    code = _code_field(_("Código"), _CODE_HELP)


class ConfirmCodeForm(_CodeLimits, ReauthenticateForm):
    code = _code_field(_("Código"), _CODE_HELP)


class AppForm(_CodeLimits, ActivateTOTPForm):
    """The first code of an authenticator app."""

    code = _code_field(_("Código de seis cifras que muestra la aplicación"))


class KeyForm(AddWebAuthnForm):
    """A passkey."""

    name = forms.CharField(
        label=_("Nombre de la llave"),
        max_length=100,
        required=False,
        help_text=_("Para reconocerla después, por ejemplo «Teléfono del trabajo»."),
    )
    passwordless = forms.BooleanField(
        label=_("Entrar sólo con esta llave, sin contraseña"),
        required=False,
        initial=True,
        help_text=_("La llave le pedirá su huella, su rostro o un PIN."),
    )


class KeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Nombre de la llave"), max_length=100)


def _check_own_password(user: User, password: str) -> bool:
    """Whether it is the person's own; counted like signing in."""
    limits.require(
        limits.SIGN_IN, account=user.email, address=context.request.META.get("REMOTE_ADDR", "")
    )
    if not user.check_password(password):
        return False
    limits.clear(limits.SIGN_IN, account=user.email)
    return True


class OwnPasswordForm(AllauthPasswordForm):
    """Asks for the password of somebody who is known already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password_field(_("Contraseña"))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not _check_own_password(self.user, password):
            raise ValidationError(_("La contraseña no es correcta."))
        return password


class _NewPassword(forms.Form):
    password1 = _password_field(_("Contraseña nueva"), "new-password")
    password2 = _password_field(_("Contraseña nueva, otra vez"), "new-password")

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password1"].help_text = password_validators_help_text_html()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Las dos contraseñas no son iguales."))
        elif first and second:
            try:
                validate_password(first, self.user)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class NewPasswordForm(_NewPassword):
    """A new password, for somebody who came by a link."""


class ChangePasswordForm(AllauthChangePasswordForm):
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "oldpassword": _password_field(_("Contraseña actual")),
            "password1": _password_field(_("Contraseña nueva"), "new-password"),
            "password2": _password_field(_("Contraseña nueva, otra vez"), "new-password"),
        }
        self.fields["password1"].help_text = password_validators_help_text_html()

    def clean_oldpassword(self) -> str:
        password: str = self.cleaned_data["oldpassword"]
        if not _check_own_password(self.user, password):
            raise ValidationError(_("La contraseña actual no es correcta."))
        return password

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password


class ResetForm(forms.Form):
    """The address whose password was forgotten."""

    email = _email_field()


class InvitationForm(_NewPassword):
    """What a new person says of themselves."""

    first_name = forms.CharField(
        label=_("Nombre"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Apellidos"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ("first_name", "last_name", "password1", "password2")
