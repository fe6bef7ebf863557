"""Changing one's password, and getting a new one when it is forgotten."""

from __future__ import annotations

from typing import Any

from allauth.account.views import PasswordChangeView
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from sello_accounts.models import normalised_email
from sello_accounts.sign_in import passwords, second_factor
from sello_accounts.sign_in.doors import Notice, sign_in_address
from sello_accounts.sign_in.forms import ChangePasswordForm, NewPasswordForm, ResetForm
from sello_site import limits


class ChangePassword(LoginRequiredMixin, PasswordChangeView):
    """Ends all other sessions of the account."""

    form_class = ChangePasswordForm
    template_name = "account/password_change.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.end_sessions(self.request.user, but=self.request.session.session_key)
        return response


class ForgottenPassword(FormView[ResetForm]):
    form_class = ResetForm
    template_name = "account/password_reset.html"
    success_url = reverse_lazy("account_reset_password_done")

    def form_valid(self, form: ResetForm) -> HttpResponse:
        email = normalised_email(form.cleaned_data["email"])
        limits.require(
            limits.PASSWORD_RESET, account=email, address=self.request.META.get("REMOTE_ADDR", "")
        )
        passwords.ask_for_reset(email=email)
        return super().form_valid(form)


class ForgottenPasswordSent(TemplateView):
    template_name = "account/password_reset_done.html"


@method_decorator(sensitive_post_parameters("password1", "password2"), name="dispatch")
class NewPassword(FormView[NewPasswordForm]):
    """Where the link of the letter leads."""

    form_class = NewPasswordForm
    template_name = "account/password_reset_from_key.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user = passwords.LINK.find(kwargs["token"])
        if self.user is None:
            return render(request, "account/link_expired.html", status=404)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        assert self.user is not None  # noqa: S101  # dispatch has answered otherwise
        passwords.set_password(user=self.user, password=form.cleaned_data["password1"])
        return redirect(sign_in_address(self.request, Notice.PASSWORD_SET, then=""))
