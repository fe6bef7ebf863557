"""Where people come in for the first time: invitations, links of enrolment, and their own page."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from sello_accounts import selectors
from sello_accounts.models import User
from sello_accounts.problems import AccessProblem, InvitationUnusable
from sello_accounts.services.invitations import accept_invitation, account_of, find_invitation
from sello_accounts.sign_in import enrolment, passwords, second_factor
from sello_accounts.sign_in.forms import InvitationForm, NewPasswordForm, OwnPasswordForm


class Home(LoginRequiredMixin, TemplateView):
    """Who one is here, and where one may go."""

    template_name = "account/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "memberships": selectors.memberships_of(user),
            "manages_people": selectors.manages_people(user),
            "is_enrolled": second_factor.is_enrolled(user),
        }


@method_decorator(sensitive_post_parameters("password", "password1", "password2"), name="dispatch")
class _Arrival(FormView[Form]):
    """Asks for a password, and goes on to the choice of the first factor."""

    def begin(self, user: User) -> HttpResponseBase:
        """Signs somebody in for the enrolment of a factor, and for nothing else."""
        request = self.request
        if request.user.is_authenticated:
            logout(request, show_message=False)
        second_factor.allow_enrolment(request, user)
        record_authentication(request, user, "password")
        return perform_login(request, Login(user=user, redirect_url=reverse("mfa_index")))

    def form_of(self, user: User) -> Form:
        """Asks for the password that the account has, or for a new one when it has none."""
        kind = OwnPasswordForm if user.has_usable_password() else NewPasswordForm
        return kind(**self.get_form_kwargs(), user=user)

    def keep_password(self, user: User, form: Form) -> None:
        """Sets the new password, when that was asked for."""
        if "password1" in form.cleaned_data:
            passwords.set_password(user=user, password=form.cleaned_data["password1"])


class Enrolment(_Arrival):
    """Where a link of enrolment leads."""

    template_name = "account/enrolment.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = enrolment.LINK.find(kwargs["token"])
        if found is None or second_factor.is_enrolled(found):
            return render(request, "account/link_expired.html", status=404)
        self.person = found
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> Form:
        return self.form_of(self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "person": self.person}

    def form_valid(self, form: Form) -> HttpResponse:
        self.keep_password(self.person, form)
        return self.begin(self.person)  # type: ignore[return-value]  # a redirect


class Invitation(_Arrival):
    """Where an invitation leads: who invites for what, and what is still needed to accept it.

    Somebody new gives a name and a password; an account without a factor its password; an account
    that has one signs in as ever and comes back here.
    """

    template_name = "account/invitation.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.invitation = find_invitation(kwargs["token"])
        except InvitationUnusable as problem:
            return render(request, "account/link_expired.html", {"problem": problem}, status=404)
        self.account = account_of(self.invitation)
        return super().dispatch(request, *args, **kwargs)

    @property
    def step(self) -> str:
        """What comes next: ``accept``, ``leave`` (another account is signed in), ``sign-in``,
        ``password`` or ``new``."""
        if self.request.user.is_authenticated:
            return "accept" if self.request.user == self.account else "leave"
        if self.account is None:
            return "new"
        return "sign-in" if second_factor.is_enrolled(self.account) else "password"

    def get_form(self, form_class: Any = None) -> Form:
        if self.step == "password":
            assert self.account is not None  # noqa: S101  # so the step says
            return self.form_of(self.account)
        if self.step == "new":
            names = {
                "first_name": self.invitation.first_name,
                "last_name": self.invitation.last_name,
            }
            user = User(email=self.invitation.email, **names)
            return InvitationForm(**{**self.get_form_kwargs(), "initial": names}, user=user)
        return Form(**self.get_form_kwargs())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "invitation": self.invitation,
            "step": self.step,
        }

    def form_valid(self, form: Form) -> HttpResponse:
        step, token = self.step, self.kwargs["token"]
        if step in ("leave", "sign-in"):
            return self.render_to_response(self.get_context_data(form=form))
        try:
            if step == "new":
                values = form.cleaned_data
                membership = accept_invitation(
                    token=token,
                    password=values["password1"],
                    first_name=values["first_name"],
                    last_name=values["last_name"],
                )
            else:
                membership = accept_invitation(token=token, user=self.account)
        except (AccessProblem, ValidationError) as problem:
            messages = problem.messages if isinstance(problem, ValidationError) else [str(problem)]
            form.add_error(None, messages)
            return self.form_invalid(form)
        if step == "accept":
            return redirect("account_home")
        if step == "password":
            self.keep_password(membership.user, form)
        return self.begin(membership.user)  # type: ignore[return-value]  # a redirect
