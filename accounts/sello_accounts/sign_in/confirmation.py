"""Confirming who one is, before something that matters: with a factor, not with the password."""

from __future__ import annotations

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from sello_accounts.sign_in.forms import ConfirmCodeForm, OwnPasswordForm


class ConfirmByPassword(ReauthenticateView):
    """Only for those who have no factor, in the demonstration: see the adapter's methods."""

    form_class = OwnPasswordForm
    template_name = "account/reauthenticate.html"


class ConfirmByCode(CodeView):
    form_class = ConfirmCodeForm
    template_name = "mfa/reauthenticate.html"


class ConfirmByKey(ReauthenticateWebAuthnView):
    template_name = "mfa/webauthn/reauthenticate.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("No reconocimos esa llave. Pruebe de nuevo o con otra."))
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))
