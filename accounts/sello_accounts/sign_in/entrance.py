"""Getting in and out: password, second step, passkey, sign-out."""

from __future__ import annotations

from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from fido2.webauthn import UserVerificationRequirement

from sello_accounts.sign_in.doors import Notice, notice_of, sign_in_address
from sello_accounts.sign_in.forms import SignInCodeForm, SignInForm
from sello_site import limits


class SignIn(LoginView):
    """Whoever is signed in is led to their own page, and not to ``next``: it may be what sent
    them here, for want of a permission."""

    form_class = SignInForm
    template_name = "account/login.html"

    def get_authenticated_redirect_url(self) -> str:
        return reverse("account_home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "notice": notice_of(self.request)}


class SignInByCode(AuthenticateView):
    """The second step: a code, or a passkey after the password."""

    form_class = SignInCodeForm
    template_name = "mfa/authenticate.html"


class SignInByKey(LoginWebAuthnView):
    """A passkey alone, which has asked for a fingerprint, a face or a PIN."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        limits.require(limits.PASSKEY, address=request.META.get("REMOTE_ADDR", ""))
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The second step, after a password, keeps what it asked in the same place of the session,
        # and does not insist on a fingerprint, a face or a PIN.
        asked = (auth.get_state() or {}).get("user_verification")
        if asked != UserVerificationRequirement.REQUIRED.value:
            return self.form_invalid(None)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        return redirect(sign_in_address(self.request, Notice.KEY_REFUSED))

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        return flows.perform_passwordless_login(self.request, authenticator, login)


class SignOut(LogoutView):
    """Asks first when it is opened as a page, so that no picture or link signs anybody out."""

    template_name = "account/logout.html"
