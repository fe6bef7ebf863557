"""What allauth asks us, and what it must not do by itself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sello_accounts.models import User
from sello_accounts.sign_in import notices, second_factor, secrets_at_rest
from sello_accounts.sign_in.demonstration import second_factor_is_lifted
from sello_accounts.sign_in.doors import Notice, sign_in_address

_NOTICES = {
    "account/email/password_changed": notices.PASSWORD_CHANGED,
    "mfa/email/totp_activated": notices.FACTOR_ADDED,
    "mfa/email/totp_deactivated": notices.FACTOR_REMOVED,
    "mfa/email/webauthn_added": notices.FACTOR_ADDED,
    "mfa/email/webauthn_removed": notices.FACTOR_REMOVED,
    "mfa/email/recovery_codes_generated": notices.RECOVERY_CODES_MADE,
}
_WRONG_PASSWORD = _("El correo electrónico o la contraseña no son correctos.")


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, no mail of allauth's own, and nobody in without a second factor."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _WRONG_PASSWORD,
        "username_password_mismatch": _WRONG_PASSWORD,
        "incorrect_password": _("La contraseña no es correcta."),
        "enter_current_password": _("La contraseña actual no es correcta."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse | None:
        """Before the second step: who cannot have one is told, and is not signed in."""
        if not user.is_active:
            clear_login(request)
            return redirect(sign_in_address(request, Notice.REFUSED))
        if (
            second_factor.is_enrolled(user)
            or second_factor.may_enrol(request, user)
            or second_factor_is_lifted(request)
        ):
            return None
        clear_login(request)
        return redirect(sign_in_address(request, Notice.NOT_ENROLLED))

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Not while the first factor is enrolled: there is none to show yet."""
        request = context.request
        return not second_factor.may_enrol(request, request.user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Factors alone. The password only where there are none, as in the demonstration."""
        if not user.is_authenticated:
            return []
        kinds = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
        methods = [
            ("mfa_reauthenticate_webauthn", {"webauthn"}, _("Usar una llave de acceso")),
            ("mfa_reauthenticate", {"totp", "recovery_codes"}, _("Usar un código")),
        ]
        if Authenticator.Type.TOTP in kinds:
            methods.reverse()
        found = [
            {"id": name, "description": label, "url": reverse(name)}
            for name, needed, label in methods
            if kinds & needed
        ]
        if kinds & set(second_factor.FACTORS):
            return found
        name = "account_reauthenticate"
        return [{"id": name, "description": _("Usar la contraseña"), "url": reverse(name)}]

    def reauthenticate(self, user: Any, password: str) -> bool:
        return bool(user.check_password(password))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        notices.tell(user, _NOTICES[template_prefix])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises :class:`NotImplementedError`: every letter of this zone is written by name."""
        raise NotImplementedError(f"no letter stands for {template_prefix}")


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted, the last factor stays, and names are in Spanish."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Es su único segundo factor y no se puede quitar. "
            "Agregue antes otra llave o una aplicación."
        ),
        "incorrect_code": _("El código o la llave no es correcto, o ya se usó. Pruebe con otro."),
    }

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def encrypt(self, text: str) -> str:
        return secrets_at_rest.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets_at_rest.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not second_factor.is_last(authenticator)

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return str(_("Llave %(number)s") % {"number": number})
