"""One's own factors: enrolling, naming and removing them, and the recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.internal import flows as totp_flows
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import flows as key_flows
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from sello_accounts.sign_in import second_factor
from sello_accounts.sign_in.forms import AppForm, KeyForm, KeyNameForm


class Factors(IndexView):
    """All of them; while there is none, the choice of the first."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "is_enrolled": second_factor.is_enrolled(user),
            "may_enrol": second_factor.may_enrol(self.request, user),
        }


class _EnrolledOrInvited(LoginRequiredMixin):
    """A first factor comes from an invitation or a link, where one is known by more than a
    password."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and not (
            second_factor.may_enrol(request, user) or second_factor.is_enrolled(user)
        ):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def after_adding(self, has_new_codes: bool) -> HttpResponse:
        return redirect("mfa_view_recovery_codes" if has_new_codes else "mfa_index")


class AddApp(_EnrolledOrInvited, ActivateTOTPView):
    form_class = AppForm
    template_name = "mfa/totp/activate_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator, codes = totp_flows.activate_totp(self.request, form)
        second_factor.accept_enrolled(self.request, authenticator)
        return self.after_adding(codes is not None)


class AddKey(_EnrolledOrInvited, AddWebAuthnView):
    form_class = KeyForm
    template_name = "mfa/webauthn/add_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator, codes = key_flows.add_authenticator(
            self.request,
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
        )
        second_factor.accept_enrolled(self.request, authenticator)
        return self.after_adding(codes is not None)


class RemoveApp(DeactivateTOTPView):
    template_name = "mfa/totp/deactivate_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                second_factor.hold_for_removal(self.authenticator)
                return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)


class RemoveKey(RemoveWebAuthnView):
    template_name = "mfa/webauthn/authenticator_confirm_delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_last = second_factor.is_last(self.object)
        return {**super().get_context_data(**kwargs), "is_last": is_last}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                second_factor.hold_for_removal(self.get_object())
                return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)


class RenameKey(EditWebAuthnView):
    form_class = KeyNameForm
    template_name = "mfa/webauthn/edit_form.html"


def keys(request: HttpRequest) -> HttpResponse:
    """allauth's list of keys; here one page shows all factors."""
    return redirect("mfa_index")


class RecoveryCodes(ViewRecoveryCodesView):
    """The codes, in clear once."""

    template_name = "mfa/recovery_codes/index.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):
    template_name = "mfa/recovery_codes/generate.html"
